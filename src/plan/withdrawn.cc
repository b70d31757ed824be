// What was granted once and is declared no more.

#include <fmt/format.h>

#include <algorithm>

#include "plan/access_item.h"
#include "sql/token_hash.h"

namespace housewright::plan {
namespace {

bool IsGone(const SeenAccess& seen, const std::string& grantee) {
  return seen.Of(AccessObject(sql::ObjectKind::kUser, grantee)) == Presence::kNotThere &&
         seen.Of(AccessObject(sql::ObjectKind::kRole, grantee)) != Presence::kThere;
}

const SeenAccess::Grants* GrantsOf(const SeenAccess& seen, const std::string& grantee) {
  const auto found = seen.grants.find(grantee);
  return found == seen.grants.end() ? nullptr : &found->second;
}

// False where the server shows that nothing of it is left.
bool MayBeThere(const SeenAccess& seen, const sql::GrantedRight& right) {
  if (IsGone(seen, right.grantee)) return false;
  const SeenAccess::Grants* grants = GrantsOf(seen, right.grantee);
  return grants == nullptr || std::ranges::any_of(grants->granted, [&](const auto& one) {
           return one.MayOverlap(right);
         });
}

// What a REVOKE would take as well and nobody may give back: rights that we see and did not grant.
std::string WhyKept(const SeenAccess& seen, const DeclaredAccess& declared,
                    const AccessHistory& history, const sql::GrantedRight& right) {
  const SeenAccess::Grants* grants = GrantsOf(seen, right.grantee);
  if (grants == nullptr) return "";
  for (const sql::GrantedRight& other : grants->granted) {
    const bool is_ours =
        std::ranges::any_of(history.granted, [&](const auto& one) { return one.Covers(other); });
    if (!right.MayOverlap(other) || is_ours || IsCovered(declared.grants, other)) continue;
    return fmt::format("it would touch {}, which was not granted here", other.ToString());
  }
  return "";
}

project::RenderedStatement RevokeStatement(const std::string& sql, std::uint32_t line,
                                           const std::string& file) {
  project::RenderedStatement statement;
  statement.sql.text = sql;
  statement.hash = sql::TokenHash(sql);
  statement.file = file;
  statement.position.line = line;
  statement.position.column = 1;
  statement.facts = sql::Describe(sql);
  return statement;
}

}  // namespace

std::string WithdrawnGrant::ToString() const {
  if (!option_only) return right.ToString();
  sql::GrantedRight plain = right;
  plain.with_option = false;
  return fmt::format("the {} of {}", right.is_role ? "ADMIN OPTION" : "GRANT OPTION",
                     plain.ToString());
}

void FindWithdrawn(Plan& bootstrap, const DeclaredAccess& declared, const AccessHistory& history,
                   const SeenAccess& seen, bool revokes) {
  for (const sql::GrantedRight& right : history.granted) {
    if (IsCovered(declared.grants, right)) continue;
    sql::GrantedRight revocable = right;
    revocable.with_option = false;  // REVOKE takes both
    if (IsCovered(declared.revokes, revocable) || !MayBeThere(seen, right)) continue;
    WithdrawnGrant withdrawn;
    withdrawn.right = right;
    withdrawn.option_only = right.with_option && IsCovered(declared.grants, revocable);
    if (revokes) {
      withdrawn.kept_because = WhyKept(seen, declared, history, right);
      withdrawn.is_revoked = withdrawn.kept_because.empty();
    }
    bootstrap.withdrawn.push_back(std::move(withdrawn));
  }
  for (const auto& [name, object] : history.objects) {
    const bool is_declared = declared.fingerprints.contains(name);
    if (!object.created || is_declared || seen.Of(name) == Presence::kNotThere) continue;
    bootstrap.undeclared.push_back(name);
  }
}

std::optional<PlannedStep> RevokeStep(const Plan& bootstrap) {
  PlannedStep step;
  step.kind = StepKind::kBootstrap;
  step.file = "withdrawn grants";
  step.reason = "granted by an earlier bootstrap, and no file grants it any more";
  for (const bool option_only : {false, true}) {
    std::vector<sql::GrantedRight> rights;
    for (const WithdrawnGrant& withdrawn : bootstrap.withdrawn) {
      if (!withdrawn.is_revoked || withdrawn.option_only != option_only) continue;
      rights.push_back(withdrawn.right);
      rights.back().with_option = false;
    }
    for (const std::string& sql : sql::RevokeTexts(rights, option_only)) {
      PlannedStatement planned;
      planned.index = static_cast<std::uint32_t>(step.statements.size()) + 1;
      planned.statement = RevokeStatement(sql, planned.index, step.file);
      planned.reason = step.reason;
      planned.origin = StatementOrigin::kMadeRevoke;
      AccessRecord record;
      record.revokes = sql::ParseGrant(sql)->rights;
      record.revokes_option_only = option_only;
      planned.access = std::move(record);
      step.statements.push_back(std::move(planned));
    }
  }
  if (step.statements.empty()) return std::nullopt;
  step.total = static_cast<std::uint32_t>(step.statements.size());
  return step;
}

}  // namespace housewright::plan
