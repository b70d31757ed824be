#pragma once

// Asks a server what it has of the users, roles and grants of a bootstrap.

#include "cli/target_connection.h"
#include "plan/reconcile.h"

namespace housewright::cli {

// Each user of `questions` is logged in as with the password that the SQL gives it, and asked for
// its own grants, which needs no right of the user who migrates: where that works, the password is
// the right one. The others are asked for by SHOW GRANTS FOR. What the server does not show is left
// out; there is no failure.
plan::SeenAccess LookAtAccess(TargetConnection& connection, const plan::AccessQuestions& questions);

}  // namespace housewright::cli
