#include "plan/reconcile.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "plan/access_item.h"
#include "plan/left_out.h"

namespace housewright::plan {
namespace {

SourceExcerpt PlaceOf(const project::RenderedStatement& statement) {
  const std::string text = statement.sql.Masked();
  SourceExcerpt where;
  where.file = statement.file;
  where.line = statement.position.line;
  where.column = statement.position.column;
  where.line_text = std::string(where.column > 0 ? where.column - 1 : 0, ' ') +
                    text.substr(0, std::min(text.find('\n'), std::size_t{160}));
  return where;
}

// Goes through the statements in their order, so that each sees what those before it will change.
class Reconciler {
 public:
  Reconciler(const DeclaredAccess& declared, const AccessHistory& history, const SeenAccess& seen)
      : declared_(declared), history_(history), seen_(seen) {}

  // Its grants are sent, whatever the server shows now.
  void Touch(const std::string& grantee) { touched_grantees_.insert(grantee); }

  void Decide(const AccessItem& item, Diagnostics& warnings) {
    if (item.is_drop()) return DecideDrop(item);
    if (item.definition) return DecideDefinition(item);
    if (const sql::GrantStatement* grant = item.Grant()) {
      return grant->is_revoke ? DecideRevoke(item, *grant) : DecideGrant(item, *grant);
    }
    if (!item.grant) return;
    warnings.push_back(
        {Severity::kWarning, "grant-not-kept",
         Error(ErrorCode::kUnsupported,
               fmt::format("what this grants is not remembered, and never revoked: {}",
                           item.grant->error()))
             .At(PlaceOf(item.planned->statement))});
  }

 private:
  bool AllAre(const std::vector<std::string>& objects, Presence presence) const {
    return std::ranges::all_of(objects,
                               [&](const auto& name) { return seen_.Of(name) == presence; });
  }
  bool IsTouched(const std::vector<std::string>& objects) const {
    return std::ranges::any_of(objects, [&](const auto& name) { return touched_.contains(name); });
  }
  void TouchAll(const AccessItem& item) {
    touched_.insert(item.objects.begin(), item.objects.end());
  }

  void DecideDrop(const AccessItem& item) {
    if (AllAre(item.objects, Presence::kNotThere) && !IsTouched(item.objects) &&
        !item.has_cluster()) {
      item.planned->left_out = kAlreadySo;
      return;
    }
    TouchAll(item);
    dropped_.insert(item.objects.begin(), item.objects.end());
    for (const std::string& name : item.definition->names) Touch(name);
    AccessRecord record;
    record.objects = item.objects;
    record.drops = true;
    item.planned->access = std::move(record);
  }

  void DecideDefinition(const AccessItem& item) {
    AccessRecord record;
    record.objects = item.objects;
    record.fingerprint = item.fingerprint;
    const bool is_create = item.definition->verb == sql::Verb::kCreate;
    const bool is_conditional = item.planned->statement.facts.if_not_exists;
    if (is_create && is_conditional && IsThere(item)) {
      item.planned->left_out = kAlreadyThere;
    } else if (!is_create && (IsSaidByCreate(item) || Holds(item))) {
      item.planned->left_out = kAlreadySo;
    } else {
      record.creates = is_create && !AllAre(item.objects, Presence::kThere);
      TouchAll(item);
      // OR REPLACE makes a user without grants.
      if (is_create && !is_conditional) {
        for (const std::string& name : item.definition->names) Touch(name);
      }
    }
    item.planned->access = std::move(record);
  }

  bool IsThere(const AccessItem& item) const {
    const bool is_dropped = std::ranges::any_of(
        item.objects, [&](const auto& name) { return dropped_.contains(name); });
    return AllAre(item.objects, Presence::kThere) && !is_dropped && !item.has_cluster();
  }

  // The CREATE before it, which it was made of, makes the object with the same clauses.
  bool IsSaidByCreate(const AccessItem& item) const {
    return item.planned->origin == StatementOrigin::kMadeAlter &&
           AllAre(item.objects, Presence::kNotThere) && !item.has_cluster();
  }

  // The last run that had the object left it with these very definitions, and what can be seen of
  // it says so.
  bool Holds(const AccessItem& item) const {
    if (!AllAre(item.objects, Presence::kThere) || IsTouched(item.objects)) return false;
    if (item.has_cluster() || item.definition->renames) return false;
    return std::ranges::all_of(item.objects,
                               [&](const std::string& name) {
                                 const auto known = history_.objects.find(name);
                                 return known != history_.objects.end() &&
                                        known->second.fingerprints ==
                                            declared_.fingerprints.at(name);
                               }) &&
           CredentialHolds(item);
  }

