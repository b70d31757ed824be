#include "interop/python_tokens.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace housewright::interop {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::size_t kTabWidth = 8;  // Python's own

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
// Any byte beyond ASCII is taken as part of a name.
bool BeginsName(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool IsNameByte(char c) { return BeginsName(c) || IsDigit(c); }

// Longest first.
constexpr std::array<std::string_view, 26> kLongOperators = {
    "**=", "//=", ">>=", "<<=", "...", "**", "//", ">>", "<<", "<=", ">=", "==", "!=",
    "->",  "+=",  "-=",  "*=",  "/=",  "%=", "&=", "|=", "^=", "@=", ":=", "<>", "!="};

class Tokenizer {
 public:
  explicit Tokenizer(std::string_view text) : text_(text) {}

  PythonTokens Run() {
    if (text_.starts_with(kByteOrderMark)) at_ = kByteOrderMark.size();
    while (at_ < text_.size()) {
      if (at_line_start_ && depth_ == 0 && !Indentation()) continue;
      Next();
    }
    EndLine();
    while (indents_.size() > 1) {
      indents_.pop_back();
      Add(PythonTokenType::kDedent, at_);
    }
    Add(PythonTokenType::kEnd, at_);
    return std::move(result_);
  }

 private:
  char Peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }

  void Add(PythonTokenType type, std::size_t begin) {
    result_.tokens.push_back(
        {.type = type, .begin = begin, .end = at_, .text = text_.substr(begin, at_ - begin)});
  }

  // False where the line is blank or a comment: it has no indentation that counts.
  bool Indentation() {
    std::size_t width = 0;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == ' ') {
        ++width;
      } else if (c == '\t') {
        width = (width / kTabWidth + 1) * kTabWidth;
      } else if (c == '\f') {
        width = 0;
      } else {
        break;
      }
    }
    if (at_ == text_.size()) return false;
    if (TakeLineEnd()) return false;
    if (text_[at_] == '#') {
      Comment(true);
      TakeLineEnd();
      return false;
    }
    at_line_start_ = false;
    if (width > indents_.back()) {
      indents_.push_back(width);
      Add(PythonTokenType::kIndent, at_);
    }
    while (width < indents_.back()) {
      indents_.pop_back();
      Add(PythonTokenType::kDedent, at_);
    }
    return true;
  }

  bool TakeLineEnd() {
    if (Peek() == '\r' && at_ < text_.size()) {
      at_ += Peek(1) == '\n' ? 2U : 1U;
      return true;
    }
    if (Peek() != '\n') return false;
    ++at_;
    return true;
  }

  void EndLine() {
    if (!at_line_start_) Add(PythonTokenType::kNewline, at_);
    at_line_start_ = true;
  }

  void Next() {
    const char c = text_[at_];
    if (c == ' ' || c == '\t' || c == '\f') {
      ++at_;
    } else if (c == '\n' || c == '\r') {
      if (depth_ == 0) EndLine();
      TakeLineEnd();
    } else if (c == '\\' && (Peek(1) == '\n' || Peek(1) == '\r')) {
      ++at_;
      TakeLineEnd();
    } else if (c == '#') {
      Comment(IsAlone());
    } else if (const std::size_t prefix = StringPrefix(); prefix != std::string_view::npos) {
      String(prefix);
    } else if (BeginsName(c)) {
      TakeWhile(PythonTokenType::kName, IsNameByte);
    } else if (IsDigit(c) || (c == '.' && IsDigit(Peek(1)))) {
      TakeWhile(PythonTokenType::kNumber, [](char d) { return IsNameByte(d) || d == '.'; });
    } else {
      Operator();
    }
  }

  template <class Belongs>
  void TakeWhile(PythonTokenType type, Belongs belongs) {
    const std::size_t begin = at_;
    while (at_ < text_.size() && belongs(text_[at_])) ++at_;
    Add(type, begin);
  }

  bool IsAlone() const {
    std::size_t at = at_;
    while (at > 0 && (text_[at - 1] == ' ' || text_[at - 1] == '\t')) --at;
    return at == 0 || text_[at - 1] == '\n' || text_[at - 1] == '\r';
  }

  void Comment(bool alone) {
    const std::size_t begin = at_;
    at_ = std::min(text_.find_first_of("\r\n", at_), text_.size());
    std::string_view body = text_.substr(begin, at_ - begin);
    body.remove_prefix(std::min(body.find_first_not_of('#'), body.size()));
    result_.comments.push_back({.begin = begin, .text = Trim(body), .alone = alone});
  }

  // The length of the prefix of the literal that begins here; npos where none does.
  std::size_t StringPrefix() const {
    std::size_t length = 0;
    while (length < 3 && std::string_view("rRbBuUfFtT").find(Peek(length)) != std::string::npos &&
           Peek(length) != '\0') {
      ++length;
    }
    const char quote = Peek(length);
    return length < 3 && (quote == '"' || quote == '\'') ? length : std::string_view::npos;
  }

  void String(std::size_t prefix) {
    const std::size_t begin = at_;
    at_ += prefix;
    const char quote = text_[at_];
    const bool triple = Peek(1) == quote && Peek(2) == quote;
    at_ += triple ? 3U : 1U;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '\\') {
        at_ = std::min(at_ + 2, text_.size());
      } else if (!triple && (c == '\n' || c == '\r')) {
        break;
      } else if (c == quote && (!triple || (Peek(1) == quote && Peek(2) == quote))) {
        at_ += triple ? 3U : 1U;
        return Add(PythonTokenType::kString, begin);
      } else {
        ++at_;
      }
    }
    Add(PythonTokenType::kError, begin);
  }

  void Operator() {
    const std::size_t begin = at_;
    const std::string_view rest = text_.substr(at_);
    const auto* const known = std::ranges::find_if(
        kLongOperators, [&](std::string_view symbol) { return rest.starts_with(symbol); });
    if (known != kLongOperators.end()) {
      at_ += known->size();
      return Add(PythonTokenType::kOperator, begin);
    }
    const char c = text_[at_++];
    if (c == '(' || c == '[' || c == '{') ++depth_;
    if ((c == ')' || c == ']' || c == '}') && depth_ > 0) --depth_;
    const bool known_byte = std::string_view("()[]{},:.;=+-*/%@<>&|^~!").find(c) != rest.npos;
    Add(known_byte ? PythonTokenType::kOperator : PythonTokenType::kError, begin);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;  // of brackets: within them lines do not end
  bool at_line_start_ = true;
  std::vector<std::size_t> indents_ = {0};
  PythonTokens result_;
};

}  // namespace

PythonTokens TokenizePython(std::string_view text) { return Tokenizer(text).Run(); }

}  // namespace housewright::interop
