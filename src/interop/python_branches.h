#pragma once

// An `if` of Python with its elif and else, as far as its conditions are known or are conditions of
// our templates.

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "interop/python_syntax.h"
#include "interop/python_value.h"

namespace housewright::interop {

struct IfBranch {
  std::string condition;                         // of our templates; empty: where no other holds
  const PythonExpression* expression = nullptr;  // that it was made of; null for an else
  const std::vector<PythonStatement>* body = nullptr;
  std::size_t begin = 0;  // in the source: behind the condition, or the branch before
};

// The branches that a run may take, in order: none where it takes none, one without a condition
// where it is known which. Nothing where a condition is neither known nor one of ours.
std::optional<std::vector<IfBranch>> BranchesOf(const PythonStatement& statement,
                                                Evaluator& evaluator, const Scope& scope);

// Gives the names that the branches assign, and do nothing else, the value that the conditions
// choose. False, with nothing bound, where they do more.
bool BindByBranches(const std::vector<IfBranch>& branches, Evaluator& evaluator, Scope& scope);

}  // namespace housewright::interop
