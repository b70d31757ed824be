#include "cli/commands/import.h"

#include <fmt/format.h>

#include "base/text.h"
#include "cli/render/json.h"
#include "cli/render/text.h"
#include "interop/alembic_import.h"

namespace housewright::cli {
namespace {

std::string WithoutSlash(std::string path) {
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return path;
}

std::optional<interop::Jinja> JinjaOf(JinjaMode mode) {
  switch (mode) {
    case JinjaMode::kAuto:
      return std::nullopt;
    case JinjaMode::kYes:
      return interop::Jinja::kYes;
    case JinjaMode::kNo:
      return interop::Jinja::kNo;
  }
  return std::nullopt;
}

// All of them are looked at before the first is written.
Result<void> RefuseToOverwrite(const FileSystem& files, const std::string& into,
                               const interop::AlembicImport& imported) {
  std::vector<std::string> there;
  for (const interop::NewFile& file : imported.files) {
    if (files.Exists(JoinPath(into, file.path))) there.push_back(file.path);
  }
  if (there.empty()) return {};
  const std::string more =
      there.size() == 1 ? "" : fmt::format(", and {} more", Count(there.size() - 1, "file"));
  return Fail(Error(ErrorCode::kConflict,
                    fmt::format("'{}' is there already{}", JoinPath(into, there[0]), more))
                  .WithAdvice("nothing was written; name a new directory with --into DIR"));
}

std::string Summary(const interop::AlembicImport& imported, const std::string& into) {
  std::string out = fmt::format(
      "imported: {}, {}, {} ({}), {} into {}\n", Count(imported.revisions, "revision"),
      Count(imported.statements, "statement"), Count(imported.services.size(), "service"),
      Join(imported.services, ", "), Count(imported.variables.size(), "variable"), into);
  out += fmt::format("heads: {}\n", Join(imported.heads, ", "));
  if (imported.stubs > 0) {
    out += fmt::format("not carried over: {}\n", Count(imported.stubs, "piece") + " of Python");
  }
  return out;
}

}  // namespace

Outcome<Status> Execute(const ImportOptions& options, Context& context) {
  FileSystem& files = context.io.files;
  ASSIGN_OR_RETURN(const interop::AlembicDirectory directory,
                   interop::ReadAlembicDirectory(files, options.directory));
  const std::string into = WithoutSlash(options.into);
  const std::string name(FileName(JoinPath(files.CurrentDirectory(), into)));
  interop::AlembicImport imported = interop::ImportAlembic(directory, name, JinjaOf(options.jinja));
  if (HasErrors(imported.diagnostics)) {
    return std::unexpected(FailureOf(std::move(imported.diagnostics)));
  }
  TRY(RefuseToOverwrite(files, into, imported));
  std::vector<std::string> written;
  for (const interop::NewFile& file : imported.files) {
    const std::string path = JoinPath(into, file.path);
    TRY(files.CreateDirectories(std::string(ParentPath(path))));
    TRY(files.WriteNew(path, file.text));
    written.push_back(file.path);
    context.talk.Detail("wrote " + path);
  }
  if (context.json()) {
    context.io.out << ImportJson(options.directory, into, imported, written, context.redactor);
    return Status::kDone;
  }
  for (const Diagnostic& diagnostic : imported.diagnostics) {
    context.io.out << DiagnosticText(diagnostic, context.talk.style()) << "\n";
  }
  context.io.out << Summary(imported, into);
  context.talk.Say(
      fmt::format("next: {}housewright check", into == "." ? "" : fmt::format("cd {} && ", into)));
  return Status::kDone;
}

}  // namespace housewright::cli
