#pragma once

// What a bootstrap has to send of users, roles and grants, in the light of what the journal
// remembers and the server shows. Pure; cli/access_look.h asks the server. The rules, and why they
// are so, are in docs/adr/0011-bootstrap-that-reconciles.md.

#include <string>
#include <utility>
#include <vector>

#include "plan/access.h"
#include "plan/plan.h"

namespace housewright::plan {

// What Reconcile wants to know of a server.
struct AccessQuestions {
  std::vector<std::pair<std::string, std::string>> logins;  // user, password
  std::vector<std::string> users, roles;  // whether they are there, and what was granted to them
  // Named in a GRANT alone, which does not say which of the two they are.
  std::vector<std::string> users_or_roles;
  std::vector<std::string> quotas, row_policies, settings_profiles;  // whether they are there
};
AccessQuestions QuestionsFor(const Plan& bootstrap, const AccessHistory& history);

// Leaves out what holds already (kAlreadyThere, kAlreadySo), fills in PlannedStatement::access,
// Plan::withdrawn and Plan::undeclared, and warns of grants that cannot be told (grant-not-kept).
// What is not known is sent: every statement may be sent again. With `revokes` a step in front
// takes back what was withdrawn, and the grants that are left to the same user are sent behind it.
// A statement that is left out already is not looked at.
void Reconcile(Plan& bootstrap, const AccessHistory& history, const SeenAccess& seen, bool revokes);

}  // namespace housewright::plan
