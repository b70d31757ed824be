#pragma once

// [project] file_template: how the files of revisions are named, for writing a name and for reading
// the id out of one. docs/reference/configuration.md lists the tokens.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace housewright::project {

// What the tokens stand for; the time is that of the file's making, in the zone of the project.
struct FileNameFields {
  std::string rev;
  std::string slug;
  int year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0;
  std::int64_t epoch = 0;  // seconds
};

class FileTemplate {
 public:
  FileTemplate();  // "{rev}_{slug}"
  // kInvalidInput, with advice, for a template that cannot name revisions: no {rev} or two, an
  // unknown token, a name that begins with a dot, a path that leaves the directory.
  static Result<FileTemplate> Parse(std::string_view text);

  const std::string& text() const { return text_; }
  bool IsDefault() const { return text_ == kDefaultText; }
  // How many directories below that of the service a file lies.
  std::size_t depth() const { return depth_; }

  // A path relative to the service's directory, with ".sql".
  std::string Format(const FileNameFields& fields) const;
  // "<id>_<slug>.sql", for messages.
  std::string Shape() const;

  // The id within `path`, of which only the last depth() + 1 names count: a view into it. Absent
  // where the path does not fit. Where several ids fit, one without '_' is preferred, and of those
  // the one that leaves most to what stands behind it.
  std::optional<std::string_view> IdOf(std::string_view path) const;
  // The place of `id` in `path` where the path fits the template with that id; absent elsewhere.
  std::optional<std::string_view> Find(std::string_view path, std::string_view id) const;

 private:
  static constexpr std::string_view kDefaultText = "{rev}_{slug}";

  enum class Token : std::uint8_t {
    kLiteral,
    kRev,
    kSlug,
    kYear,
    kMonth,
    kDay,
    kHour,
    kMinute,
    kSecond,
    kEpoch
  };
  struct Piece {
    Token token;
    std::string literal;
  };
  struct TokenName;
  struct Matching;

  Result<void> Read();
  Result<void> Check() const;
  bool Match(Matching& matching, std::size_t piece, std::size_t at) const;
  std::string_view LastNames(std::string_view path) const;

  std::string text_;
  std::vector<Piece> pieces_;
  std::size_t depth_ = 0;
};

// The words of a message, lower-case and joined by '_', cut at a word to at most `longest` bytes;
// "revision" where it has none.
std::string SlugOf(std::string_view message, std::size_t longest);

}  // namespace housewright::project
