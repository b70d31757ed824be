#pragma once

// Python's tokens, as far as files of migrations need them: names, numbers, string literals of all
// kinds, operators, comments, logical lines and indentation. Linear in time; never fails: what is
// no Python becomes an error token. (Python Language Reference, chapter 2.)

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace housewright::interop {

enum class PythonTokenType : std::uint8_t {
  kName,  // keywords too
  kNumber,
  kString,  // with its prefix and quotes
  kOperator,
  kNewline,  // the end of a logical line
  kIndent,
  kDedent,
  kError,  // an unclosed string, or a character that begins no token
  kEnd,
};

struct PythonToken {
  PythonTokenType type = PythonTokenType::kEnd;
  std::size_t begin = 0;  // byte offsets into the text
  std::size_t end = 0;
  std::string_view text;

  bool Is(std::string_view word) const {
    return text == word && (type == PythonTokenType::kName || type == PythonTokenType::kOperator);
  }
};

struct PythonComment {
  std::size_t begin = 0;
  std::string_view text;  // behind the '#', trimmed
  bool alone = false;     // nothing but blanks stands before it on its line
};

struct PythonTokens {
  std::vector<PythonToken> tokens;  // the last is kEnd
  std::vector<PythonComment> comments;
};

// Views into `text`.
PythonTokens TokenizePython(std::string_view text);

}  // namespace housewright::interop
