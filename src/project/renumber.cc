#include "project/renumber.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/text.h"
#include "project/renumber_choice.h"
#include "project/revision_header.h"

namespace housewright::project {
namespace {

using revision::RevisionId;

// A place in a file's header that names an id.
struct Naming {
  std::string_view key;
  std::string_view id;  // a view into the source
};

std::vector<Naming> NamingsOf(const RevisionFile& file) {
  const std::string_view text = file.source.text();
  std::size_t end = text.size();
  for (const RevisionPart* part : {&file.upgrade, &file.downgrade}) {
    if (part->end != 0) end = std::min(end, part->marker);
  }
  std::vector<Naming> namings;
  HeaderLines lines(text, text.starts_with("\xEF\xBB\xBF") ? 3 : 0, end);
  while (const std::optional<HeaderLine> line = lines.Next()) {
    if (line->key == "revision") {
      namings.push_back({line->key, line->value});
    } else if (line->key == "down_revision" || line->key == "depends_on") {
      for (const std::string_view item : Split(line->value, ',')) {
        namings.push_back({line->key, Trim(item)});
      }
    }
  }
  return namings;
}

// The next number behind all that are there.
class Numbers {
 public:
  explicit Numbers(const RenumberSources& sources) {
    for (const RevisionFile& file : sources.revisions.files) Take(file.id.text());
    for (const std::string& id : sources.revisions.unusable_ids) Take(id);
    for (const auto& [id, entry] : sources.released.revisions) Take(id.text());
    for (const BootstrapFile& file : sources.bootstrap) {
      if (const auto id = FileTemplate().IdOf(file.path)) Take(*id);
    }
  }
  RevisionId Next() { return RevisionId(fmt::format("{:0{}}", ++highest_, width_)); }

 private:
  void Take(std::string_view id) {
    std::uint64_t number = 0;
    const auto [end, failure] = std::from_chars(id.data(), id.data() + id.size(), number);
    // Longer ones are times, dates or hexadecimal: no sequence goes on from those.
    if (failure != std::errc() || end != id.data() + id.size() || id.size() > 9) return;
    highest_ = std::max(highest_, number);
    width_ = std::max(width_, id.size());
  }
  std::uint64_t highest_ = 0;
  std::size_t width_ = 4;
};

class Planner {
 public:
  Planner(const RenumberSources& sources, RenumberChoice choice)
      : sources_(sources), choice_(std::move(choice)) {}

  Result<RenumberPlan> Run() {
    Numbers numbers(sources_);
    while (new_ids_.size() < choice_.files.size()) new_ids_.push_back(numbers.Next());
    for (const RevisionFile* file : choice_.files) TRY(Renumber(*file));
    for (const RevisionFile& file : sources_.revisions.files) {
      if (!Contains(choice_.files, &file)) TRY(Follow(file));
    }
    return std::move(plan_);
  }

 private:
  using Change = std::pair<RevisionId, RevisionId>;

  Result<void> Renumber(const RevisionFile& file) {
    const auto named = sources_.config.file_template.Find(file.path, file.id.text());
    if (!named) {
      return Fail(
          Error(ErrorCode::kInvalidInput,
                fmt::format("the name of '{}' does not tell its id, {}", file.path, file.id.text()))
              .WithAdvice("run `housewright check` and mend the name first"));
    }
    std::string new_path = file.path;
    const RevisionId to = *NewIdOf(&file);
    new_path.replace(static_cast<std::size_t>(named->data() - file.path.data()), named->size(),
                     to.text());
    std::vector<Change> changed;
    ASSIGN_OR_RETURN(std::string text, NewTextOf(file, changed));
    plan_.renumbered.push_back({.from = file.id,
                                .to = to,
                                .service = file.service,
                                .path = file.path,
                                .new_path = std::move(new_path),
                                .text = std::string(file.source.text()),
                                .new_text = std::move(text)});
    return {};
  }

  Result<void> Follow(const RevisionFile& file) {
    std::vector<Change> changed;
    ASSIGN_OR_RETURN(std::string text, NewTextOf(file, changed));
    if (changed.empty()) return {};
    if (IsReleased(sources_, file)) {
      return Fail(Error(ErrorCode::kConflict,
                        fmt::format("released revision {} needs {}, which would get another id",
                                    file.id.text(), changed.front().first.text()))
                      .At(file.WhereHeader("down_revision"))
                      .WithAdvice("renumber the other revision with that id"));
    }
    plan_.following.push_back({.id = file.id,
                               .path = file.path,
                               .text = std::string(file.source.text()),
                               .new_text = std::move(text),
                               .changed = std::move(changed)});
    return {};
  }

