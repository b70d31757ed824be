#include "cli/render/bootstrap_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace housewright::cli {
namespace {

bool Stays(const plan::WithdrawnGrant& one) { return !one.is_revoked && one.kept_because.empty(); }

}  // namespace

std::string ReconciliationText(const plan::Plan& plan) {
  std::string text;
  const auto add = [&text](const std::string& line) {
    if (!text.empty()) text += '\n';
    text += line;
  };
  if (std::ranges::any_of(plan.withdrawn, Stays)) {
    add("withdrawn from the SQL, still granted:");
    for (const plan::WithdrawnGrant& one : plan.withdrawn) {
      if (Stays(one)) add("  " + one.ToString());
    }
    add("  next: run `housewright bootstrap --revoke-withdrawn`, or grant it again in the SQL");
  }
  for (const plan::WithdrawnGrant& one : plan.withdrawn) {
    if (one.is_revoked) add(fmt::format("withdrawn from the SQL, revoked: {}", one.ToString()));
  }
  for (const plan::WithdrawnGrant& one : plan.withdrawn) {
    if (one.kept_because.empty()) continue;
    add(fmt::format("withdrawn from the SQL, not revoked: {}: {}", one.ToString(),
                    one.kept_because));
  }
  for (const std::string& object : plan.undeclared) {
    add(fmt::format("no longer declared, left alone: {}", object));
  }
  return text;
}

std::string BootstrapPlanText(const plan::Plan& plan) {
  std::string text;
  for (const plan::PlannedStep& step : plan.steps) {
    bool has_title = false;
    for (const plan::PlannedStatement& planned : step.statements) {
      if (planned.left_out) continue;
      if (!has_title) text += fmt::format("\n-- {}\n", step.file);
      has_title = true;
      text += planned.statement.sql.Masked() + ";\n";
    }
  }
  return text;
}

}  // namespace housewright::cli
