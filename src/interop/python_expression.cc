#include "interop/python_expression.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "interop/python_string.h"

namespace housewright::interop {
namespace {

using Node = PythonExpression::Kind;

// Binary operators from the loosest to the tightest; `not` binds between the second and the third.
constexpr std::array<std::string_view, 1> kOr = {"or"};
constexpr std::array<std::string_view, 1> kAnd = {"and"};
constexpr std::array<std::string_view, 8> kComparison = {"==", "!=", "<",  ">",
                                                         "<=", ">=", "in", "is"};
constexpr std::array<std::string_view, 1> kBitOr = {"|"};
constexpr std::array<std::string_view, 1> kBitXor = {"^"};
constexpr std::array<std::string_view, 1> kBitAnd = {"&"};
constexpr std::array<std::string_view, 2> kShift = {"<<", ">>"};
constexpr std::array<std::string_view, 2> kSum = {"+", "-"};
constexpr std::array<std::string_view, 5> kProduct = {"*", "/", "//", "%", "@"};
constexpr std::array<std::span<const std::string_view>, 9> kLevels = {
    kOr, kAnd, kComparison, kBitOr, kBitXor, kBitAnd, kShift, kSum, kProduct};
constexpr std::size_t kComparisonLevel = 2;

// Words that begin no expression, or none that is read.
constexpr std::array<std::string_view, 13> kOtherWords = {"lambda", "await", "yield", "if",  "else",
                                                          "for",    "in",    "is",    "and", "or",
                                                          "async",  "as",    "from"};

bool IsCloser(const PythonToken& token) { return token.Is(")") || token.Is("]") || token.Is("}"); }

PythonExpression ParseField(std::string_view text, std::size_t offset, std::size_t depth) {
  PythonTokens read = TokenizePython(text);
  std::erase_if(read.tokens, [](const PythonToken& token) {
    return token.type == PythonTokenType::kNewline || token.type == PythonTokenType::kIndent ||
           token.type == PythonTokenType::kDedent;
  });
  for (PythonToken& token : read.tokens) {
    token.begin += offset;
    token.end += offset;
  }
  PythonExpressionReader reader(read.tokens, depth);
  PythonExpression expression = reader.ReadTuple();
  if (reader.token().type != PythonTokenType::kEnd || text.empty()) expression.kind = Node::kOther;
  expression.begin = offset;
  expression.end = offset + std::max<std::size_t>(text.size(), 1);
  return expression;
}

}  // namespace

class PythonExpressionReader::DepthGuard {
 public:
  explicit DepthGuard(std::size_t& depth) : depth_(depth) { ++depth_; }
  ~DepthGuard() { --depth_; }
  DepthGuard(const DepthGuard&) = delete;
  DepthGuard& operator=(const DepthGuard&) = delete;

