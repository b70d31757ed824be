#include "plan/access_item.h"

#include <algorithm>

#include "plan/reconcile.h"

namespace housewright::plan {
namespace {

bool IsGrant(const sql::StatementFacts& facts) {
  return facts.verb == sql::Verb::kGrant || facts.verb == sql::Verb::kRevoke;
}

AccessItem ItemOf(PlannedStatement& planned) {
  AccessItem item;
  item.planned = &planned;
  const project::SqlText& sql = planned.statement.sql;
  if (IsGrant(planned.statement.facts)) {
    // A record of it would put the secret into the journal.
    item.grant = sql.secrets.empty() ? sql::ParseGrant(sql.text)
                                     : std::unexpected(std::string("a secret stands in it"));
    return item;
  }
  item.definition = sql::ParseAccessStatement(sql.text);
  if (!item.definition) return item;
  for (const std::string& name : item.definition->names) {
    item.objects.push_back(AccessObject(item.definition->kind, name));
  }
  if (!item.is_drop()) item.fingerprint = sql::FingerprintOf(sql.Masked());
  return item;
}

void AddOnce(std::vector<std::string>& names, const std::string& name) {
  if (std::ranges::find(names, name) == names.end()) names.push_back(name);
}

void AskFor(AccessQuestions& questions, sql::ObjectKind kind, const std::string& name) {
  switch (kind) {
    case sql::ObjectKind::kUser:
      return AddOnce(questions.users, name);
    case sql::ObjectKind::kRole:
      return AddOnce(questions.roles, name);
    case sql::ObjectKind::kQuota:
      return AddOnce(questions.quotas, name);
    case sql::ObjectKind::kRowPolicy:
      return AddOnce(questions.row_policies, name);
    default:
      return AddOnce(questions.settings_profiles, name);
  }
}

void AskForObject(AccessQuestions& questions, const std::string& object) {
  for (const auto kind : {sql::ObjectKind::kUser, sql::ObjectKind::kRole, sql::ObjectKind::kQuota,
                          sql::ObjectKind::kRowPolicy, sql::ObjectKind::kSettingsProfile}) {
    const std::string prefix = AccessObject(kind, "");
    if (object.starts_with(prefix)) AskFor(questions, kind, object.substr(prefix.size()));
  }
}

}  // namespace

std::vector<AccessItem> AccessItemsOf(Plan& bootstrap) {
  std::vector<AccessItem> items;
  for (PlannedStep& step : bootstrap.steps) {
    for (PlannedStatement& planned : step.statements) {
      const auto cls = planned.statement.facts.statement_class;
      if (planned.left_out || cls != sql::StatementClass::kAccess) continue;
      items.push_back(ItemOf(planned));
    }
  }
  return items;
}

DeclaredAccess::DeclaredAccess(const std::vector<AccessItem>& items) {
  for (const AccessItem& item : items) {
    if (const sql::GrantStatement* grant = item.Grant()) {
      if (grant->is_option_only) continue;
      auto& rights = grant->is_revoke ? revokes : grants;
      rights.insert(rights.end(), grant->rights.begin(), grant->rights.end());
    }
    for (const std::string& object : item.objects) {
      auto& prints = fingerprints[object];
      if (!item.is_drop()) prints.push_back(item.fingerprint);
    }
  }
}

bool IsCovered(const std::vector<sql::GrantedRight>& by, const sql::GrantedRight& right) {
  return std::ranges::any_of(by, [&](const auto& one) { return one.Covers(right); });
}

AccessQuestions QuestionsFor(const Plan& bootstrap, const AccessHistory& history) {
  AccessQuestions questions;
  Plan plan = bootstrap;
  const std::vector<AccessItem> items = AccessItemsOf(plan);
  for (const AccessItem& item : items) {
    if (!item.definition) continue;
    const auto credential = sql::CredentialOf(item.planned->statement.sql.text);
    for (const std::string& name : item.definition->names) {
      AskFor(questions, item.definition->kind, name);
      const bool is_user = item.definition->kind == sql::ObjectKind::kUser;
      const std::pair login(name, credential.password);
      if (!is_user || credential.kind != sql::Credential::Kind::kPassword) continue;
      if (std::ranges::find(questions.logins, login) == questions.logins.end()) {
        questions.logins.push_back(login);
      }
    }
  }
  for (const auto& [name, object] : history.objects) {
    if (object.created) AskForObject(questions, name);
  }
  const auto ask_for_grantee = [&](const sql::GrantedRight& right) {
    const auto knows = [&](const auto& names) {
      return std::ranges::find(names, right.grantee) != names.end();
    };
    if (knows(questions.users) || knows(questions.roles)) return;
    AddOnce(questions.users_or_roles, right.grantee);
  };
  for (const AccessItem& item : items) {
    const sql::GrantStatement* grant = item.Grant();
    if (grant != nullptr) std::ranges::for_each(grant->rights, ask_for_grantee);
  }
  std::ranges::for_each(history.granted, ask_for_grantee);
  return questions;
}

}  // namespace housewright::plan
