#pragma once

// Statements that a server cannot run and a plan does not send.

#include <optional>
#include <string>
#include <string_view>

#include "plan/plan.h"

namespace housewright::plan {

// What a bootstrap finds as it should be; said only to those who want to see everything.
inline constexpr std::string_view kAlreadyThere = "already there";
inline constexpr std::string_view kAlreadySo = "already so";

// Why the statement is left out on a server without access management; empty where it is sent.
std::optional<std::string> WhyNoAccess(const sql::StatementFacts& facts,
                                       const Capabilities& capabilities);
// Why ON CLUSTER cannot be sent; empty where there is none or the server takes it.
std::optional<std::string> WhyNoCluster(const sql::StatementFacts& facts,
                                        const Capabilities& capabilities);

}  // namespace housewright::plan
