// Any bytes as housewright.toml: findings, never a crash, and each with its place.

#include "project/config.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // The one cast that the interface of libFuzzer asks for.
  std::string text(reinterpret_cast<const char*>(data), size);  // NOLINT
  const housewright::SourceText source("housewright.toml", std::move(text));
  const housewright::project::ParsedConfig parsed = housewright::project::ParseConfig(source);
  if (!parsed.config && parsed.diagnostics.empty()) std::abort();
  for (const housewright::Diagnostic& diagnostic : parsed.diagnostics) {
    if (!diagnostic.error.where() || diagnostic.error.ToString().empty()) std::abort();
  }
  return 0;
}
