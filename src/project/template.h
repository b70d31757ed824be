#pragma once

// The template language of revision files as syntax: `{{ name }}`, `{% if %}` ... `{% endif %}`.
// Knows nothing of variables' values or kinds (fill.h) nor of statements (render.h). Views point
// into the text that was parsed.

#include <cstddef>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/source_text.h"

namespace housewright::project {

// `{{ name }}` at [begin, end) of the text.
struct Insertion {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string_view name;
};

// A fault of the template's syntax, or of a statement's: what and where, in bytes of the text.
struct TemplateFault {
  std::size_t offset = 0;
  std::size_t length = 1;
  std::string message;
  std::string advice;
};

// Reads the insertion whose "{{" is at `at`. Only blanks and one name may stand between the braces.
std::expected<Insertion, TemplateFault> ReadInsertion(std::string_view text, std::size_t at);
// "{{{{", the literal "{{", is at `at`.
inline bool IsLiteralBraces(std::string_view text, std::size_t at) {
  return text.substr(at).starts_with("{{{{");
}
// [A-Za-z_][A-Za-z0-9_]*
bool IsVariableName(std::string_view name);
bool IsWordByte(char c);  // [A-Za-z0-9_]

// What follows `if`: `name`, `not name`, `name == "value"`, `name != "value"`.
struct Condition {
  std::string_view variable;
  bool negated = false;  // `not` or `!=`
  std::optional<std::string_view> equals;
};

struct Choice;
// Text that stands where its condition holds; the choices lie within it, in order.
struct Branch {
  std::optional<Condition> condition;  // none: else, or the whole text
  std::size_t begin = 0;
  std::size_t end = 0;
  std::vector<Choice> choices;
};
// One {% if %} ... {% endif %}. The last branch has no condition: an {% else %} that is not written
// is an empty branch.
struct Choice {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::vector<Branch> branches;
};

struct ParsedTemplate {
  Branch root;
  std::vector<Condition> conditions;  // all of them, in order
  std::vector<TemplateFault> faults;
  bool HasChoices() const { return !root.choices.empty(); }
};

// The text between `begin` and `end`. `{%` within a comment is no tag; within quotes it is one.
ParsedTemplate ParseTemplate(std::string_view text, std::size_t begin, std::size_t end);
// A text that is no SQL and has no comments: `://` and `--` mean nothing in it.
ParsedTemplate ParsePlainTemplate(std::string_view text);

// The text of one way through a template, and the way back to the places in the source.
class Skeleton {
 public:
  // Picks a branch of each choice: an index into Choice::branches.
  using Picker = std::function<std::size_t(const Choice&)>;

  Skeleton(std::string_view text, const Branch& root, const Picker& pick);

  const std::string& text() const { return text_; }
  // The offset in the source of the byte at `offset` of text(); the end answers the source's end.
  std::size_t SourceOffset(std::size_t offset) const;

 private:
  struct Piece {
    std::size_t begin = 0;   // in text_
    std::size_t source = 0;  // in the source
  };
  void Append(std::string_view text, const Branch& branch, const Picker& pick);
  void AppendPiece(std::string_view text, std::size_t begin, std::size_t end);

  std::string text_;
  std::vector<Piece> pieces_;
  std::size_t source_end_ = 0;
};

// Ways through a template that between them take every branch of every choice.
class BranchCover {
 public:
  explicit BranchCover(const Branch& root) : root_(root) {}
  // The next way, or absent when all branches have been taken. At most kMostWays are made.
  std::optional<Skeleton> Next(std::string_view text);
  static constexpr std::size_t kMostWays = 256;

 private:
  bool IsCovered(const Branch& branch) const;
  std::size_t Pick(const Choice& choice);
  void Advance(const Branch& branch);
  std::size_t& NextBranchOf(const Choice& choice);

  const Branch& root_;
  std::vector<std::pair<const Choice*, std::size_t>> next_;  // sorted by address
  std::size_t ways_ = 0;
};

}  // namespace housewright::project
