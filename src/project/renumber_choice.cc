#include "project/renumber_choice.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "base/text.h"

namespace housewright::project {
namespace {

// Of two files that nothing else tells apart the path decides.
bool IsOlder(const RevisionFile* a, const RevisionFile* b) {
  constexpr std::int64_t kUnknown = std::numeric_limits<std::int64_t>::max();
  const std::int64_t created_a = ParseCreated(a->created).value_or(kUnknown);
  const std::int64_t created_b = ParseCreated(b->created).value_or(kUnknown);
  return created_a != created_b ? created_a < created_b : a->path < b->path;
}

// The files of one id that are to change, where a person did not say.
Result<std::vector<const RevisionFile*>> AllButOne(const RenumberSources& sources,
                                                   std::vector<const RevisionFile*> files) {
  std::ranges::sort(files, IsOlder);
  const revision::RevisionId& id = files.front()->id;
  auto kept = files.begin();
  if (sources.released.Contains(id)) {
    kept = std::ranges::find_if(
        files, [&](const RevisionFile* file) { return IsReleased(sources, *file); });
    if (kept == files.end()) {
      return Fail(Error(ErrorCode::kConflict,
                        fmt::format("revision {} is released, and neither '{}' nor '{}' is as it "
                                    "was then",
                                    id.text(), files[0]->path, files[1]->path))
                      .WithAdvice("restore the released file from version control"));
    }
  }
  files.erase(kept);
  return files;
}

Error Unknown(const RenumberSources& sources, const std::string& name) {
  std::vector<std::string> known;
  for (const RevisionFile& file : sources.revisions.files) {
    known.push_back(name.ends_with(".sql") ? file.path : file.id.text());
  }
  const std::vector<std::string> near = NearestNames(name, known);
  return Error(ErrorCode::kNotFound,
               fmt::format(
                   "there is no revision '{}'{}", name,
                   near.empty() ? "" : fmt::format("; did you mean '{}'?", Join(near, "', '"))))
      .WithAdvice("name an id or the path of a revision file");
}

}  // namespace

bool IsReleased(const RenumberSources& sources, const RevisionFile& file) {
  const auto found = sources.released.revisions.find(file.id);
  if (found == sources.released.revisions.end()) return false;
  if (FilesOf(sources, file.id.text()).size() == 1) return true;
  return found->second.service == file.service && found->second.hash == file.hash.ToHex();
}

std::vector<const RevisionFile*> FilesOf(const RenumberSources& sources, std::string_view id) {
  std::vector<const RevisionFile*> files;
  const auto same = std::ranges::equal_range(
      sources.revisions.files, revision::RevisionId(std::string(id)), {}, &RevisionFile::id);
  for (const RevisionFile& file : same) files.push_back(&file);
  return files;
}

bool Contains(const std::vector<const RevisionFile*>& files, const RevisionFile* file) {
  return std::ranges::find(files, file) != files.end();
}

Result<RenumberChoice> ChooseFiles(const RenumberSources& sources,
                                   const std::vector<std::string>& named) {
  RenumberChoice choice;
  std::vector<std::string> ids;
  for (const std::string& name : named) {
    const auto file = std::ranges::find(sources.revisions.files, name, &RevisionFile::path);
    if (file != sources.revisions.files.end()) {
      choice.by_file = true;
      if (!Contains(choice.files, &*file)) choice.files.push_back(&*file);
    } else {
      ids.push_back(name);
    }
  }
  if (named.empty()) {
    const std::vector<RevisionFile>& files = sources.revisions.files;
    for (std::size_t i = 1; i < files.size(); ++i) {
      const std::string& id = files[i].id.text();
      if (files[i].id == files[i - 1].id && (ids.empty() || ids.back() != id)) ids.push_back(id);
    }
  }
  for (const std::string& id : ids) {
    std::vector<const RevisionFile*> files = FilesOf(sources, id);
    if (files.empty()) return Fail(Unknown(sources, id));
    if (files.size() > 1) {
      ASSIGN_OR_RETURN(files, AllButOne(sources, std::move(files)));
    }
    for (const RevisionFile* file : files) {
      if (!Contains(choice.files, file)) choice.files.push_back(file);
    }
  }
  for (const RevisionFile* file : choice.files) {
    if (!IsReleased(sources, *file)) continue;
    return Fail(Error(ErrorCode::kConflict,
                      fmt::format("revision {} ('{}') is released: its id must not change any more",
                                  file->id.text(), file->path))
                    .WithAdvice("renumber the other revision, or write a new one"));
  }
  std::ranges::stable_sort(choice.files, [](const RevisionFile* a, const RevisionFile* b) {
    return a->id != b->id ? a->id < b->id : IsOlder(a, b);
  });
  return choice;
}

}  // namespace housewright::project
