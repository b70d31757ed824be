#include "interop/python_branches.h"

#include <algorithm>
#include <map>
#include <utility>

namespace housewright::interop {
namespace {

using Kind = PythonStatement::Kind;
using Node = PythonExpression::Kind;

PythonExpression TextNode(std::string text) {
  PythonExpression node{.kind = Node::kString};
  node.parts.push_back({.text = std::move(text), .doubled = false, .field = {}, .plain = true});
  return node;
}

PythonExpression Choice(PythonExpression value, const PythonExpression& condition,
                        PythonExpression otherwise) {
  PythonExpression choice{.kind = Node::kConditional};
  choice.children.push_back(std::move(value));
  choice.children.push_back(condition);
  choice.children.push_back(std::move(otherwise));
  return choice;
}

using Assigned = std::map<std::string_view, const PythonExpression*>;

// Nothing where the branch does more than assign each name once.
std::optional<Assigned> AssignedIn(const std::vector<PythonStatement>& body) {
  Assigned names;
  for (const PythonStatement& statement : body) {
    if (statement.kind == Kind::kPass) continue;
    if (statement.kind != Kind::kAssign) return std::nullopt;
    if (!names.emplace(statement.names[0], statement.value.data()).second) return std::nullopt;
  }
  return names;
}

bool Mentions(const PythonExpression& expression, const Assigned& names) {
  if (expression.kind == Node::kName && names.contains(expression.text)) return true;
  const auto mentions = [&names](const PythonExpression& inner) { return Mentions(inner, names); };
  return std::ranges::any_of(expression.children, mentions) ||
         std::ranges::any_of(expression.parts, [&](const StringPart& part) {
           return std::ranges::any_of(part.field, mentions);
         });
}

}  // namespace

std::optional<std::vector<IfBranch>> BranchesOf(const PythonStatement& statement,
                                                Evaluator& evaluator, const Scope& scope) {
  if (!statement.is_plain) return std::nullopt;
  std::vector<IfBranch> branches;
  const PythonStatement* at = &statement;
  while (true) {
    if (at->value.empty()) return std::nullopt;
    const PythonExpression& expression = at->value[0];
    const auto value = evaluator.Evaluate(Choice(TextNode("1"), expression, TextNode("")), scope);
    if (!value) return std::nullopt;
    const bool known = IsLiteral(value->text);
    const bool holds = known && !value->text.empty();
    if (!known || holds) {
      branches.push_back({.condition = known ? "" : value->text[0].text,
                          .expression = known ? nullptr : &expression,
                          .body = &at->body,
                          .begin = expression.end});
    }
    if (holds || at->otherwise.empty()) return branches;
    if (at->otherwise[0].word != "elif") break;
    at = &at->otherwise[0];
  }
  const std::size_t begin = at->body.empty() ? at->value[0].end : at->body.back().end;
  branches.push_back(
      {.condition = "", .expression = nullptr, .body = &at->otherwise, .begin = begin});
  return branches;
}

bool BindByBranches(const std::vector<IfBranch>& branches, Evaluator& evaluator, Scope& scope) {
  const bool is_choice =
      branches.size() == 1 || (branches.size() == 2 && branches[1].expression == nullptr);
  if (!is_choice || branches[0].expression == nullptr) return false;
  const auto first = AssignedIn(*branches[0].body);
  const auto second = branches.size() == 2 ? AssignedIn(*branches[1].body) : Assigned{};
  if (!first || !second) return false;
  Assigned all = *first;
  all.insert(second->begin(), second->end());
  const bool entangled =
      std::ranges::any_of(*first,
                          [&](const auto& entry) { return Mentions(*entry.second, all); }) ||
      std::ranges::any_of(*second,
                          [&](const auto& entry) { return Mentions(*entry.second, all); }) ||
      Mentions(*branches[0].expression, all);
  if (entangled) return false;
  for (const auto& [name, value] : all) {
    const auto value_in = [&wanted = name](const Assigned& names) {
      const auto found = names.find(wanted);
      return found == names.end() ? PythonExpression{.kind = Node::kName, .text = wanted}
                                  : *found->second;
    };
    const bool in_both = first->contains(name) && second->contains(name);
    const bool has_value = in_both || scope.Find(name) != nullptr;
    auto chosen =
        has_value ? evaluator.Evaluate(
                        Choice(value_in(*first), *branches[0].expression, value_in(*second)), scope)
                  : Evaluated<Value>(std::unexpected(PythonProblem{}));
    if (chosen) {
      scope.Bind(name, *std::move(chosen));
    } else {
      scope.BindUnknown(name, "", true);
    }
  }
  return true;
}

}  // namespace housewright::interop
