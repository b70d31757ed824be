#include "project/diagnostics.h"

#include <fmt/format.h>

#include <utility>

#include "base/text.h"

namespace housewright::project {

void Report(Diagnostics& diagnostics, Finding finding, SourceExcerpt where) {
  Error error = Error(finding.code, std::move(finding.message))
                    .At(std::move(where))
                    .WithAdvice(std::move(finding.advice));
  diagnostics.push_back(
      {.severity = finding.severity, .rule = std::string(finding.rule), .error = std::move(error)});
}

void Report(Diagnostics& diagnostics, std::string_view rule, Error error) {
  diagnostics.push_back(
      {.severity = Severity::kError, .rule = std::string(rule), .error = std::move(error)});
}

std::string DidYouMean(std::string_view word, std::span<const std::string> candidates,
                       std::string otherwise) {
  const std::vector<std::string> near = NearestNames(word, candidates);
  if (near.empty()) return otherwise;
  std::string advice = "did you mean ";
  for (std::size_t i = 0; i < near.size(); ++i) {
    advice += fmt::format("{}'{}'", i == 0 ? "" : " or ", near[i]);
  }
  return advice + "?";
}

}  // namespace housewright::project
