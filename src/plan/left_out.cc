#include "plan/left_out.h"

#include <fmt/format.h>

namespace housewright::plan {
namespace {

std::string_view ServerName(const Capabilities& capabilities) {
  return capabilities.server.empty() ? std::string_view("the server") : capabilities.server;
}

}  // namespace

std::optional<std::string> WhyNoAccess(const sql::StatementFacts& facts,
                                       const Capabilities& capabilities) {
  if (capabilities.access_management) return std::nullopt;
  if (facts.statement_class != sql::StatementClass::kAccess) return std::nullopt;
  return fmt::format("{} keeps no users, roles or grants", ServerName(capabilities));
}

std::optional<std::string> WhyNoCluster(const sql::StatementFacts& facts,
                                        const Capabilities& capabilities) {
  if (capabilities.on_cluster || facts.on_cluster.empty()) return std::nullopt;
  return fmt::format("{} refuses ON CLUSTER", ServerName(capabilities));
}

}  // namespace housewright::plan
