#include "project/revision_loader.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <span>
#include <thread>
#include <tuple>
#include <utility>

#include "project/diagnostics.h"
#include "project/render.h"
#include "project/revision_header.h"
#include "project/revision_parser.h"

namespace housewright::project {
namespace {

struct FileToRead {
  const ServiceConfig* service;
  std::string path;  // relative to the root
  std::size_t name_begin;

  std::string_view name() const { return std::string_view(path).substr(name_begin); }
};

constexpr std::string_view kSquashedDirectory = "squashed";

// Below this a second thread costs more than it saves.
constexpr std::size_t kFilesForSecondThread = 256;

void ReportPattern(const std::string& path, bool is_directory, const Config& config,
                   Diagnostics& diagnostics) {
  Report(
      diagnostics,
      {.rule = "file-pattern",
       .message = is_directory ? fmt::format("the directory '{}' stands among revisions", path)
                               : fmt::format("the file '{}' is no revision by its name", path),
       .advice = is_directory ? "move it out of the service's directory, or write recursive = true"
                              : fmt::format("name it {}, or move it out of the service's directory",
                                            config.file_template.Shape())},
      WholeFile(path));
}

// Finds the revision files of all services.
class Lister {
 public:
  Lister(const FileSystem& files, const Config& config, Diagnostics& diagnostics)
      : files_(files), config_(config), diagnostics_(diagnostics) {}

  std::vector<FileToRead> Run() {
    for (const ServiceConfig& service : config_.services) {
      for (const std::string& directory : service.directories) {
        // One that two services share is an error of the configuration; once is enough.
        if (std::ranges::find(listed_, directory) != listed_.end()) continue;
        listed_.push_back(directory);
        ListTop(service, directory);
      }
    }
    MergeDirectories();
    return std::move(found_);
  }

  const std::vector<FileToRead>& squashed() const { return squashed_; }

 private:
  void ListTop(const ServiceConfig& service, const std::string& directory) {
    Result<std::vector<std::string>> names = files_.List(JoinPath(config_.root, directory));
    if (names) return Take(service, directory, *names);
    Report(diagnostics_,
           {.rule = "service-missing",
            .message = fmt::format("the directory '{}' of service '{}' is not there", directory,
                                   service.name),
            .advice = fmt::format("create it, or correct [services.{}] {}", service.name,
                                  service.directories.size() > 1 ? "directories" : "directory"),
            .code = names.error().code()},
           service.where);
  }

  // By file name, which mostly begins with the id: the files, which are larger, then need no
  // sorting. Each directory is in order already.
  void MergeDirectories() {
    const auto comes_before = [](const FileToRead& a, const FileToRead& b) {
      const int order = a.name().compare(b.name());
      return order != 0 ? order < 0 : a.path < b.path;
    };
    const auto at = [this](std::size_t index) {
      return found_.begin() + static_cast<std::ptrdiff_t>(index);
    };
    while (ends_.size() > 1) {
      std::vector<std::size_t> merged;
      for (std::size_t i = 0; i < ends_.size(); i += 2) {
        const std::size_t begin = i == 0 ? 0 : ends_[i - 1];
        const std::size_t end = ends_[std::min(i + 1, ends_.size() - 1)];
        std::inplace_merge(at(begin), at(ends_[i]), at(end), comes_before);
        merged.push_back(end);
      }
      ends_ = std::move(merged);
    }
  }

  void Take(const ServiceConfig& service, const std::string& directory,
            const std::vector<std::string>& names) {
    for (const std::string& name : names) {
      if (IsIgnoredFile(name) || name.ends_with('/')) continue;
      std::string path = JoinPath(directory, name);
      if (config_.file_template.IdOf(path)) {
        const std::size_t name_begin = path.size() - name.size();
        found_.push_back({.service = &service, .path = std::move(path), .name_begin = name_begin});
      } else {
        ReportPattern(path, false, config_, diagnostics_);
      }
    }
    ends_.push_back(found_.size());
    for (const std::string& name : names) {
      if (IsIgnoredFile(name) || !name.ends_with('/')) continue;
      TakeDirectory(service, JoinPath(directory, name.substr(0, name.size() - 1)));
    }
  }

  void TakeDirectory(const ServiceConfig& service, const std::string& path) {
    if (IsDirectoryOfService(path)) return;
    if (FileName(path) == kSquashedDirectory) return TakeSquashed(service, path);
    if (!service.recursive) return ReportPattern(path + "/", true, config_, diagnostics_);
    Result<std::vector<std::string>> names = files_.List(JoinPath(config_.root, path));
    if (!names) return Report(diagnostics_, "io", std::move(names).error());
    Take(service, path, *names);
  }

  void TakeSquashed(const ServiceConfig& service, const std::string& path) {
    Result<std::vector<std::string>> names = files_.List(JoinPath(config_.root, path));
    if (!names) return Report(diagnostics_, "io", std::move(names).error());
    for (const std::string& name : *names) {
      std::string file = JoinPath(path, name);
      if (IsIgnoredFile(name) || !config_.file_template.IdOf(file)) continue;
      const std::size_t name_begin = file.size() - name.size();
      squashed_.push_back({.service = &service, .path = std::move(file), .name_begin = name_begin});
    }
  }

