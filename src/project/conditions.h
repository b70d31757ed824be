#pragma once

// What `{% if %}` decides for given values.

#include <cstddef>

#include "project/template.h"
#include "project/values.h"

namespace housewright::project {

// The branch of `choice` that `values` pick: an index into Choice::branches. A variable is true
// when its value is neither empty nor "0" nor "false", in any case: Python and Jinja write False.
// One without a value is empty.
std::size_t PickBranch(const Choice& choice, const Values& values);

}  // namespace housewright::project
