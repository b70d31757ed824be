#include "project/revision_header.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/file_system.h"
#include "base/text.h"
#include "project/diagnostics.h"
#include "project/template.h"

namespace housewright::project {
namespace {

enum class Key : std::uint8_t {
  kRevision,
  kDownRevision,
  kDependsOn,
  kMessage,
  kCreated,
  kLabels,
  kReplaces
};
constexpr std::array<std::string_view, 7> kKeys = {
    "revision", "down_revision", "depends_on", "message", "created", "branch_labels", "replaces"};

bool IsBlank(char c) { return c == ' ' || c == '\t'; }

// `0001   -- the first one` is 0001.
std::string_view WithoutComment(std::string_view value) {
  for (std::size_t at = value.find("--"); at != std::string_view::npos;
       at = value.find("--", at + 1)) {
    const bool begins = at == 0 || IsBlank(value[at - 1]);
    const bool ends = at + 2 == value.size() || IsBlank(value[at + 2]);
    if (begins && ends) return Trim(value.substr(0, at));
  }
  return value;
}

HeaderLine SplitHeaderLine(std::string_view line) {
  HeaderLine result{.line = line, .key = {}, .value = {}};
  if (!line.starts_with("--")) return result;
  const std::string_view body = Trim(line.substr(2));
  std::size_t end = 0;
  while (end < body.size() && IsWordByte(body[end])) ++end;
  if (end == 0 || end == body.size() || body[end] != ':') return result;
  result.key = body.substr(0, end);
  result.value = WithoutComment(Trim(body.substr(end + 1)));
  return result;
}

// A comment such as `-- TODO: ...` is none of ours; `-- Revision: ...` and `-- author: ...` were
// meant to be.
bool LooksLikeKey(std::string_view key) {
  const bool is_lower = std::ranges::none_of(key, [](char c) { return c >= 'A' && c <= 'Z'; });
  const std::vector<std::string> keys(kKeys.begin(), kKeys.end());
  return is_lower || !NearestNames(key, keys).empty();
}

class HeaderReader {
 public:
  HeaderReader(RevisionFile& file, const FileTemplate& names, Diagnostics& diagnostics)
      : file_(file), names_(names), diagnostics_(diagnostics) {}

  bool Read(std::size_t begin, std::size_t end) {
    HeaderLines lines(file_.source.text(), begin, end);
    while (const std::optional<HeaderLine> line = lines.Next()) Take(*line);
    RequireRevision();
    if (!seen_[static_cast<std::size_t>(Key::kDownRevision)].empty() || file_.id.empty()) {
      return !file_.id.empty();
    }
    Report(diagnostics_,
           {.rule = "header",
            .message = "no '-- down_revision:' line in the header",
            .advice = "write -- down_revision: with the id of the revision before, or none"},
           file_.WhereHeader("revision"));
    return true;
  }

 private:
  void Take(const HeaderLine& line) {
    if (!line.line.starts_with("--")) {
      if (std::exchange(reported_text_, true)) return;
      return Refuse(line.line, "text before '-- +upgrade'",
                    "only header lines and comments may stand here; write statements behind "
                    "-- +upgrade");
    }
    if (line.key.empty()) return;
    const auto* const known = std::ranges::find(kKeys, line.key);
    if (known == kKeys.end()) {
      if (!LooksLikeKey(line.key)) return;
      const std::vector<std::string> keys(kKeys.begin(), kKeys.end());
      return Refuse(line.key, fmt::format("unknown header key '{}'", line.key),
                    DidYouMean(line.key, keys, fmt::format("the keys are {}", Join(keys, ", "))));
    }
    const auto index = static_cast<std::size_t>(known - kKeys.begin());
    if (!seen_[index].empty()) {
      return Refuse(line.key, fmt::format("a second '-- {}:' line in the header", line.key),
                    "remove one of the two");
    }
    seen_[index] = line.line;
    TakeValue(static_cast<Key>(index), line);
  }