  // The text with the new ids in its header; every other byte stays.
  Result<std::string> NewTextOf(const RevisionFile& file, std::vector<Change>& changed) const {
    std::string text(file.source.text());
    std::vector<Naming> namings = NamingsOf(file);
    // From the end, so that the places before stay where they are.
    std::ranges::reverse(namings);
    for (const Naming& naming : namings) {
      std::optional<RevisionId> to;
      if (naming.key == "revision") {
        if (naming.id == file.id.text()) to = NewIdOf(&file);
      } else {
        ASSIGN_OR_RETURN(const RevisionFile* meant, Meant(file, naming));
        if (meant != nullptr) to = NewIdOf(meant);
      }
      if (!to) continue;
      if (naming.key != "revision") changed.emplace_back(std::string(naming.id), *to);
      text.replace(file.source.OffsetOf(naming.id), naming.id.size(), to->text());
    }
    std::ranges::reverse(changed);
    return text;
  }

  std::optional<RevisionId> NewIdOf(const RevisionFile* file) const {
    const auto found = std::ranges::find(choice_.files, file);
    if (found == choice_.files.end()) return std::nullopt;
    return new_ids_[static_cast<std::size_t>(found - choice_.files.begin())];
  }

  // The file that `naming` of `file` means; null where it names none that changes, or a label.
  Result<const RevisionFile*> Meant(const RevisionFile& file, const Naming& naming) const {
    std::vector<const RevisionFile*> meant = FilesOf(sources_, naming.id);
    std::erase(meant, &file);
    if (std::ranges::none_of(
            meant, [this](const RevisionFile* one) { return Contains(choice_.files, one); })) {
      return nullptr;
    }
    // A parent is of the same service.
    if (naming.key == "down_revision") {
      Prefer(meant, [&](const RevisionFile* one) { return one->service == file.service; });
    }
    // Nobody follows what was written later.
    const auto created = ParseCreated(file.created);
    Prefer(meant, [&](const RevisionFile* one) {
      const auto its = ParseCreated(one->created);
      return !created || !its || *its <= *created;
    });
    if (IsReleased(sources_, file)) {
      Prefer(meant, [&](const RevisionFile* one) { return IsReleased(sources_, *one); });
    }
    if (choice_.by_file) {
      const bool chosen = Contains(choice_.files, &file);
      Prefer(meant,
             [&](const RevisionFile* one) { return Contains(choice_.files, one) == chosen; });
    }
    if (meant.size() == 1) return meant.front();
    return Fail(
        Error(ErrorCode::kConflict,
              fmt::format("'{}' and '{}' are both {}: nobody can tell which of them revision {} "
                          "means",
                          meant[0]->path, meant[1]->path, naming.id, file.id.text()))
            .At(file.source.Excerpt(file.source.OffsetOf(naming.id), naming.id.size()))
            .WithAdvice("name all the files that came from one of the branches: `housewright "
                        "renumber FILE FILE ...`"));
  }

  // Keeps those that `fits` holds for, where it holds for any.
  template <class Fits>
  static void Prefer(std::vector<const RevisionFile*>& files, Fits fits) {
    if (std::ranges::any_of(files, fits)) std::erase_if(files, std::not_fn(fits));
  }

  const RenumberSources& sources_;
  RenumberChoice choice_;
  std::vector<RevisionId> new_ids_;  // of choice_.files
  RenumberPlan plan_;
};

std::optional<std::int64_t> NumberAt(std::string_view text, std::size_t at, std::size_t digits) {
  if (text.size() < at + digits) return std::nullopt;
  std::int64_t number = 0;
  const char* begin = text.data() + at;
  const auto [end, failure] = std::from_chars(begin, begin + digits, number);
  if (failure != std::errc() || end != begin + digits || number < 0) return std::nullopt;
  return number;
}

// Seconds east of Greenwich of "Z", "+01:00" or nothing.
std::optional<std::int64_t> OffsetAt(std::string_view text) {
  if (text.empty() || text == "Z") return 0;
  const auto hours = NumberAt(text, 1, 2);
  const auto minutes = NumberAt(text, 4, 2);
  if (text.size() != 6 || !hours || !minutes || (text[0] != '+' && text[0] != '-')) {
    return std::nullopt;
  }
  const std::int64_t seconds = *hours * 3600 + *minutes * 60;
  return text[0] == '-' ? -seconds : seconds;
}

}  // namespace

std::optional<std::int64_t> ParseCreated(std::string_view text) {
  constexpr std::size_t kLength = std::string_view("2026-11-23T10:00:00").size();
  const auto year = NumberAt(text, 0, 4), month = NumberAt(text, 5, 2), day = NumberAt(text, 8, 2);
  const auto hour = NumberAt(text, 11, 2), minute = NumberAt(text, 14, 2),
             second = NumberAt(text, 17, 2);
  if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
  const auto offset = OffsetAt(text.substr(kLength));
  const std::chrono::year_month_day date(std::chrono::year(static_cast<int>(*year)),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day)));
  if (!offset || !date.ok()) return std::nullopt;
  const std::chrono::sys_seconds midnight = std::chrono::sys_days(date);
  return midnight.time_since_epoch().count() + *hour * 3600 + *minute * 60 + *second - *offset;
}

Result<RenumberPlan> PlanRenumber(const RenumberSources& sources,
                                  const std::vector<std::string>& named) {
  ASSIGN_OR_RETURN(RenumberChoice choice, ChooseFiles(sources, named));
  return Planner(sources, std::move(choice)).Run();
}

}  // namespace housewright::project
