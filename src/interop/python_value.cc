#include "interop/python_value.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "project/template.h"

namespace housewright::interop {
namespace {

using Node = PythonExpression::Kind;

std::size_t SizeOf(const Text& text) {
  std::size_t size = 1;
  for (const TextPiece& piece : text) {
    size += piece.text.size() + 8;
    for (const Text& branch : piece.branches) size += SizeOf(branch);
  }
  return size;
}

std::size_t SizeOf(const Value& value) {
  std::size_t size = SizeOf(value.text) + 8;
  for (const Value& item : value.items) size += SizeOf(item);
  return size;
}

bool IsTextual(const Value& value) {
  return value.kind == Value::Kind::kText || value.kind == Value::Kind::kNumber ||
         value.kind == Value::Kind::kClause;
}

// "db" of db, "settings_db" of settings.db: a name for a variable; empty where it can be none.
std::string VariableNameOf(const PythonExpression& expression) {
  const std::string name = ReplaceAll(DottedName(expression), ".", "_");
  return project::IsVariableName(name) ? name : "";
}

}  // namespace

Value TextValue(Text text) { return {.kind = Value::Kind::kText, .text = std::move(text)}; }

bool LooksSecret(std::string_view name) {
  static constexpr std::array<std::string_view, 6> kWords = {"password", "passwd",  "secret",
                                                             "token",    "api_key", "private_key"};
  const std::string lower = ToLower(name);
  return std::ranges::any_of(kWords,
                             [&](std::string_view word) { return lower.find(word) != lower.npos; });
}

void Scope::BindUnknown(std::string_view name, std::string computed, bool may_vary) {
  Entry& entry = names_[std::string(name)];
  entry.value.reset();
  entry.unknown = {.computed = std::move(computed), .may_vary = may_vary};
}

const Scope::Entry* Scope::FindEntry(std::string_view name) const {
  for (const Scope* scope = this; scope != nullptr; scope = scope->outer_) {
    const auto found = scope->names_.find(name);
    if (found != scope->names_.end()) return &found->second;
  }
  return nullptr;
}

const Value* Scope::Find(std::string_view name) const {
  const Entry* entry = FindEntry(name);
  return entry != nullptr && entry->value ? &*entry->value : nullptr;
}

const Scope::Unknown* Scope::FindUnknown(std::string_view name) const {
  const Entry* entry = FindEntry(name);
  return entry != nullptr && !entry->value ? &entry->unknown : nullptr;
}

Evaluated<Value> Evaluator::Evaluate(const PythonExpression& expression, const Scope& scope) {
  if (++work_ > kMostWork) return Problem(expression, "too much to work out");
  switch (expression.kind) {
    case Node::kString:
      return EvaluateString(expression, scope);
    case Node::kNumber: {
      const std::string sign = expression.children.empty() ? "" : "-";
      return Value{.kind = Value::Kind::kNumber,
                   .text = LiteralText(sign + std::string(expression.text))};
    }
    case Node::kName:
    case Node::kAttribute:
      return EvaluateName(expression, scope);
    case Node::kTuple:
    case Node::kList:
    case Node::kDict:
      return EvaluateItems(expression, scope);
    case Node::kCall:
      return EvaluateCall(expression, scope);
    case Node::kSubscript:
      return EvaluateSubscript(expression, scope);
    case Node::kBinary:
      return EvaluateBinary(expression, scope);
    case Node::kConditional:
      return EvaluateConditional(expression, scope);
    case Node::kNot:
    case Node::kOther:
      break;
  }
  return Problem(expression, "Python that is more than a text");
}

Evaluated<Value> Evaluator::EvaluateString(const PythonExpression& expression, const Scope& scope) {
  if (expression.is_bytes) return Problem(expression, "bytes instead of a text");
  Text text;
  for (const StringPart& part : expression.parts) {
    if (part.field.empty()) {
      auto piece = TextOfLiteral(part.text, part.doubled, jinja_);
      if (!piece) return Problem(expression, std::move(piece).error());
      AppendText(text, *piece);
      continue;
    }
    const PythonExpression& field = part.field[0];
    if (!part.plain) return Problem(field, "a field with a format of its own");
    auto value = EvaluateText(field, scope);
    if (!value) return std::unexpected(std::move(value).error());
    AppendText(text, *value);
  }
  Charge(SizeOf(text));
  return TextValue(std::move(text));
}

Evaluated<Text> Evaluator::EvaluateText(const PythonExpression& expression, const Scope& scope) {
  Evaluated<Value> value = Evaluate(expression, scope);
  if (!value) return UnknownAsVariable(expression, scope, std::move(value).error());
  if (IsTextual(*value)) return std::move(value->text);
  return Problem(expression, "a value that is no text");
}

// A name that the file gives no constant for is what a variable is for.
Evaluated<Text> Evaluator::UnknownAsVariable(const PythonExpression& expression, const Scope& scope,
                                             PythonProblem problem) {
  const std::string name = VariableNameOf(expression);
  if (name.empty()) return std::unexpected(std::move(problem));
  const std::string object = DottedName(expression);
  const Scope::Unknown* unknown = scope.FindUnknown(object.substr(0, object.find('.')));
  if (unknown != nullptr && unknown->may_vary) return std::unexpected(std::move(problem));
  FoundVariable& found = variables_[name];
  found.secret = LooksSecret(name);
  if (found.env.empty() && found.computed.empty()) {
    found.begin = expression.begin;
    found.end = expression.end;
    found.computed = unknown != nullptr && !unknown->computed.empty()
                         ? unknown->computed
                         : std::string(SourceOf(expression));
  }
  return VariableText(name);
}

Evaluated<Value> Evaluator::EvaluateName(const PythonExpression& expression, const Scope& scope) {
  if (expression.IsName("None")) return Value{};
  if (expression.IsName("True")) return Value{.kind = Value::Kind::kBool, .truth = true};
  if (expression.IsName("False")) return Value{.kind = Value::Kind::kBool};
  const std::string name = DottedName(expression);
  if (expression.kind == Node::kName) {
    if (const Value* value = scope.Find(name)) {
      Charge(SizeOf(*value));
      return *value;
    }
  }
  if (name.empty()) return Problem(expression, "Python that is more than a text");
  return Problem(expression, fmt::format("'{}', whose value this file does not tell", name));
}

Evaluated<Value> Evaluator::EvaluateItems(const PythonExpression& expression, const Scope& scope) {
  Value list{.kind = expression.kind == Node::kDict ? Value::Kind::kDict : Value::Kind::kList};
  for (const PythonExpression& child : expression.children) {
    auto item = Evaluate(child, scope);
    if (!item) return std::unexpected(std::move(item).error());
    list.items.push_back(*std::move(item));
  }
  return list;
}

Evaluated<Value> Evaluator::EvaluateBinary(const PythonExpression& expression, const Scope& scope) {
  if (expression.text == "or") return EvaluateOr(expression, scope);
  if (expression.text == "%") {
    auto left = Evaluate(expression.children[0], scope);
    if (!left) return left;
    if (left->kind != Value::Kind::kText) return Problem(expression, "a calculation");
    return Percent(expression, left->text, expression.children[1], scope);
  }
  if (expression.text != "+") {
    return Problem(expression, fmt::format("the operator '{}'", expression.text));
  }
  Text text;
  for (const PythonExpression& child : expression.children) {
    Evaluated<Value> value = Evaluate(child, scope);
    if (value && value->kind != Value::Kind::kText) return Problem(child, "a sum that is no text");
    Evaluated<Text> part = value ? Evaluated<Text>(std::move(value->text))
                                 : UnknownAsVariable(child, scope, std::move(value).error());
    if (!part) return std::unexpected(std::move(part).error());
    AppendText(text, *part);
  }
  Charge(SizeOf(text));
  return TextValue(std::move(text));
}

// `os.environ.get("X") or "default"`; otherwise the first operand that is true.
Evaluated<Value> Evaluator::EvaluateOr(const PythonExpression& expression, const Scope& scope) {
  auto left = Evaluate(expression.children[0], scope);
  if (!left || expression.children.size() != 2) {
    return left ? Problem(expression, "a choice") : left;
  }
  auto right = Evaluate(expression.children[1], scope);
  if (!right) return right;
  const bool is_variable = left->kind == Value::Kind::kText && left->text.size() == 1 &&
                           left->text[0].kind == TextPiece::Kind::kVariable;
  if (is_variable && right->kind == Value::Kind::kText && IsLiteral(right->text)) {
    FoundVariable& found = variables_[left->text[0].text];
    if (!found.default_value) found.default_value = LiteralOf(right->text);
    return left;
  }
  const bool is_false =
      left->kind == Value::Kind::kNone || (left->kind == Value::Kind::kText && left->text.empty());
  if (is_false) return right;
  if (left->kind == Value::Kind::kText && IsLiteral(left->text)) return left;
  return Problem(expression, "a choice");
}

Evaluated<Value> Evaluator::EvaluateConditional(const PythonExpression& expression,
                                                const Scope& scope) {
  auto condition = EvaluateCondition(expression.children[1], scope);
  if (!condition) return std::unexpected(std::move(condition).error());
  if (condition->known) {
    return Evaluate(expression.children[*condition->known ? 0 : 2], scope);
  }
  TextPiece choice{.kind = TextPiece::Kind::kChoice, .text = condition->text};
  for (const std::size_t branch : {0U, 2U}) {
    auto text = EvaluateText(expression.children[branch], scope);
    if (!text) return std::unexpected(std::move(text).error());
    choice.branches.push_back(*std::move(text));
  }
  return TextValue({std::move(choice)});
}

Evaluated<Evaluator::Condition> Evaluator::EvaluateCondition(const PythonExpression& expression,
                                                             const Scope& scope) {
  if (expression.kind == Node::kNot) {
    auto inner = EvaluateCondition(expression.children[0], scope);
    if (!inner) return inner;
    if (inner->known) return Condition{.known = !*inner->known, .text = ""};
    if (inner->text.find(' ') != std::string::npos) {
      return Problem(expression, "a condition that is more than a name");
    }
    return Condition{.known = {}, .text = "not " + inner->text};
  }
  if (expression.kind == Node::kBinary && (expression.text == "==" || expression.text == "!=")) {
    return EvaluateComparison(expression, scope);
  }
  auto value = Evaluate(expression, scope);
  if (!value) return std::unexpected(std::move(value).error());
  if (value->kind == Value::Kind::kNone) return Condition{.known = false, .text = ""};
  if (value->kind == Value::Kind::kBool) return Condition{.known = value->truth, .text = ""};
  if (value->kind == Value::Kind::kText) {
    if (IsLiteral(value->text)) return Condition{.known = !value->text.empty(), .text = ""};
    const TextPiece& first = value->text[0];
    if (value->text.size() == 1 && first.kind == TextPiece::Kind::kVariable) {
      return Condition{.known = {}, .text = first.text};
    }
    if (!LiteralOf(value->text).empty()) return Condition{.known = true, .text = ""};
  }
  return Problem(expression, "a condition");
}

Evaluated<Evaluator::Condition> Evaluator::EvaluateComparison(const PythonExpression& expression,
                                                              const Scope& scope) {
  auto left = Evaluate(expression.children[0], scope);
  if (!left) return std::unexpected(std::move(left).error());
  auto right = Evaluate(expression.children[1], scope);
  if (!right) return std::unexpected(std::move(right).error());
  const bool texts = left->kind == Value::Kind::kText && right->kind == Value::Kind::kText;
  if (!texts || !IsLiteral(right->text)) return Problem(expression, "a comparison");
  const std::string wanted = LiteralOf(right->text);
  const bool equal = expression.text == "==";
  if (IsLiteral(left->text)) {
    return Condition{.known = (LiteralOf(left->text) == wanted) == equal, .text = ""};
  }
  const bool writable = wanted.find_first_of("\"\\\n%{}") == std::string::npos;
  if (left->text.size() == 1 && left->text[0].kind == TextPiece::Kind::kVariable && writable) {
    return Condition{
        .known = {},
        .text = fmt::format("{} {} \"{}\"", left->text[0].text, expression.text, wanted)};
  }
  return Problem(expression, "a comparison");
}

}  // namespace housewright::interop
