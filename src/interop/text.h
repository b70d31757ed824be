#pragma once

// A text with holes: what a Python expression makes of constants and of values that only a run
// knows.

#include <cstdint>
#include <expected>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace housewright::interop {

struct TextPiece;
using Text = std::vector<TextPiece>;

struct TextPiece {
  enum class Kind : std::uint8_t {
    kLiteral,   // text
    kVariable,  // text: its name
    kTag,       // text: a `{% %}` of Jinja as it stood, in the form that our templates have too
    kChoice,    // text: a condition of our templates; branches: where it holds, where it does not
  };
  Kind kind = Kind::kLiteral;
  std::string text;
  std::vector<Text> branches = {};

  friend bool operator==(const TextPiece&, const TextPiece&) = default;
};

Text LiteralText(std::string text);
Text VariableText(std::string name);
void AppendText(Text& to, const Text& from);
// The text, where it has no holes; `is_literal` false otherwise.
bool IsLiteral(const Text& text);
std::string LiteralOf(const Text& text);  // the literal pieces only
// The literal pieces changed as one string, in which each hole is one byte 0x01. Fails where the
// text has that byte itself, or `change` loses or makes one.
std::expected<Text, std::string> ChangeLiterals(
    const Text& text, const std::function<std::string(std::string)>& change);
// The names of all variables, those of conditions too.
void CollectVariables(const Text& text, std::set<std::string>& names);

enum class Jinja : std::uint8_t { kNo, kYes };

// The text of a part of a Python literal. `doubled`: braces stand doubled, as in an f-string. With
// kYes the file is one that Jinja renders before Python reads it: `{{ name }}` is a hole. The error
// is a reason: an expression of Jinja that is more than a name.
std::expected<Text, std::string> TextOfLiteral(std::string_view literal, bool doubled, Jinja jinja);
// Whether `literal`, of no f-string, holds a `{{ name }}` or `{% %}` that only Jinja can have
// meant.
bool LooksLikeJinja(std::string_view literal);

}  // namespace housewright::interop
