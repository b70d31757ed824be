#include "project/released.h"

#include <fmt/format.h>

#include <algorithm>
#include <expected>
#include <utility>

#include "base/text.h"

namespace housewright::project {
namespace {

constexpr std::string_view kHeader =
    "# Released revisions: their files must not change any more. Written by `housewright "
    "release`;\n"
    "# one line each, sorted, so that two branches that release meet in a merge conflict.\n";

// Reads one line `id = { hash = "...", service = "...", released = "..." }`, the one form that
// RenderReleased writes. It is TOML, but no TOML reader takes 10,000 of them in no time.
class LineReader {
 public:
  explicit LineReader(std::string_view line) : rest_(line) {}

  std::string_view rest() const { return rest_; }
  bool Take(char c) {
    SkipBlanks();
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  std::string_view TakeWord() {
    SkipBlanks();
    const std::size_t end = std::min(rest_.find_first_of(" \t=\""), rest_.size());
    return TakeBytes(end);
  }
  // Without the quotes; there are no escapes, as no value needs one.
  bool TakeString(std::string& value) {
    SkipBlanks();
    if (!rest_.starts_with('"')) return false;
    const std::size_t end = rest_.find_first_of("\"\\", 1);
    if (end == std::string_view::npos || rest_[end] != '"') return false;
    value = rest_.substr(1, end - 1);
    rest_.remove_prefix(end + 1);
    return true;
  }
  bool AtEnd() {
    SkipBlanks();
    return rest_.empty() || rest_.starts_with('#');
  }

 private:
  void SkipBlanks() {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r"), rest_.size()));
  }
  std::string_view TakeBytes(std::size_t count) {
    const std::string_view bytes = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return bytes;
  }
  std::string_view rest_;
};

bool IsHash(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool TakeField(LineReader& reader, std::string_view key, std::string& value) {
  return reader.TakeWord() == key && reader.Take('=') && reader.TakeString(value);
}

bool ReadEntry(LineReader& reader, ReleasedRevision& entry) {
  return reader.Take('=') && reader.Take('{') && TakeField(reader, "hash", entry.hash) &&
         reader.Take(',') && TakeField(reader, "service", entry.service) && reader.Take(',') &&
         TakeField(reader, "released", entry.released) && reader.Take('}') && reader.AtEnd();
}

Error ErrorAt(const SourceText& source, std::string_view place, std::string message,
              std::string advice) {
  return Error(ErrorCode::kInvalidInput, std::move(message))
      .At(source.Excerpt(source.OffsetOf(place), std::max<std::size_t>(place.size(), 1)))
      .WithAdvice(std::move(advice));
}

bool IsConflictMarker(std::string_view line) {
  return line.starts_with("<<<<<<<") || line.starts_with("=======") || line.starts_with(">>>>>>>");
}

// A line that every release changes: lines of two branches that stand apart would merge in silence.
std::string LastRelease(const Released& released) {
  std::string time;
  for (const auto& [id, entry] : released.revisions) time = std::max(time, entry.released);
  std::vector<std::string> ids;
  for (const auto& [id, entry] : released.revisions) {
    if (entry.released == time) ids.push_back(id.text());
  }
  if (ids.empty()) return "";
  const std::string which =
      ids.size() == 1 ? ids.front()
                      : fmt::format("{} to {}, {} of them", ids.front(), ids.back(), ids.size());
  return fmt::format("# The last release: {}, {}; {} in all.\n", time, which,
                     released.revisions.size());
}

Result<void> ReadLine(const SourceText& source, std::string_view line, Released& released) {
  LineReader reader(line);
  if (reader.AtEnd()) return {};
  if (IsConflictMarker(line)) {
    return Fail(
        ErrorAt(source, Trim(line), "a merge conflict stands in the file",
                "keep the lines of both sides without the markers, and run `housewright verify`"));
  }
  const std::string_view id_text = reader.TakeWord();
  Result<revision::RevisionId> id = revision::ParseRevisionId(id_text);
  ReleasedRevision entry;
  if (!id || !ReadEntry(reader, entry)) {
    const std::string_view place = Trim(reader.rest());
    return Fail(ErrorAt(source, !id || place.empty() ? Trim(line) : place,
                        "the line is no released revision",
                        "write id = { hash = \"...\", service = \"...\", released = \"...\" }, or "
                        "take the file from version control again"));
  }
  if (!IsHash(entry.hash)) {
    return Fail(ErrorAt(source, Trim(line),
                        fmt::format("the hash of {} is not 64 hex digits", id->text()),
                        "take the file from version control again"));
  }
  const auto [known, is_new] = released.revisions.try_emplace(*std::move(id), entry);
  if (is_new) return {};
  // A merge conflict that took both sides: twice the same is the same, released at the earlier
  // time.
  if (known->second.hash == entry.hash && known->second.service == entry.service) {
    known->second.released = std::min(known->second.released, entry.released);
  } else {
    return Fail(ErrorAt(source, id_text, fmt::format("{} is released twice", id_text),
                        "keep the line whose hash `housewright verify` accepts"));
  }
  return {};
}

}  // namespace

Result<Released> ParseReleased(const SourceText& source) {
  Released released;
  std::string_view rest = source.text();
  if (rest.starts_with("\xEF\xBB\xBF")) rest.remove_prefix(3);
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    TRY(ReadLine(source, rest.substr(0, end), released));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return released;
}

std::string RenderReleased(const Released& released) {
  std::string out(kHeader);
  out += LastRelease(released);
  for (const auto& [id, entry] : released.revisions) {
    out += fmt::format("{} = {{ hash = \"{}\", service = \"{}\", released = \"{}\" }}\n", id.text(),
                       entry.hash, entry.service, entry.released);
  }
  return out;
}

}  // namespace housewright::project
