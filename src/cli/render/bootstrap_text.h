#pragma once

// What a bootstrap says of users and grants, and its plan as text.

#include <string>

#include "plan/plan.h"

namespace housewright::cli {

// What the SQL has no more, with what becomes of it and the one next command; empty where nothing.
std::string ReconciliationText(const plan::Plan& plan);
// The statements that would be sent, each with its file, secrets masked: "-- bootstrap/0001.sql\n
// CREATE DATABASE IF NOT EXISTS xapi;\n".
std::string BootstrapPlanText(const plan::Plan& plan);

}  // namespace housewright::cli
