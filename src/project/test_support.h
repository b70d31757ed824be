#pragma once

// For this folder's tests only: findings as text, so that a test can state all of them at once, and
// what tests begin with.

#include <fmt/format.h>

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "base/source_text.h"
#include "base/text.h"
#include "project/config.h"
#include "project/values.h"
#include "revision/applied_state.h"

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

// A revision file; `more` are whole lines of its header.
inline std::string RevisionText(std::string_view id, std::string_view down,
                                std::string_view more = "") {
  return fmt::format(
      "-- revision: {}\n-- down_revision: {}\n{}-- +upgrade\nSELECT 1;\n-- +downgrade\n-- no-op: "
      "x\n",
      id, down, more);
}

// A state in which the revisions are applied; `ids` separated by blanks.
inline revision::AppliedState StateOf(std::string_view ids) {
  revision::AppliedState applied;
  for (const std::string_view id : Split(ids, ' ')) {
    revision::RevisionState& state = applied.revisions[revision::RevisionId(std::string(id))];
    state.applied = true;
    state.revision_hash = "old";
  }
  return applied;
}

}  // namespace housewright::project