  void TakeValue(Key key, const HeaderLine& line) {
    switch (key) {
      case Key::kRevision:
        if (auto id = ReadId(line.value, line)) file_.id = *std::move(id);
        return;
      case Key::kDownRevision:
        if (line.value.empty()) {
          return Refuse(line.line, "'-- down_revision:' has no value",
                        "write the id of the revision before, or none");
        }
        return ReadList(line, [&](std::string_view item) {
          if (auto id = ReadId(item, line)) file_.down_revision.push_back(*std::move(id));
        });
      case Key::kDependsOn:
        return ReadList(line, [&](std::string_view item) { file_.depends_on.emplace_back(item); });
      case Key::kLabels:
        return ReadList(line, [&](std::string_view item) { file_.labels.emplace_back(item); });
      case Key::kReplaces:
        return ReadList(line, [&](std::string_view item) {
          if (auto id = ReadId(item, line)) file_.replaces.push_back(*std::move(id));
        });
      case Key::kMessage:
        file_.message = line.value;
        return;
      case Key::kCreated:
        file_.created = line.value;
        return;
    }
  }

  // Calls `take` for each item of a comma list; none is the empty list.
  template <class TakeItem>
  void ReadList(const HeaderLine& line, TakeItem take) {
    if (line.value.empty() || line.value == "none") return;
    std::string_view rest = line.value;
    while (true) {
      const std::size_t comma = rest.find(',');
      const std::string_view item = Trim(rest.substr(0, comma));
      const bool is_word = !item.empty() && std::ranges::all_of(item, [](char c) {
        return IsWordByte(c) || c == '-';
      });
      if (is_word) {
        take(item);
      } else {
        Refuse(item.empty() ? line.line : item,
               item.empty() ? fmt::format("an empty item in '-- {}:'", line.key)
                            : fmt::format("'{}' in '-- {}:' is no id{}", item, line.key,
                                          line.key == "down_revision" ? "" : " or label"),
               "separate them by commas; ids and labels are made of letters, digits and '_'");
      }
      if (comma == std::string_view::npos) return;
      rest.remove_prefix(comma + 1);
    }
  }

  std::optional<revision::RevisionId> ReadId(std::string_view text, const HeaderLine& line) {
    Result<revision::RevisionId> id = revision::ParseRevisionId(text);
    if (id) return *std::move(id);
    bad_revision_ = bad_revision_ || line.key == "revision";
    Report(diagnostics_, "header",
           std::move(id).error().At(Excerpt(text.empty() ? line.line : text)));
    return std::nullopt;
  }

  void RequireRevision() {
    if (!file_.id.empty() || bad_revision_) return;
    const std::optional<std::string_view> id = names_.IdOf(file_.path);
    Report(diagnostics_,
           {.rule = "header",
            .message = "no '-- revision:' line in the header",
            .advice = fmt::format("write -- revision: {} in the first line", id.value_or("ID"))},
           file_.source.Excerpt(0));
  }

  SourceExcerpt Excerpt(std::string_view part) const {
    return file_.source.Excerpt(file_.source.OffsetOf(part), part.size());
  }
  void Refuse(std::string_view part, std::string message, std::string advice) {
    Report(diagnostics_,
           {.rule = "header", .message = std::move(message), .advice = std::move(advice)},
           Excerpt(part));
  }

  RevisionFile& file_;
  const FileTemplate& names_;
  Diagnostics& diagnostics_;
  std::array<std::string_view, kKeys.size()> seen_;  // the line of each key
  bool bad_revision_ = false;
  bool reported_text_ = false;
};

}  // namespace

std::size_t EndOfLine(std::string_view text, std::size_t at) {
  const std::string_view line = text.substr(at, text.find('\n', at) - at);
  return at + std::min(line.find('\r'), line.size());
}

std::optional<HeaderLine> HeaderLines::Next() {
  while (at_ < text_.size()) {
    const std::size_t end = EndOfLine(text_, at_);
    const std::string_view line = Trim(text_.substr(at_, end - at_));
    at_ = end + 1;
    if (!line.empty()) return SplitHeaderLine(line);
  }
  return std::nullopt;
}

bool ReadHeader(RevisionFile& file, std::size_t begin, std::size_t end, const FileTemplate& names,
                Diagnostics& diagnostics) {
  return HeaderReader(file, names, diagnostics).Read(begin, end);
}

}  // namespace housewright::project