  // One that stands in another's directory is listed for itself.
  bool IsDirectoryOfService(const std::string& path) const {
    return std::ranges::any_of(config_.services, [&path](const ServiceConfig& service) {
      return std::ranges::find(service.directories, path) != service.directories.end();
    });
  }

  const FileSystem& files_;
  const Config& config_;
  Diagnostics& diagnostics_;
  std::vector<FileToRead> found_;
  std::vector<std::size_t> ends_;  // in found_, of each directory's files
  std::vector<FileToRead> squashed_;
  std::vector<std::string_view> listed_;
};

// Reads and checks files one after the other; has buffers of its own, so that two can run at once.
class FileReader {
 public:
  FileReader(const FileSystem& files, const Config& config) : files_(files), config_(config) {
    for (const VariableDeclaration& variable : config.variables) {
      variables_.emplace_back(variable.name);
    }
    std::ranges::sort(variables_);
    scratch_.file_names = config.file_template;
  }

  // `capacity`: of result().files, which the other reader's may be added to.
  void ReadAll(std::span<const FileToRead> list, std::size_t capacity) {
    result_.files.reserve(capacity);
    for (const FileToRead& file : list) ReadOne(file);
  }
  LoadedRevisions& result() { return result_; }

 private:
  void ReadOne(const FileToRead& file) {
    Result<SourceText> source = ReadSource(files_, config_, file.path);
    if (!source) {
      result_.unusable_ids.emplace_back(*config_.file_template.IdOf(file.path));
      return Report(result_.diagnostics, "io", std::move(source).error());
    }
    ParsedRevisionFile parsed = ParseRevisionFile(file.service->name, *source, scratch_);
    std::ranges::move(parsed.diagnostics, std::back_inserter(result_.diagnostics));
    if (!parsed.file) {
      result_.unusable_ids.emplace_back(*config_.file_template.IdOf(file.path));
      return;
    }
    CheckParts(*parsed.file);
    result_.files.push_back(*std::move(parsed.file));
  }

  // The pass that made the hash knows whether anything can be wrong; only then is a closer look
  // paid for.
  void CheckParts(const RevisionFile& file) {
    const bool names_known = std::ranges::all_of(scratch_.names, [this](std::string_view name) {
      return std::ranges::binary_search(variables_, name);
    });
    if (names_known && !scratch_.needs_check) return;
    for (const RevisionPart* part : {&file.upgrade, &file.downgrade}) {
      std::ranges::move(CheckTemplate(file.source, part->begin, part->end, config_),
                        std::back_inserter(result_.diagnostics));
    }
  }

  const FileSystem& files_;
  const Config& config_;
  std::vector<std::string_view> variables_;  // sorted
  RevisionScratch scratch_;
  LoadedRevisions result_;
};

void Append(LoadedRevisions& to, LoadedRevisions& from) {
  std::ranges::move(from.files, std::back_inserter(to.files));
  from.files.clear();
  std::ranges::move(from.unusable_ids, std::back_inserter(to.unusable_ids));
  std::ranges::move(from.diagnostics, std::back_inserter(to.diagnostics));
}

}  // namespace

bool IsIgnoredFile(std::string_view name) {
  return name.starts_with('.') || name.starts_with("README");
}

Result<SourceText> ReadSource(const FileSystem& files, const Config& config,
                              const std::string& path) {
  ASSIGN_OR_RETURN(std::string text, files.Read(JoinPath(config.root, path)));
  return SourceText(path, std::move(text));
}

SourceExcerpt WholeFile(std::string path) {
  return {.file = std::move(path), .line = 1, .column = 1, .line_text = "", .length = 1};
}

LoadedRevisions LoadRevisions(const FileSystem& files, const Config& config) {
  LoadedRevisions loaded;
  Lister lister(files, config, loaded.diagnostics);
  const std::vector<FileToRead> list = lister.Run();
  const std::span<const FileToRead> all(list);
  const std::size_t half = list.size() < kFilesForSecondThread ? list.size() : list.size() / 2;

  FileReader first(files, config);
  FileReader second(files, config);
  std::jthread helper;
  if (half < list.size())
    helper = std::jthread([&] { second.ReadAll(all.subspan(half), list.size() - half); });
  first.ReadAll(all.first(half), list.size());
  if (helper.joinable()) helper.join();

  std::swap(loaded.files, first.result().files);
  Append(loaded, first.result());
  Append(loaded, second.result());
  if (!lister.squashed().empty()) {
    FileReader old(files, config);
    old.ReadAll(lister.squashed(), lister.squashed().size());
    loaded.squashed = std::move(old.result().files);
    std::ranges::move(old.result().diagnostics, std::back_inserter(loaded.diagnostics));
  }
  // Sorted already unless a header says another id than the file name.
  const auto by_id = [](const RevisionFile& file) { return std::tie(file.id, file.path); };
  if (!std::ranges::is_sorted(loaded.files, {}, by_id)) {
    std::ranges::sort(loaded.files, {}, by_id);
  }
  return loaded;
}

}  // namespace housewright::project
