// CheckIds() and NextFreeId() of project_checks.h.

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "base/file_system.h"
#include "project/diagnostics.h"
#include "project/file_template.h"
#include "project/project_checks.h"
#include "project/revision_header.h"

namespace housewright::project {
namespace {

// Longer numbers are times or dates, which have holes.
constexpr std::size_t kLongestSequentialId = 6;

std::optional<std::uint32_t> NumberOf(std::string_view id) {
  std::uint32_t number = 0;
  const auto [end, failure] = std::from_chars(id.data(), id.data() + id.size(), number);
  const bool whole = failure == std::errc() && end == id.data() + id.size();
  if (!whole || id.empty() || id.size() > kLongestSequentialId) return std::nullopt;
  return number;
}

void CheckDuplicates(const std::vector<RevisionFile>& files, Diagnostics& diagnostics) {
  for (std::size_t i = 1; i < files.size(); ++i) {
    const RevisionFile& file = files[i];
    if (file.id != files[i - 1].id) continue;
    const std::optional<std::string> next = NextFreeId(files);
    Report(diagnostics,
           {.rule = "duplicate-id",
            .message = fmt::format("'{}' and '{}' are both revision {}", files[i - 1].path,
                                   file.path, file.id.text()),
            .advice = next ? fmt::format("run `housewright renumber`: it gives the later one the "
                                         "next free id, {}",
                                         *next)
                           : "give one of them another id in its header and its file name",
            .code = ErrorCode::kConflict},
           file.WhereHeader("revision"));
  }
}

// Numbers of bootstrap files, of replaced revisions, and of those that cannot be read are no holes.
std::vector<std::uint32_t> OtherNumbers(const LoadedRevisions& revisions,
                                        const std::vector<BootstrapFile>& bootstrap) {
  std::vector<std::uint32_t> numbers;
  for (const std::string& id : revisions.unusable_ids) {
    if (const auto number = NumberOf(id)) numbers.push_back(*number);
  }
  for (const RevisionFile& file : revisions.files) {
    for (const revision::RevisionId& id : file.replaces) {
      if (const auto number = NumberOf(id.text())) numbers.push_back(*number);
    }
  }
  for (const BootstrapFile& file : bootstrap) {
    const auto id = FileTemplate().IdOf(file.path);
    if (!id) continue;
    if (const auto number = NumberOf(*id)) numbers.push_back(*number);
  }
  std::ranges::sort(numbers);
  return numbers;
}

class GapFinder {
 public:
  GapFinder(std::vector<std::uint32_t> others, Diagnostics& diagnostics)
      : others_(std::move(others)), diagnostics_(diagnostics) {}

  // Numbers between `before` and that of `file` that nothing has.
  void Check(std::uint32_t before, std::uint32_t number, const RevisionFile& file) {
    std::uint32_t at = before + 1;
    const auto from = std::ranges::lower_bound(others_, at);
    for (auto other = from; other != others_.end() && *other < number; ++other) {
      if (*other > at) ReportGap(at, *other - 1, file);
      at = std::max(at, *other + 1);
    }
    if (at < number) ReportGap(at, number - 1, file);
  }

 private:
  void ReportGap(std::uint32_t first, std::uint32_t last, const RevisionFile& file) {
    const std::size_t width = file.id.text().size();
    const std::string missing =
        first == last ? fmt::format("{:0{}} is", first, width)
                      : fmt::format("{:0{}} to {:0{}} are", first, width, last, width);
    Report(
        diagnostics_,
        {.rule = "gap",
         .message = fmt::format("{} missing before revision {}", missing, file.id.text()),
         .advice = "add the missing file, or leave the gap if the revision was taken back before "
                   "any release",
         .severity = Severity::kWarning},
        file.WhereHeader("revision"));
  }

  std::vector<std::uint32_t> others_;
  Diagnostics& diagnostics_;
};

void CheckGaps(const LoadedRevisions& revisions, const std::vector<BootstrapFile>& bootstrap,
               const Released& released, Diagnostics& diagnostics) {
  const std::vector<RevisionFile>& files = revisions.files;
  const bool sequential = std::ranges::all_of(
      files, [](const RevisionFile& file) { return NumberOf(file.id.text()).has_value(); });
  if (!sequential || files.empty()) return;
  GapFinder finder(OtherNumbers(revisions, bootstrap), diagnostics);
  for (std::size_t i = 1; i < files.size(); ++i) {
    if (released.Contains(files[i].id)) continue;
    finder.Check(*NumberOf(files[i - 1].id.text()), *NumberOf(files[i].id.text()), files[i]);
  }
}

}  // namespace

std::optional<std::string> NextFreeId(const std::vector<RevisionFile>& files) {
  std::uint32_t highest = 0;
  std::size_t width = 4;
  for (const RevisionFile& file : files) {
    const std::optional<std::uint32_t> number = NumberOf(file.id.text());
    if (!number) return std::nullopt;
    highest = std::max(highest, *number);
    width = std::max(width, file.id.text().size());
    for (const revision::RevisionId& id : file.replaces)
      highest = std::max(highest, NumberOf(id.text()).value_or(0));
  }
  return fmt::format("{:0{}}", highest + 1, width);
}

void CheckIds(const LoadedRevisions& revisions, const std::vector<BootstrapFile>& bootstrap,
              const Released& released, Diagnostics& diagnostics) {
  CheckDuplicates(revisions.files, diagnostics);
  CheckGaps(revisions, bootstrap, released, diagnostics);
}

}  // namespace housewright::project
