// LoadReleased() of project_checks.h.

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "project/diagnostics.h"
#include "project/project_checks.h"
#include "project/replacements.h"

namespace housewright::project {
namespace {

constexpr std::string_view kFileName = "released.toml";

SourceExcerpt WhereReleased(const SourceText& source, std::string_view id) {
  std::size_t at = 0;
  for (const std::string_view line : Split(source.text(), '\n')) {
    const std::string_view trimmed = Trim(line);
    const bool is_line = trimmed.starts_with(id) && trimmed.size() > id.size() &&
                         (trimmed[id.size()] == ' ' || trimmed[id.size()] == '=');
    if (is_line) return source.Excerpt(at + line.find(id), id.size());
    at += line.size() + 1;
  }
  return source.Excerpt(0);
}

// Of several files with one id, which is another finding, one may be what was released.
bool HasReleasedFile(const LoadedRevisions& revisions, const revision::RevisionId& id,
                     const ReleasedRevision& entry) {
  const auto same = std::ranges::equal_range(revisions.files, id, {}, &RevisionFile::id);
  return std::ranges::any_of(same, [&entry](const RevisionFile& file) {
    return file.service == entry.service && file.hash.ToHex() == entry.hash;
  });
}

void CheckReleased(const SourceText& source, const Released& released,
                   const LoadedRevisions& revisions, Diagnostics& diagnostics) {
  const auto replaced = ReplacedIds(revisions.files);
  for (const auto& [id, entry] : released.revisions) {
    const RevisionFile* file = FindFile(revisions.files, id);
    if (file == nullptr) {
      const auto& unusable = revisions.unusable_ids;
      if (std::ranges::find(unusable, id.text()) != unusable.end()) continue;
      if (replaced.contains(id)) continue;
      Report(diagnostics,
             {.rule = "released-missing",
              .message = fmt::format("the file of released revision {} is gone", id.text()),
              .advice = "take it from version control again",
              .code = ErrorCode::kConflict},
             WhereReleased(source, id.text()));
      continue;
    }
    if (HasReleasedFile(revisions, id, entry)) continue;
    const bool moved = file->service != entry.service;
    Report(diagnostics,
           {.rule = "released-edited",
            .message = moved ? fmt::format("released revision {} was moved from service '{}' to "
                                           "'{}'",
                                           id.text(), entry.service, file->service)
                             : fmt::format("released revision {} was changed", id.text()),
            .advice = fmt::format("restore '{}' from version control and write a new revision for "
                                  "the change",
                                  file->path),
            .code = ErrorCode::kConflict},
           file->WhereHeader("revision"));
  }
}

}  // namespace

Released LoadReleased(const FileSystem& files, const Config& config,
                      const LoadedRevisions& revisions, Diagnostics& diagnostics) {
  Result<SourceText> source = ReadSource(files, config, std::string(kFileName));
  if (!source) {
    if (source.error().code() != ErrorCode::kNotFound) {
      Report(diagnostics, "io", std::move(source).error());
    }
    return {};
  }
  Result<Released> released = ParseReleased(*source);
  if (!released) {
    Report(diagnostics, "released", std::move(released).error());
    return {};
  }
  CheckReleased(*source, *released, revisions, diagnostics);
  return *std::move(released);
}

}  // namespace housewright::project