 private:
  std::size_t& depth_;
};

const PythonToken& PythonExpressionReader::TokenAhead(std::size_t ahead) const {
  return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
}

void PythonExpressionReader::Advance() {
  if (token().type != PythonTokenType::kEnd) ++at_;
}

bool PythonExpressionReader::Take(std::string_view word) {
  if (!token().Is(word)) return false;
  Advance();
  return true;
}

PythonExpression PythonExpressionReader::ReadTuple() {
  const std::size_t begin = token().begin;
  PythonExpression first = ReadOne();
  if (!token().Is(",")) return first;
  PythonExpression tuple{.kind = Node::kTuple, .begin = begin};
  tuple.children.push_back(std::move(first));
  while (Take(",")) {
    const bool ends = IsCloser(token()) || token().Is("=") || token().Is(":") ||
                      token().type == PythonTokenType::kNewline ||
                      token().type == PythonTokenType::kEnd;
    if (ends) break;
    tuple.children.push_back(ReadOne());
  }
  tuple.end = end();
  return tuple;
}

PythonExpression PythonExpressionReader::ReadOne() {
  const DepthGuard guard(depth_);
  if (IsTooDeep()) return Opaque();
  const std::size_t begin = token().begin;
  PythonExpression value = ReadBinary(0);
  if (Take("if")) {
    PythonExpression conditional{.kind = Node::kConditional, .begin = begin};
    conditional.children.push_back(std::move(value));
    conditional.children.push_back(ReadBinary(0));
    if (Take("else")) {
      conditional.children.push_back(ReadOne());
    } else {
      conditional.kind = Node::kOther;
    }
    conditional.end = end();
    return conditional;
  }
  if (Take(":=")) {
    ReadOne();
    value = {.kind = Node::kOther, .begin = begin, .end = end()};
  }
  return value;
}

PythonExpression PythonExpressionReader::ReadBinary(std::size_t level) {
  if (level == kLevels.size()) return ReadUnary();
  const std::size_t begin = token().begin;
  if (level == kComparisonLevel && Take("not")) {
    const DepthGuard guard(depth_);
    if (IsTooDeep()) return Opaque();
    PythonExpression negation{.kind = Node::kNot, .begin = begin};
    negation.children.push_back(ReadBinary(level));
    negation.end = end();
    return negation;
  }
  PythonExpression left = ReadBinary(level + 1);
  std::size_t links = 0;
  while (true) {
    const bool is_not_in = level == kComparisonLevel && token().Is("not") && TokenAhead(1).Is("in");
    const std::span<const std::string_view> symbols = kLevels[level];
    const auto symbol = std::ranges::find_if(
        symbols, [this](std::string_view candidate) { return token().Is(candidate); });
    if (symbol == symbols.end() && !is_not_in) return left;
    if (is_not_in) Advance();
    const std::string_view text = is_not_in ? "not in" : *symbol;
    Advance();
    if (text == "is") Take("not");
    // A sum of a thousand literals is one node, not a tree as deep.
    const bool joins = text == "+" || text == "or" || text == "and";
    if (!joins || left.kind != Node::kBinary || left.text != text) {
      if (++links > kLongestChain) return Opaque();
      PythonExpression binary{.kind = Node::kBinary, .begin = begin, .text = text};
      binary.children.push_back(std::move(left));
      left = std::move(binary);
    }
    left.children.push_back(ReadBinary(level + 1));
    left.begin = begin;
    left.end = end();
  }
}

PythonExpression PythonExpressionReader::ReadUnary() {
  const std::size_t begin = token().begin;
  if (!token().Is("-") && !token().Is("+") && !token().Is("~") && !token().Is("*") &&
      !token().Is("**")) {
    return ReadPostfix();
  }
  const DepthGuard guard(depth_);
  if (IsTooDeep()) return Opaque();
  const bool is_minus = Take("-");
  if (!is_minus) Advance();
  PythonExpression operand = ReadUnary();
  if (is_minus && operand.kind == Node::kNumber && operand.children.empty()) {
    PythonExpression number{.kind = Node::kNumber, .begin = begin, .end = end()};
    number.text = operand.text;
    number.children.push_back(std::move(operand));  // marks the sign
    return number;
  }
  return {.kind = Node::kOther, .begin = begin, .end = end()};
}

PythonExpression PythonExpressionReader::ReadPostfix() {
  const std::size_t begin = token().begin;
  PythonExpression value = ReadAtom();
  for (std::size_t links = 0; links < kLongestChain; ++links) {
    if (Take("(")) {
      PythonExpression call{.kind = Node::kCall, .begin = begin};
      call.children.push_back(std::move(value));
      call.keywords.emplace_back();
      ReadArguments(call);
      call.end = end();
      value = std::move(call);
    } else if (token().Is(".") && TokenAhead(1).type == PythonTokenType::kName) {
      Advance();
      PythonExpression attribute{.kind = Node::kAttribute, .begin = begin, .text = token().text};
      Advance();
      attribute.end = end();
      attribute.children.push_back(std::move(value));
      value = std::move(attribute);
    } else if (Take("[")) {
      PythonExpression subscript{.kind = Node::kSubscript, .begin = begin};
      subscript.children.push_back(std::move(value));
      subscript.children.push_back(ReadTuple());
      if (!token().Is("]")) subscript.kind = Node::kOther;  // a slice
      SkipTo("]");
      subscript.end = end();
      value = std::move(subscript);
    } else if (token().Is("**")) {
      const DepthGuard guard(depth_);
      if (IsTooDeep()) return Opaque();
      Advance();
      ReadUnary();
      value = {.kind = Node::kOther, .begin = begin, .end = end()};
    } else {
      break;
    }
  }
  return value;
}

void PythonExpressionReader::ReadArguments(PythonExpression& call) {
  while (!token().Is(")") && token().type != PythonTokenType::kEnd) {
    std::string_view keyword;
    if (token().type == PythonTokenType::kName && TokenAhead(1).Is("=")) {
      keyword = token().text;
      Advance();
      Advance();
    }
    const std::size_t before = at_;
    call.children.push_back(ReadOne());
    call.keywords.push_back(keyword);
    if (token().Is("for") || token().Is("async")) {  // a generator
      call.children.back().kind = Node::kOther;
      break;
    }
    if (!Take(",")) break;
    if (before == at_) break;
  }
  SkipTo(")");
}

// Behind the next `closer` that belongs to the bracket that is open.
void PythonExpressionReader::SkipTo(std::string_view closer) {
  std::size_t depth = 0;
  while (token().type != PythonTokenType::kEnd && token().type != PythonTokenType::kNewline) {
    if (depth == 0 && token().Is(closer)) return Advance();
    if (token().Is("(") || token().Is("[") || token().Is("{")) ++depth;
    if (IsCloser(token())) {
      if (depth == 0) return;
      --depth;
    }
    Advance();
  }
}

PythonExpression PythonExpressionReader::ReadAtom() {
  const PythonToken& first = token();
  PythonExpression atom{.begin = first.begin, .end = first.end, .text = first.text};
  switch (first.type) {
    case PythonTokenType::kString:
      return ReadStrings();
    case PythonTokenType::kNumber:
      atom.kind = Node::kNumber;
      Advance();
      return atom;
    case PythonTokenType::kName:
      if (std::ranges::find(kOtherWords, first.text) != kOtherWords.end()) return Opaque();
      atom.kind = Node::kName;
      Advance();
      return atom;
    case PythonTokenType::kOperator:
      if (first.Is("(") || first.Is("[") || first.Is("{")) return ReadBracket();
      return Opaque();
    default:
      return Opaque();
  }
}

// A node for what is not read. Takes one token, so that whoever reads on gets on, unless it ends
// something.
PythonExpression PythonExpressionReader::Opaque() {
  PythonExpression node{.kind = Node::kOther, .begin = token().begin, .end = token().end};
  const bool ends = token().type == PythonTokenType::kNewline || IsCloser(token()) ||
                    token().Is(",") || token().Is(":") || token().Is("=");
  if (!ends) Advance();
  return node;
}

PythonExpression PythonExpressionReader::ReadBracket() {
  const DepthGuard guard(depth_);
  if (IsTooDeep()) return Opaque();
  const std::size_t begin = token().begin;
  const std::string_view opener = token().text;
  Advance();
  if (opener == "{") return ReadDictOrSet(begin);
  const std::string_view closer = opener == "(" ? ")" : "]";
  const Node kind = opener == "(" ? Node::kTuple : Node::kList;
  if (Take(closer)) return {.kind = kind, .begin = begin, .end = end()};
  PythonExpression inner = ReadTuple();
  const bool whole = token().Is(closer);
  SkipTo(closer);
  if (!whole) return {.kind = Node::kOther, .begin = begin, .end = end()};
  if (kind == Node::kList && inner.kind != Node::kTuple) {
    PythonExpression list{.kind = Node::kList};
    list.children.push_back(std::move(inner));
    inner = std::move(list);
  } else if (kind == Node::kList) {
    inner.kind = Node::kList;
  }
  inner.begin = begin;  // with its brackets
  inner.end = end();
  return inner;
}

PythonExpression PythonExpressionReader::ReadDictOrSet(std::size_t begin) {
  PythonExpression dict{.kind = Node::kDict, .begin = begin};
  while (!token().Is("}") && token().type != PythonTokenType::kEnd) {
    dict.children.push_back(ReadOne());
    if (Take(":")) {
      dict.children.push_back(ReadOne());
    } else {
      dict.kind = Node::kOther;  // a set or a comprehension
    }
    if (!Take(",")) break;
  }
  if (!token().Is("}")) dict.kind = Node::kOther;
  SkipTo("}");
  dict.end = end();
  return dict;
}

PythonExpression PythonExpressionReader::ReadStrings() {
  PythonExpression string{.kind = Node::kString, .begin = token().begin};
  while (token().type == PythonTokenType::kString) {
    PythonString literal = DecodePythonString(
        token().text, token().begin, [this](std::string_view text, std::size_t offset) {
          const DepthGuard guard(depth_);
          if (!IsTooDeep()) return ParseField(text, offset, depth_);
          return PythonExpression{.kind = Node::kOther, .begin = offset, .end = offset + 1};
        });
    std::ranges::move(literal.parts, std::back_inserter(string.parts));
    string.has_fields = string.has_fields || literal.has_fields;
    string.is_bytes = string.is_bytes || literal.is_bytes;
    Advance();
  }
  string.end = end();
  return string;
}

std::string DottedName(const PythonExpression& expression) {
  if (expression.kind == Node::kName) return std::string(expression.text);
  if (expression.kind != Node::kAttribute) return "";
  std::string object = DottedName(expression.children[0]);
  if (object.empty()) return "";
  object += '.';
  object += expression.text;
  return object;
}

}  // namespace housewright::interop
