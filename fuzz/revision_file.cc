// Any bytes as a revision file: parsed, checked and rendered without a crash. What the check
// accepts must render, whatever is wrong with values.

#include "project/revision_file.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "project/render.h"
#include "project/values.h"

namespace {

using namespace housewright::project;  // NOLINT: one file, one purpose

Config MakeConfig() {
  const housewright::SourceText source(
      "housewright.toml",
      "[variables]\na = \"word\"\nb = { kind = \"string\", default = \"it's\" }\n"
      "c = { kind = \"number\", default = 1 }\nd = { secret = true, default = \"pw'\" }\n");
  return *ParseConfig(source).config;
}

void CheckPart(const RevisionFile& file, const RevisionPart& part, const Config& config,
               const Values& values) {
  // The check takes every branch once, not every combination of branches.
  const bool has_tags = file.source.text().find("{%") != std::string_view::npos;
  const bool accepted =
      CheckTemplate(file.source, part.begin, part.end, config).empty() && !has_tags;
  const RenderedPart rendered = RenderStatements(file.source, part.begin, part.end, config, values);
  for (const housewright::Diagnostic& diagnostic : rendered.diagnostics) {
    // Only what depends on values may come up after the check: a value that fits not its place.
    if (accepted && (diagnostic.rule == "syntax" || diagnostic.rule == "template")) std::abort();
  }
  for (const RenderedStatement& statement : rendered.statements) {
    if (statement.position.offset >= file.source.text().size()) std::abort();
    if (statement.sql.Masked().empty()) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Config config = MakeConfig();
  static const Values values = *ResolveValues(config, nullptr, {});
  std::string text(reinterpret_cast<const char*>(data), size);  // NOLINT
  const housewright::SourceText source("services/a/0001_x.sql", text);
  const ParsedRevisionFile parsed = ParseRevisionFile("a", source);
  for (const housewright::Diagnostic& diagnostic : parsed.diagnostics) {
    if (!diagnostic.error.where() || diagnostic.error.ToString().empty()) std::abort();
  }
  if (!parsed.file) return 0;
  CheckPart(*parsed.file, parsed.file->upgrade, config, values);
  CheckPart(*parsed.file, parsed.file->downgrade, config, values);
  return 0;
}
