#include "project/conditions.h"

#include <algorithm>
#include <string_view>

#include "base/text.h"

namespace housewright::project {
namespace {

bool IsTrue(std::string_view value) {
  return !value.empty() && value != "0" && ToLower(value) != "false";
}

// A variable without a value is the empty text here: that is how `{% if x %}` asks for it.
bool Holds(const Condition& condition, const Values& values) {
  const auto it = values.by_name.find(condition.variable);
  const std::string_view value =
      it != values.by_name.end() && it->second.text ? std::string_view(*it->second.text) : "";
  const bool holds = condition.equals ? value == *condition.equals : IsTrue(value);
  return holds != condition.negated;
}

}  // namespace

std::size_t PickBranch(const Choice& choice, const Values& values) {
  const auto it = std::ranges::find_if(choice.branches, [&](const Branch& branch) {
    return !branch.condition || Holds(*branch.condition, values);
  });
  return static_cast<std::size_t>(it - choice.branches.begin());
}

}  // namespace housewright::project
