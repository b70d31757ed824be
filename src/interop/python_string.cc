#include "interop/python_string.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>
#include <utility>

namespace housewright::interop {
namespace {

void AppendUtf8(std::string& out, std::uint32_t code) {
  const auto byte = [&out](std::uint32_t value) { out += static_cast<char>(value); };
  if (code < 0x80) {
    byte(code);
  } else if (code < 0x800) {
    byte(0xC0 | (code >> 6));
    byte(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    byte(0xE0 | (code >> 12));
    byte(0x80 | ((code >> 6) & 0x3F));
    byte(0x80 | (code & 0x3F));
  } else {
    byte(0xF0 | ((code >> 18) & 0x07));
    byte(0x80 | ((code >> 12) & 0x3F));
    byte(0x80 | ((code >> 6) & 0x3F));
    byte(0x80 | (code & 0x3F));
  }
}

class Decoder {
 public:
  Decoder(std::string_view token, std::size_t offset, const FieldParser& parse_field)
      : token_(token), offset_(offset), parse_field_(parse_field) {}

  PythonString Run() {
    ReadPrefix();
    while (at_ < end_) {
      const char c = token_[at_];
      if (c == '\\' && !raw_) {
        Escape();
      } else if (c == '\r') {
        text_ += '\n';
        at_ += token_.substr(at_).starts_with("\r\n") ? 2U : 1U;
      } else if (c == '{' && result_.has_fields) {
        Brace();
      } else {
        text_ += c;
        ++at_;
      }
    }
    EndText();
    return std::move(result_);
  }

 private:
  void ReadPrefix() {
    while (at_ < token_.size() && token_[at_] != '"' && token_[at_] != '\'') {
      const char c = token_[at_++];
      raw_ = raw_ || c == 'r' || c == 'R';
      result_.is_bytes = result_.is_bytes || c == 'b' || c == 'B';
      // A template string (t"") has no text of its own; with an f in front it would have this one.
      result_.has_fields = result_.has_fields || std::string_view("fFtT").find(c) != token_.npos;
    }
    const std::string_view rest = token_.substr(at_);
    const bool triple = rest.size() >= 6 && rest[0] == rest[1] && rest[1] == rest[2];
    const std::size_t quotes = triple ? 3U : 1U;
    at_ += quotes;
    end_ = std::max(token_.size() - std::min(quotes, token_.size()), at_);
    end_ = std::min(end_, token_.size());
  }

  void EndText() {
    if (text_.empty()) return;
    result_.parts.push_back({.text = std::exchange(text_, {}),
                             .doubled = result_.has_fields,
                             .field = {},
                             .plain = true});
  }

  void Escape() {
    ++at_;
    if (at_ >= end_) return;
    const char c = token_[at_++];
    static constexpr std::string_view kLetters = "abfnrtv\\'\"";
    static constexpr std::string_view kValues = "\a\b\f\n\r\t\v\\'\"";
    if (const std::size_t known = kLetters.find(c); known != std::string_view::npos) {
      text_ += kValues[known];
    } else if (c == '\n') {
      return;
    } else if (c == '\r') {
      if (at_ < end_ && token_[at_] == '\n') ++at_;
    } else if (c >= '0' && c <= '7') {
      --at_;
      Code(8, 1, 3, "");
    } else if (c == 'x') {
      Code(16, 2, 2, "\\x");
    } else if (c == 'u') {
      Code(16, 4, 4, "\\u");
    } else if (c == 'U') {
      Code(16, 8, 8, "\\U");
    } else {
      // Python keeps the backslash before what it does not know: '\w', '\d'.
      text_ += '\\';
      text_ += c;
    }
  }

  void Code(int base, std::size_t least, std::size_t most, std::string_view otherwise) {
    std::uint32_t code = 0;
    const char* const begin = token_.data() + at_;
    const char* const limit = begin + std::min(most, end_ - at_);
    const auto [stopped, failure] = std::from_chars(begin, limit, code, base);
    const auto length = static_cast<std::size_t>(stopped - begin);
    const bool is_surrogate = code >= 0xD800 && code <= 0xDFFF;
    if (failure != std::errc() || length < least || code > 0x10FFFF || is_surrogate) {
      text_ += otherwise;
      return;
    }
    at_ += length;
    AppendUtf8(text_, code);
  }

  void Brace() {
    const std::string_view rest = token_.substr(at_, end_ - at_);
    if (rest.starts_with("{{")) {
      text_ += "{{";
      at_ += 2;
      return;
    }
    if (rest.starts_with("{%")) {  // a tag of Jinja, which Python never sees
      const std::size_t end = rest.find("%}");
      const std::size_t length = end == std::string_view::npos ? 2 : end + 2;
      text_ += rest.substr(0, length);
      at_ += length;
      return;
    }
    Field();
  }

  void Field() {
    EndText();
    const std::size_t begin = at_ + 1;
    const std::size_t end = FieldEnd(begin);
    const std::size_t expression_end = ExpressionEnd(begin, end);
    std::string_view expression = token_.substr(begin, expression_end - begin);
    bool plain = expression_end == end;
    if (expression.ends_with('=')) {
      expression.remove_suffix(1);
      plain = false;
    }
    StringPart part{.text = "", .doubled = false, .field = {}, .plain = plain};
    part.field.push_back(parse_field_(expression, offset_ + begin));
    result_.parts.push_back(std::move(part));
    at_ = std::min(end + 1, end_);
  }

  // Calls `visit` with the place of each byte that stands in no quotes, and the depth of brackets
  // there; ends where it answers true, or at `limit`.
  template <class Visit>
  std::size_t Walk(std::size_t begin, std::size_t limit, Visit visit) const {
    std::size_t depth = 0;
    char quote = '\0';
    for (std::size_t at = begin; at < limit; ++at) {
      const char c = token_[at];
      if (quote != '\0') {
        if (c == quote) quote = '\0';
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else {
        if (visit(at, depth)) return at;
        if (c == '(' || c == '[' || c == '{') ++depth;
        if ((c == ')' || c == ']' || c == '}') && depth > 0) --depth;
      }
    }
    return limit;
  }

  std::size_t FieldEnd(std::size_t begin) const {
    return Walk(begin, end_, [this](std::size_t at, std::size_t depth) {
      return token_[at] == '}' && depth == 0;
    });
  }

  // Before `!r` or `:format`.
  std::size_t ExpressionEnd(std::size_t begin, std::size_t end) const {
    return Walk(begin, end, [this](std::size_t at, std::size_t depth) {
      if (depth > 0) return false;
      const bool is_unequal = token_.substr(at).starts_with("!=");
      return token_[at] == ':' || (token_[at] == '!' && !is_unequal);
    });
  }

  std::string_view token_;
  std::size_t offset_;
  const FieldParser& parse_field_;
  std::size_t at_ = 0;
  std::size_t end_ = 0;
  bool raw_ = false;
  std::string text_;
  PythonString result_;
};

}  // namespace

PythonString DecodePythonString(std::string_view token, std::size_t offset,
                                const FieldParser& parse_field) {
  return Decoder(token, offset, parse_field).Run();
}

}  // namespace housewright::interop
