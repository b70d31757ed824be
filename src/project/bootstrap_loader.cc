#include "project/bootstrap_loader.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "project/diagnostics.h"
#include "project/part_scan.h"
#include "project/render.h"
#include "project/revision_loader.h"

namespace housewright::project {
namespace {

Digest HashOfBootstrap(const SourceText& source) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  const std::size_t begin = source.text().starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
  HashRecords records;
  PartScan scan;
  records.Add('h', "housewright bootstrap 1");
  ScanPart(source, begin, source.text().size(), records, scan);
  return HashOf(records.bytes());
}

}  // namespace

std::vector<BootstrapFile> LoadBootstrap(const FileSystem& files, const Config& config,
                                         Diagnostics& diagnostics) {
  std::vector<BootstrapFile> bootstrap;
  const std::string& directory = config.bootstrap_directory;
  const Result<std::vector<std::string>> names = files.List(JoinPath(config.root, directory));
  if (!names) {
    if (!config.bootstrap_where && names.error().code() == ErrorCode::kNotFound) return bootstrap;
    Report(diagnostics,
           {.rule = "bootstrap-missing",
            .message = fmt::format("the bootstrap directory '{}' is not there", directory),
            .advice = "create it, or correct [project] bootstrap",
            .code = names.error().code()},
           config.bootstrap_where.value_or(WholeFile(directory)));
    return bootstrap;
  }
  for (const std::string& name : *names) {
    if (IsIgnoredFile(name)) continue;
    std::string path = JoinPath(directory, name);
    if (!name.ends_with(".sql")) {
      Report(diagnostics,
             {.rule = "file-pattern",
              .message = fmt::format("'{}' is no bootstrap file by its name", path),
              .advice = "name it so that it ends in .sql, or move it out of the directory"},
             WholeFile(path));
      continue;
    }
    Result<SourceText> source = ReadSource(files, config, path);
    if (!source) {
      Report(diagnostics, "io", std::move(source).error());
      continue;
    }
    std::ranges::move(CheckTemplate(*source, 0, source->text().size(), config),
                      std::back_inserter(diagnostics));
    const Digest hash = HashOfBootstrap(*source);
    bootstrap.push_back({.path = std::move(path), .source = *std::move(source), .hash = hash});
  }
  return bootstrap;
}

}  // namespace housewright::project
