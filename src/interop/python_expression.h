#pragma once

// Expressions out of tokens: part of ParsePython().

#include <cstddef>
#include <vector>

#include "interop/python_syntax.h"
#include "interop/python_tokens.h"

namespace housewright::interop {

// Reads one expression after the other from a row of tokens that ends with kEnd.
class PythonExpressionReader {
 public:
  explicit PythonExpressionReader(const std::vector<PythonToken>& tokens, std::size_t depth = 0)
      : tokens_(tokens), depth_(depth) {}

  const PythonToken& token() const { return tokens_[at_]; }
  const PythonToken& TokenAhead(std::size_t ahead) const;
  void Advance();
  bool Take(std::string_view word);
  std::size_t position() const { return at_; }
  // Behind the last token that was taken.
  std::size_t end() const { return at_ == 0 ? 0 : tokens_[at_ - 1].end; }

  // `a, b` is a tuple. Where what follows is no expression the node is kOther and nothing may have
  // been taken.
  PythonExpression ReadTuple();
  PythonExpression ReadOne();

 private:
  class DepthGuard;

  PythonExpression ReadBinary(std::size_t level);
  PythonExpression ReadUnary();
  PythonExpression ReadPostfix();
  PythonExpression ReadAtom();
  PythonExpression ReadBracket();
  PythonExpression ReadDictOrSet(std::size_t begin);
  PythonExpression ReadStrings();
  void ReadArguments(PythonExpression& call);
  void SkipTo(std::string_view closer);
  PythonExpression Opaque();
  bool IsTooDeep() const { return depth_ > kDeepest; }

  // Brackets, and links of `a.b().c` or `a - b - c`: each makes the tree one deeper.
  static constexpr std::size_t kDeepest = 60;
  static constexpr std::size_t kLongestChain = 200;
  const std::vector<PythonToken>& tokens_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
};

}  // namespace housewright::interop
