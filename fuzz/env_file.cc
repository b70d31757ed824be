// Any bytes as a .env file: findings, never a crash; each has its place and shows nothing of a
// value, and every name that is read can be one of an environment variable.

#include "project/env_file.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/text.h"
#include "project/template.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // The one cast that the interface of libFuzzer asks for.
  const std::string text(reinterpret_cast<const char*>(data), size);  // NOLINT
  const housewright::SourceText source(".env", text);
  const housewright::project::ParsedEnvFile parsed = housewright::project::ParseEnvFile(source);
  for (const auto& [name, value] : parsed.values) {
    if (!housewright::project::IsVariableName(name) || text.find(name) == std::string::npos) {
      std::abort();
    }
    // Escapes only ever make a value shorter than what stands in the file.
    if (value.size() > text.size()) std::abort();
  }
  for (const housewright::Diagnostic& diagnostic : parsed.diagnostics) {
    if (!diagnostic.error.where() || diagnostic.rule != "env-file") std::abort();
    // Of a value no more than its opening quote is shown.
    const std::string& line = diagnostic.error.where()->line_text;
    const std::size_t equals = line.find('=');
    if (equals == std::string::npos) continue;
    const std::string_view shown = housewright::Trim(std::string_view(line).substr(equals + 1));
    if (shown != "\"..." && shown != "'...") std::abort();
  }
  const auto layered = housewright::project::Layered({}, parsed.values);
  for (const auto& [name, value] : parsed.values) {
    if (layered(name) != value) std::abort();
  }
  return 0;
}
