// str.format and the % operator of Evaluator (python_value.h).

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "interop/python_value.h"
#include "project/template.h"

namespace housewright::interop {
namespace {

bool IsDigits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

Evaluated<Value> Evaluator::Format(const PythonExpression& call, const Text& text,
                                   const Scope& scope) {
  std::size_t next = 0;
  // The argument that a field names: by position or keyword.
  const auto find = [&](std::string_view name) -> const PythonExpression* {
    const std::string wanted = name.empty() ? std::to_string(next++) : std::string(name);
    std::size_t position = 0;
    for (std::size_t i = 1; i < call.children.size(); ++i) {
      const bool matches = call.keywords[i].empty() ? wanted == std::to_string(position++)
                                                    : wanted == call.keywords[i];
      if (matches) return &call.children[i];
    }
    return nullptr;
  };
  Text out;
  for (const TextPiece& piece : text) {
    if (piece.kind != TextPiece::Kind::kLiteral) {
      AppendText(out, {piece});
      continue;
    }
    const std::string_view literal = piece.text;
    std::size_t at = 0;
    while (at < literal.size()) {
      const std::string_view rest = literal.substr(at);
      if (rest.starts_with("{{") || rest.starts_with("}}")) {
        AppendText(out, LiteralText(std::string(1, rest[0])));
        at += 2;
        continue;
      }
      if (rest[0] != '{') {
        const std::size_t end = std::min(rest.find_first_of("{}", 1), rest.size());
        AppendText(out, LiteralText(std::string(rest.substr(0, end))));
        at += end;
        continue;
      }
      const std::size_t end = rest.find('}');
      const std::string_view name = rest.substr(1, end == rest.npos ? rest.npos : end - 1);
      const bool plain =
          end != rest.npos && (name.empty() || IsDigits(name) || project::IsVariableName(name));
      const PythonExpression* argument = plain ? find(name) : nullptr;
      if (argument == nullptr) {
        return Problem(call, fmt::format("a format field '{}'", rest.substr(0, end + 1)));
      }
      auto value = EvaluateText(*argument, scope);
      if (!value) return std::unexpected(std::move(value).error());
      AppendText(out, *value);
      Charge(LiteralOf(*value).size());
      at += end + 1;
    }
  }
  if (++work_ > kMostWork) return Problem(call, "too much to work out");
  return TextValue(std::move(out));
}

Evaluated<Value> Evaluator::Percent(const PythonExpression& whole, const Text& text,
                                    const PythonExpression& arguments, const Scope& scope) {
  std::size_t next = 0;
  // The argument of a `%s` or of a `%(name)s`.
  const auto find = [&](std::string_view name) -> const PythonExpression* {
    if (name.empty()) {
      if (arguments.kind == PythonExpression::Kind::kTuple) {
        return next < arguments.children.size() ? &arguments.children[next++] : nullptr;
      }
      return next++ == 0 && arguments.kind != PythonExpression::Kind::kDict ? &arguments : nullptr;
    }
    if (arguments.kind != PythonExpression::Kind::kDict) return nullptr;
    for (std::size_t i = 0; i + 1 < arguments.children.size(); i += 2) {
      auto key = Evaluate(arguments.children[i], scope);
      if (key && IsLiteral(key->text) && LiteralOf(key->text) == name) {
        return &arguments.children[i + 1];
      }
    }
    return nullptr;
  };
  Text out;
  for (const TextPiece& piece : text) {
    if (piece.kind != TextPiece::Kind::kLiteral) {
      AppendText(out, {piece});
      continue;
    }
    std::string_view rest = piece.text;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find('%'), rest.size());
      AppendText(out, LiteralText(std::string(rest.substr(0, end))));
      rest.remove_prefix(end);
      if (rest.empty()) break;
      if (rest.starts_with("%%")) {
        AppendText(out, LiteralText("%"));
        rest.remove_prefix(2);
        continue;
      }
      std::string_view name;
      std::size_t letter = 1;
      if (rest.starts_with("%(") && rest.find(')') != rest.npos) {
        name = rest.substr(2, rest.find(')') - 2);
        letter = rest.find(')') + 1;
      }
      const bool plain = letter < rest.size() && (rest[letter] == 's' || rest[letter] == 'd') &&
                         (letter == 1 || !name.empty());
      const PythonExpression* argument = plain ? find(name) : nullptr;
      if (argument == nullptr) {
        return Problem(whole, fmt::format("a format field '{}'", rest.substr(0, letter + 1)));
      }
      auto value = EvaluateText(*argument, scope);
      if (!value) return std::unexpected(std::move(value).error());
      AppendText(out, *value);
      Charge(LiteralOf(*value).size());
      rest.remove_prefix(letter + 1);
    }
  }
  if (++work_ > kMostWork) return Problem(whole, "too much to work out");
  return TextValue(std::move(out));
}

}  // namespace housewright::interop