  bool CredentialHolds(const AccessItem& item) const {
    if (item.definition->kind != sql::ObjectKind::kUser) return true;
    const sql::Credential credential = sql::CredentialOf(item.planned->statement.sql.text);
    if (credential.kind == sql::Credential::Kind::kNone) return true;
    if (credential.kind == sql::Credential::Kind::kUnchecked) return false;
    return std::ranges::all_of(item.definition->names, [&](const std::string& user) {
      return seen_.passwords.contains({user, credential.password});
    });
  }

  const SeenAccess::Grants* GrantsOf(const std::string& grantee) const {
    const auto found = seen_.grants.find(grantee);
    return found == seen_.grants.end() ? nullptr : &found->second;
  }

  bool IsSeen(const sql::GrantedRight& right) const {
    const SeenAccess::Grants* grants = GrantsOf(right.grantee);
    if (grants == nullptr || !IsCovered(grants->granted, right)) return false;
    // What is taken out of it, a REVOKE of the files takes out.
    return std::ranges::all_of(grants->taken_out, [&](const auto& taken) {
      return !taken.MayOverlap(right) || IsCovered(declared_.revokes, taken);
    });
  }

  void DecideGrant(const AccessItem& item, const sql::GrantStatement& grant) {
    const bool holds = std::ranges::all_of(grant.rights, [&](const auto& right) {
      return IsSeen(right) && !touched_grantees_.contains(right.grantee);
    });
    if (holds && !item.has_cluster() && !grant.rights.empty()) {
      item.planned->left_out = kAlreadyThere;
      return;
    }
    AccessRecord record;
    for (const sql::GrantedRight& right : grant.rights) {
      granted_.insert(right.grantee);
      const bool is_ours =
          std::ranges::any_of(history_.granted, [&](const auto& one) { return one.Covers(right); });
      // What somebody else granted before stays theirs.
      if (is_ours || !IsSeen(right)) record.grants.push_back(right);
    }
    item.planned->access = std::move(record);
  }

  void DecideRevoke(const AccessItem& item, const sql::GrantStatement& revoke) {
    const bool holds = std::ranges::all_of(revoke.rights, [&](const auto& right) {
      const SeenAccess::Grants* grants = GrantsOf(right.grantee);
      if (grants == nullptr || granted_.contains(right.grantee)) return false;
      if (touched_grantees_.contains(right.grantee)) return false;
      if (IsCovered(grants->taken_out, right)) return true;
      return std::ranges::none_of(grants->granted,
                                  [&](const auto& one) { return one.MayOverlap(right); });
    });
    if (holds && !item.has_cluster()) {
      item.planned->left_out = kAlreadySo;
      return;
    }
    AccessRecord record;
    record.revokes = revoke.rights;
    record.revokes_option_only = revoke.is_option_only;
    for (const sql::GrantedRight& right : revoke.rights) Touch(right.grantee);
    item.planned->access = std::move(record);
  }

  const DeclaredAccess& declared_;
  const AccessHistory& history_;
  const SeenAccess& seen_;
  std::set<std::string> touched_;           // objects that a statement before has changed
  std::set<std::string> dropped_;           // and dropped
  std::set<std::string> touched_grantees_;  // whose grants a statement before has taken
  std::set<std::string> granted_;           // or added to
};

}  // namespace

void Reconcile(Plan& bootstrap, const AccessHistory& history, const SeenAccess& seen,
               bool revokes) {
  const std::vector<AccessItem> items = AccessItemsOf(bootstrap);
  const DeclaredAccess declared(items);
  FindWithdrawn(bootstrap, declared, history, seen, revokes);
  Reconciler reconciler(declared, history, seen);
  for (const WithdrawnGrant& withdrawn : bootstrap.withdrawn) {
    if (withdrawn.is_revoked) reconciler.Touch(withdrawn.right.grantee);
  }
  for (const AccessItem& item : items) reconciler.Decide(item, bootstrap.warnings);
  if (auto step = RevokeStep(bootstrap)) {
    bootstrap.steps.insert(bootstrap.steps.begin(), *std::move(step));
  }
}

}  // namespace housewright::plan
