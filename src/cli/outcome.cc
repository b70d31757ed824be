#include "cli/outcome.h"

#include <algorithm>

#include "base/text.h"

namespace housewright::cli {

std::string CountFindings(const Diagnostics& diagnostics) {
  const auto errors = static_cast<std::size_t>(std::ranges::count(
      diagnostics, Severity::kError, [](const Diagnostic& d) { return d.severity; }));
  const std::size_t warnings = diagnostics.size() - errors;
  if (warnings == 0) return Count(errors, "error");
  if (errors == 0) return Count(warnings, "warning");
  return Count(errors, "error") + " and " + Count(warnings, "warning");
}

Failure FailureOf(Diagnostics diagnostics) {
  // One finding that concerns no file is no list: the plain error says it better.
  if (diagnostics.size() == 1 && !diagnostics.front().error.where()) {
    return {std::move(diagnostics.front().error)};
  }
  ErrorCode code = ErrorCode::kInvalidInput;
  const auto first = std::ranges::find(diagnostics, Severity::kError,
                                       [](const Diagnostic& d) { return d.severity; });
  if (first != diagnostics.end()) code = first->error.code();
  Error summary(code, CountFindings(diagnostics));
  return {std::move(summary), std::move(diagnostics)};
}

}  // namespace housewright::cli
