// The calls and look-ups of Evaluator (python_value.h).

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "interop/python_value.h"
#include "project/template.h"

namespace housewright::interop {
namespace {

using Node = PythonExpression::Kind;

bool EndsWithWord(std::string_view name, std::string_view word) {
  if (!name.ends_with(word)) return false;
  return name.size() == word.size() || name[name.size() - word.size() - 1] == '.';
}

// textwrap.dedent: the blanks that all lines begin with, blank lines not counted.
std::string Dedent(const std::string& text) {
  std::string margin;
  bool has_margin = false;
  for (const std::string_view line : Split(text, '\n')) {
    const std::size_t blanks = std::min(line.find_first_not_of(" \t"), line.size());
    if (blanks == line.size()) continue;
    const std::string_view lead = line.substr(0, blanks);
    if (!has_margin) margin = lead;
    has_margin = true;
    const auto common = std::ranges::mismatch(margin, lead);
    margin.resize(static_cast<std::size_t>(common.in1 - margin.begin()));
  }
  std::string out;
  for (std::string_view line : Split(text, '\n')) {
    const bool blank = line.find_first_not_of(" \t") == std::string_view::npos;
    if (blank) line = {};
    out += line.substr(line.starts_with(margin) ? margin.size() : 0);
    out += '\n';
  }
  out.pop_back();
  return out;
}

std::string Strip(std::string text, bool left, bool right) {
  constexpr std::string_view kBlanks = " \t\r\n\f\v";
  if (right) text.resize(text.find_last_not_of(kBlanks) + 1);
  if (left) text.erase(0, std::min(text.find_first_not_of(kBlanks), text.size()));
  return text;
}

bool IsEnvironment(std::string_view name) {
  return EndsWithWord(name, "os.environ") || name == "environ";
}

}  // namespace

Value Evaluator::Variable(const std::string& name) {
  FoundVariable& found = variables_[name];
  found.secret = found.secret || LooksSecret(name);
  return TextValue(VariableText(name));
}

Evaluated<Value> Evaluator::EvaluateCall(const PythonExpression& call, const Scope& scope) {
  const PythonExpression& function = call.children[0];
  const std::string name = DottedName(function);
  if (auto known = EvaluateKnownCall(call, name, scope)) return *std::move(known);
  if (const auto own = functions_.find(name); own != functions_.end()) {
    return EvaluateOwnFunction(call, *own->second, scope);
  }
  if (function.kind == Node::kAttribute) {
    if (auto method = EvaluateMethod(call, scope)) return *std::move(method);
  }
  return Problem(call, name.empty() ? "a call" : fmt::format("a call of '{}'", name));
}

std::optional<Evaluated<Value>> Evaluator::EvaluateKnownCall(const PythonExpression& call,
                                                             const std::string& name,
                                                             const Scope& scope) {
  const std::size_t arguments = call.children.size() - 1;
  if (arguments == 0 && EndsWithWord(name, "op.get_bind")) {
    return Value{.kind = Value::Kind::kConnection};
  }
  if (EndsWithWord(name, "get_x_argument") && arguments == 1) {
    const bool as_dictionary = call.keywords[1].empty() || call.keywords[1] == "as_dictionary";
    if (as_dictionary && call.children[1].IsName("True")) {
      return Value{.kind = Value::Kind::kArguments};
    }
  }
  const bool has_one_text = arguments == 1 && call.keywords[1].empty();
  if (has_one_text &&
      (name == "text" || name == "sa.text" || EndsWithWord(name, "sqlalchemy.text") ||
       name == "sql.text" || name == "str")) {
    auto text = EvaluateText(call.children[1], scope);
    if (!text) return std::unexpected(std::move(text).error());
    Value value = TextValue(*std::move(text));
    if (name != "str") value.kind = Value::Kind::kClause;
    return value;
  }
  if (has_one_text && (EndsWithWord(name, "dedent") || EndsWithWord(name, "cleandoc"))) {
    auto text = EvaluateText(call.children[1], scope);
    if (!text) return std::unexpected(std::move(text).error());
    return ChangeText(call, *text, Dedent);
  }
  const bool is_getenv = EndsWithWord(name, "os.getenv") || name == "getenv";
  if (is_getenv || name.ends_with("environ.get")) return Setting(call, scope, true);
  if (EndsWithWord(name, "get_main_option")) return Setting(call, scope, false);
  return std::nullopt;
}

// A value that the environment of Alembic's run gave: `f("NAME")` or `f("NAME", "default")`.
Evaluated<Value> Evaluator::Setting(const PythonExpression& call, const Scope& scope,
                                    bool is_environment) {
  if (call.children.size() < 2 || call.children.size() > 3) return Problem(call, "a call");
  auto key = Evaluate(call.children[1], scope);
  if (!key) return key;
  const std::string env = LiteralOf(key->text);
  const std::string name = ReplaceAll(ReplaceAll(env, ".", "_"), "-", "_");
  if (!IsLiteral(key->text) || !project::IsVariableName(name)) {
    return Problem(call.children[1], "a name that cannot be that of a variable");
  }
  Value value = Variable(name);
  FoundVariable& found = variables_[name];
  if (is_environment) found.env = env;
  if (call.children.size() == 2) return value;
  auto otherwise = Evaluate(call.children[2], scope);
  if (!otherwise) return otherwise;
  const bool is_text =
      otherwise->kind == Value::Kind::kText || otherwise->kind == Value::Kind::kNumber;
  if (is_text && IsLiteral(otherwise->text) && !found.default_value) {
    found.default_value = LiteralOf(otherwise->text);
  }
  return value;
}

std::optional<Evaluated<Value>> Evaluator::EvaluateMethod(const PythonExpression& call,
                                                          const Scope& scope) {
  const PythonExpression& function = call.children[0];
  const std::string_view method = function.text;
  const std::size_t arguments = call.children.size() - 1;
  auto object = Evaluate(function.children[0], scope);
  if (!object) {
    // Where the object is what cannot be read, that is the better place to point at.
    const bool is_text = function.children[0].kind == Node::kString;
    if (is_text) return object;
    return std::nullopt;
  }
  if (method == "get" && arguments >= 1 && object->kind == Value::Kind::kArguments) {
    return Setting(call, scope, false);
  }
  if (method == "get" && arguments >= 1 && object->kind == Value::Kind::kDict) {
    auto key = EvaluateText(call.children[1], scope);
    if (!key) return std::unexpected(std::move(key).error());
    std::optional<Value> otherwise = Value{};
    if (arguments == 2) {
      auto value = Evaluate(call.children[2], scope);
      if (!value) return value;
      otherwise = *std::move(value);
    }
    return Lookup(call, *object, *key, std::move(otherwise));
  }
  if (object->kind != Value::Kind::kText) return std::nullopt;
  const Text& text = object->text;
  if (method == "format") return Format(call, text, scope);
  if (arguments == 0 && (method == "strip" || method == "lstrip" || method == "rstrip")) {
    return ChangeText(call, text, [method](std::string from) {
      return Strip(std::move(from), method != "rstrip", method != "lstrip");
    });
  }
  if (arguments == 0 && IsLiteral(text) && method == "lower") {
    return ChangeText(call, text, [](const std::string& from) { return ToLower(from); });
  }
  if (arguments == 2 && method == "replace") {
    auto from = EvaluateText(call.children[1], scope);
    auto to = EvaluateText(call.children[2], scope);
    if (!from || !to || !IsLiteral(*from) || !IsLiteral(*to) || from->empty()) return std::nullopt;
    return ChangeText(call, text, [&](std::string whole) {
      return ReplaceAll(std::move(whole), LiteralOf(*from), LiteralOf(*to));
    });
  }
  if (arguments == 1 && method == "join") {
    auto list = Evaluate(call.children[1], scope);
    if (!list) return list;
    if (list->kind != Value::Kind::kList) return std::nullopt;
    Text joined;
    for (std::size_t i = 0; i < list->items.size(); ++i) {
      if (list->items[i].kind != Value::Kind::kText) return std::nullopt;
      if (i > 0) AppendText(joined, text);
      AppendText(joined, list->items[i].text);
      Charge(LiteralOf(list->items[i].text).size() + LiteralOf(text).size());
    }
    return TextValue(std::move(joined));
  }
  return std::nullopt;
}

Evaluated<Value> Evaluator::ChangeText(const PythonExpression& call, const Text& text,
                                       const std::function<std::string(std::string)>& change) {
  auto changed = ChangeLiterals(text, change);
  if (!changed) return Problem(call, std::move(changed).error());
  Charge(LiteralOf(*changed).size());
  return TextValue(*std::move(changed));
}

// A function of the file that does nothing but make a value: assignments, then `return`.
Evaluated<Value> Evaluator::EvaluateOwnFunction(const PythonExpression& call,
                                                const PythonStatement& function,
                                                const Scope& scope) {
  const std::string_view name = function.names[0];
  const bool fits = function.is_plain && function.parameters.size() == call.children.size() - 1 &&
                    std::ranges::all_of(call.keywords, &std::string_view::empty);
  if (!fits || depth_ >= kDeepestCall) return Problem(call, fmt::format("a call of '{}'", name));
  Scope inner(&module_);
  for (std::size_t i = 0; i < function.parameters.size(); ++i) {
    auto argument = Evaluate(call.children[i + 1], scope);
    if (!argument) return argument;
    inner.Bind(function.parameters[i], *std::move(argument));
  }
  ++depth_;
  std::optional<Evaluated<Value>> result;
  for (const PythonStatement& statement : function.body) {
    const bool is_docstring = statement.kind == PythonStatement::Kind::kExpression &&
                              statement.value[0].kind == Node::kString;
    if (is_docstring) continue;
    if (statement.kind == PythonStatement::Kind::kAssign) {
      auto value = Evaluate(statement.value[0], inner);
      if (!value) break;
      inner.Bind(statement.names[0], *std::move(value));
      continue;
    }
    if (statement.kind == PythonStatement::Kind::kReturn && !statement.value.empty()) {
      result = Evaluate(statement.value[0], inner);
    }
    break;
  }
  --depth_;
  if (!result || !*result) return Problem(call, fmt::format("a call of '{}'", name));
  return *std::move(result);
}

Evaluated<Value> Evaluator::EvaluateSubscript(const PythonExpression& expression,
                                              const Scope& scope) {
  const PythonExpression& object = expression.children[0];
  const PythonExpression& index = expression.children[1];
  if (IsEnvironment(DottedName(object))) {
    auto key = Evaluate(index, scope);
    if (!key) return key;
    const std::string name = LiteralOf(key->text);
    if (!IsLiteral(key->text) || !project::IsVariableName(name)) {
      return Problem(index, "a name that cannot be that of a variable");
    }
    Value value = Variable(name);
    variables_[name].env = name;
    return value;
  }
  auto container = Evaluate(object, scope);
  if (!container) return container;
  auto key = Evaluate(index, scope);
  if (!key) return key;
  if (container->kind == Value::Kind::kArguments && IsLiteral(key->text) &&
      project::IsVariableName(LiteralOf(key->text))) {
    return Variable(LiteralOf(key->text));
  }
  if (container->kind == Value::Kind::kDict) return Lookup(expression, *container, key->text, {});
  if (container->kind == Value::Kind::kList && key->kind == Value::Kind::kNumber) {
    for (std::size_t i = 0; i < container->items.size(); ++i) {
      if (LiteralOf(key->text) == std::to_string(i)) return std::move(container->items[i]);
    }
  }
  return Problem(expression, "a look-up");
}

Evaluated<Value> Evaluator::Lookup(const PythonExpression& whole, const Value& dict,
                                   const Text& key, std::optional<Value> otherwise) {
  if (!IsLiteral(key)) return Problem(whole, "a look-up by a value that only a run knows");
  for (std::size_t i = 0; i + 1 < dict.items.size(); i += 2) {
    const Value& candidate = dict.items[i];
    if (IsLiteral(candidate.text) && LiteralOf(candidate.text) == LiteralOf(key)) {
      return dict.items[i + 1];
    }
  }
  if (otherwise) return *std::move(otherwise);
  return Problem(whole, fmt::format("a look-up of '{}', which is not there", LiteralOf(key)));
}

}  // namespace housewright::interop
