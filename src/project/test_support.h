#pragma once

// For this folder's tests only: findings as text, so that a test can state all of them at once.

#include <stdexcept>
#include <string>
#include <utility>

#include "base/error.h"
#include "base/source_text.h"
#include "project/config.h"
#include "project/values.h"

namespace housewright::project {

// Each finding as `rule` and the whole text that a user sees.
inline std::string TextOf(const Diagnostics& diagnostics) {
  std::string text;
  for (const Diagnostic& diagnostic : diagnostics) {
    const bool is_error = diagnostic.severity == Severity::kError;
    text +=
        "[" + diagnostic.rule + "] " + diagnostic.error.ToString(is_error ? "error" : "warning");
    text += "\n";
  }
  return text;
}

// A configuration that must be right, for tests about something else.
inline Config ConfigOf(std::string text) {
  ParsedConfig parsed = ParseConfig(SourceText("housewright.toml", std::move(text)));
  if (!parsed.config || HasErrors(parsed.diagnostics)) {
    throw std::runtime_error(TextOf(parsed.diagnostics));
  }
  return *std::move(parsed.config);
}

}  // namespace housewright::project
