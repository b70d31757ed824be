// Any bytes as a revision file of Alembic: read without a crash, every finding with its place; and
// what is written of it is a project of which only the stubs are errors.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "interop/alembic_import.h"
#include "interop/alembic_revision.h"
#include "project/config.h"
#include "project/render.h"
#include "project/revision_file.h"

namespace {

using namespace housewright;           // NOLINT: one file, one purpose
using namespace housewright::interop;  // NOLINT

void CheckRevision(const NewFile& written, const project::Config& config) {
  const SourceText source(written.path, written.text);
  const project::ParsedRevisionFile parsed = project::ParseRevisionFile("app", source);
  if (!parsed.file) std::abort();
  for (const Diagnostic& diagnostic : parsed.diagnostics) {
    if (diagnostic.rule != "import-stub") std::abort();
  }
  for (const project::RevisionPart* part : {&parsed.file->upgrade, &parsed.file->downgrade}) {
    if (!project::CheckTemplate(source, part->begin, part->end, config).empty()) std::abort();
  }
}

void CheckImport(const SourceText& source, Jinja jinja) {
  const AlembicDirectory directory{.path = "m",
                                   .locations = {"m/versions"},
                                   .files = {{"m/versions", source}},
                                   .version_table = "",
                                   .version_table_schema = ""};
  const AlembicImport imported = ImportAlembic(directory, "fuzz", jinja);
  for (const Diagnostic& diagnostic : imported.diagnostics) {
    if (!diagnostic.error.where() || diagnostic.error.ToString().empty()) std::abort();
  }
  if (imported.files.empty()) {
    if (!HasErrors(imported.diagnostics)) std::abort();
    return;
  }
  const project::ParsedConfig config =
      project::ParseConfig(SourceText("housewright.toml", imported.files[0].text));
  if (!config.config || HasErrors(config.diagnostics)) std::abort();
  CheckRevision(imported.files[1], *config.config);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);  // NOLINT
  const SourceText source("m/versions/a1_x.py", text);
  CheckImport(source, Jinja::kNo);
  CheckImport(source, Jinja::kYes);
  // Most inputs have no header of their own.
  CheckImport(SourceText("m/versions/a1_x.py",
                         "revision = 'a1'\ndown_revision = None\ndef upgrade():\n    op.execute(" +
                             text + ")\ndef downgrade():\n    pass\n"),
              Jinja::kYes);
  return 0;
}
