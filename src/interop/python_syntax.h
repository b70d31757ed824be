#pragma once

// Python as a tree, as far as it is understood: expressions and statements of a module. What is
// beyond the subset stays as one opaque node with its place. Views point into the text.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "interop/python_tokens.h"

namespace housewright::interop {

struct PythonExpression;

// A run of decoded text, or a replacement field of an f-string.
struct StringPart {
  std::string text;
  bool doubled = false;                 // of an f-string: braces in `text` still stand doubled
  std::vector<PythonExpression> field;  // none or one
  bool plain = true;                    // the field has neither conversion nor format
};

struct PythonExpression {
  enum class Kind : std::uint8_t {
    kString,       // parts; is_bytes where it is no text
    kNumber,       // text
    kName,         // text; None, True and False too
    kTuple,        // children
    kList,         // children; sets too
    kDict,         // children: key, value, key, value
    kCall,         // children: function, arguments; keywords[i] belongs to children[i]
    kAttribute,    // children: object; text: the attribute
    kSubscript,    // children: object, index
    kBinary,       // children: left, right; text: the operator. Of "+", "or", "and": all operands
    kNot,          // children: operand
    kConditional,  // children: value, condition, otherwise
    kOther,        // everything else
  };
  Kind kind = Kind::kOther;
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string_view text = {};
  std::vector<StringPart> parts = {};
  std::vector<PythonExpression> children = {};
  std::vector<std::string_view> keywords = {};
  bool has_fields = false;  // a string with an f in front
  bool is_bytes = false;

  bool IsName(std::string_view name) const { return kind == Kind::kName && text == name; }
};

// "op.execute" for an attribute of a name, "" where other things are part of it.
std::string DottedName(const PythonExpression& expression);

struct PythonStatement {
  enum class Kind : std::uint8_t {
    kExpression,  // value
    kAssign,      // names[0] = value; annotated assignments too
    kAppend,      // names[0] += value
    kPass,
    kReturn,    // value, where there is one
    kRaise,     // value, where there is one
    kImport,    // names
    kFunction,  // names[0], parameters, body
    kWith,      // value: the one context manager; body
    kBlock,     // if, for, while, try, class ...: names that it binds, body with all branches but
                // those of an `if`, which stand in `otherwise`
    kOther,     // names that it binds
  };
  Kind kind = Kind::kOther;
  std::size_t begin = 0;
  std::size_t end = 0;         // behind the last token, bodies included
  std::string_view word = {};  // the first: "if", "for"
  std::vector<std::string_view> names = {};
  std::vector<std::string_view> parameters = {};  // of a function
  bool is_plain = true;  // a function: no decorator, no default, no *args; a block: no more
                         // branches than those of an `if`
  std::vector<PythonExpression> value = {};  // none or one
  std::vector<PythonStatement> body = {};
  std::vector<PythonStatement> otherwise = {};  // of an `if`: its else, or one block `elif`
};

struct PythonModule {
  std::vector<PythonStatement> statements;
  std::vector<PythonComment> comments;
};

// Linear in time; deep nesting becomes opaque nodes.
PythonModule ParsePython(std::string_view text);

}  // namespace housewright::interop
