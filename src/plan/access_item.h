#pragma once

// The access statements of a bootstrap, read: what reconcile.cc and withdrawn.cc work with.

#include <expected>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "plan/plan.h"
#include "sql/access_statement.h"
#include "sql/grant.h"

namespace housewright::plan {

struct AccessItem {
  PlannedStatement* planned = nullptr;
  std::optional<sql::AccessStatement> definition;
  std::vector<std::string> objects;  // of the definition, by AccessObject()
  std::string fingerprint;           // of the definition, but for DROP
  std::optional<std::expected<sql::GrantStatement, std::string>> grant;  // or why it is not read

  const sql::GrantStatement* Grant() const { return grant && *grant ? &**grant : nullptr; }
  bool is_drop() const { return definition && definition->verb == sql::Verb::kDrop; }
  bool has_cluster() const { return !planned->statement.facts.on_cluster.empty(); }
};

// In order, without what is left out already. The items point into the plan.
std::vector<AccessItem> AccessItemsOf(Plan& bootstrap);

// What the statements declare, in order.
struct DeclaredAccess {
  std::map<std::string, std::vector<std::string>> fingerprints;  // by object
  std::vector<sql::GrantedRight> grants;
  std::vector<sql::GrantedRight> revokes;  // of REVOKE, without those of an option alone

  explicit DeclaredAccess(const std::vector<AccessItem>& items);
};

bool IsCovered(const std::vector<sql::GrantedRight>& by, const sql::GrantedRight& right);

// Fills in Plan::withdrawn and Plan::undeclared; `revokes` marks those that are to be revoked.
void FindWithdrawn(Plan& bootstrap, const DeclaredAccess& declared, const AccessHistory& history,
                   const SeenAccess& seen, bool revokes);
// The step that revokes what is marked; nothing where nothing is.
std::optional<PlannedStep> RevokeStep(const Plan& bootstrap);

}  // namespace housewright::plan
