#pragma once

// One Python string literal as its value.

#include <cstddef>
#include <functional>
#include <string_view>
#include <vector>

#include "interop/python_syntax.h"

namespace housewright::interop {

// From the text of a replacement field, which begins at `offset` of the file, to its expression.
using FieldParser = std::function<PythonExpression(std::string_view text, std::size_t offset)>;

struct PythonString {
  std::vector<StringPart> parts;
  bool has_fields = false;
  bool is_bytes = false;
};

// `token` is a whole literal with its prefix and quotes, which stands at `offset`. Line ends become
// LF, as Python reads them. In an f-string, `{{` is kept doubled (StringPart::doubled): whether it
// is an escaped brace or a tag of Jinja, which is rendered before Python sees the file, the file
// alone does not tell (TextOfString() of sql_text.h).
PythonString DecodePythonString(std::string_view token, std::size_t offset,
                                const FieldParser& parse_field);

}  // namespace housewright::interop
