#pragma once

// The findings of this folder in one shape, and the advice that most of them share.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace housewright::project {

struct Finding {
  std::string_view rule;
  std::string message;
  std::string advice;
  Severity severity = Severity::kError;
  ErrorCode code = ErrorCode::kInvalidInput;
};

void Report(Diagnostics& diagnostics, Finding finding, SourceExcerpt where);
void Report(Diagnostics& diagnostics, std::string_view rule, Error error);

// "did you mean 'a' or 'b'?" where a candidate is near `word`, `otherwise` where none is.
std::string DidYouMean(std::string_view word, std::span<const std::string> candidates,
                       std::string otherwise);

}  // namespace housewright::project
