#include "interop/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "project/template.h"

namespace housewright::interop {
namespace {

using Piece = TextPiece::Kind;
constexpr char kHole = '\x01';

// What stands between "{{" at the start of `text` and the next "}}" or line end; npos-free: absent
// where nothing closes it.
std::string_view InnerOf(std::string_view text, std::string_view closer) {
  const std::size_t end = text.find(closer, 2);
  return end == std::string_view::npos ? std::string_view{} : text.substr(2, end - 2);
}

bool BeginsLikeName(std::string_view text) {
  return !text.empty() && project::IsVariableName(text.substr(0, 1));
}

class LiteralReader {
 public:
  LiteralReader(std::string_view text, bool doubled, Jinja jinja)
      : text_(text), doubled_(doubled), jinja_(jinja == Jinja::kYes) {}

  std::expected<Text, std::string> Run() {
    while (at_ < text_.size()) {
      const std::string_view rest = text_.substr(at_);
      if (jinja_ && rest.starts_with("{{")) {
        if (auto reason = Expression(rest); !reason.empty()) return std::unexpected(reason);
      } else if (jinja_ && rest.starts_with("{%")) {
        if (auto reason = Tag(rest); !reason.empty()) return std::unexpected(reason);
      } else if (jinja_ && rest.starts_with("{#") && rest.find("#}") != rest.npos) {
        at_ += rest.find("#}") + 2;
      } else if (doubled_ && (rest.starts_with("{{") || rest.starts_with("}}"))) {
        Take(1, 2);
      } else {
        Take(1, 1);
      }
    }
    if (!literal_.empty()) pieces_.push_back({Piece::kLiteral, std::move(literal_)});
    return std::move(pieces_);
  }

 private:
  void Take(std::size_t kept, std::size_t read) {
    literal_ += text_.substr(at_, kept);
    at_ += read;
  }

  void Push(Piece kind, std::string_view text) {
    if (!literal_.empty()) pieces_.push_back({Piece::kLiteral, std::exchange(literal_, {})});
    pieces_.push_back({kind, std::string(text)});
  }

  std::string Expression(std::string_view rest) {
    const std::string_view inner = InnerOf(rest, "}}");
    const std::string_view name = Trim(inner);
    if (project::IsVariableName(name)) {
      Push(Piece::kVariable, name);
      at_ += inner.size() + 4;
      return "";
    }
    // A parameter of ClickHouse in an f-string: {{name:Type}} is {name:Type}.
    const std::size_t word_end = static_cast<std::size_t>(
        std::ranges::find_if_not(name, project::IsWordByte) - name.begin());
    const bool is_parameter = word_end < name.size() && name[word_end] == ':';
    if (BeginsLikeName(name) && !is_parameter) {
      return fmt::format("the Jinja expression '{{{{ {} }}}}' is more than a name", name);
    }
    Take(doubled_ ? 1 : 2, 2);
    return "";
  }

  std::string Tag(std::string_view rest) {
    const std::string_view inner = InnerOf(rest, "%}");
    if (inner.empty()) {
      Take(2, 2);
      return "";
    }
    const std::size_t size = inner.size() + 4;
    std::string_view body = inner;
    if (body.starts_with('-')) body.remove_prefix(1);
    if (body.ends_with('-')) body.remove_suffix(1);
    Push(Piece::kTag, fmt::format("{{% {} %}}", Trim(body)));
    at_ += size;
    return "";
  }

  std::string_view text_;
  bool doubled_;
  bool jinja_;
  std::size_t at_ = 0;
  std::string literal_;
  Text pieces_;
};

}  // namespace

Text LiteralText(std::string text) {
  if (text.empty()) return {};
  return {{Piece::kLiteral, std::move(text)}};
}

Text VariableText(std::string name) { return {{Piece::kVariable, std::move(name)}}; }

void AppendText(Text& to, const Text& from) {
  for (const TextPiece& piece : from) {
    const bool joins = piece.kind == Piece::kLiteral && !to.empty() && to.back().kind == piece.kind;
    if (joins) {
      to.back().text += piece.text;
    } else {
      to.push_back(piece);
    }
  }
}

bool IsLiteral(const Text& text) {
  return std::ranges::all_of(text,
                             [](const TextPiece& piece) { return piece.kind == Piece::kLiteral; });
}

std::string LiteralOf(const Text& text) {
  std::string literal;
  for (const TextPiece& piece : text) {
    if (piece.kind == Piece::kLiteral) literal += piece.text;
  }
  return literal;
}

std::expected<Text, std::string> ChangeLiterals(
    const Text& text, const std::function<std::string(std::string)>& change) {
  std::string joined;
  std::vector<TextPiece> holes;
  for (const TextPiece& piece : text) {
    if (piece.kind != Piece::kLiteral) {
      joined += kHole;
      holes.push_back(piece);
    } else if (piece.text.find(kHole) != std::string::npos) {
      return std::unexpected("a control character in the text");
    } else {
      joined += piece.text;
    }
  }
  const std::string changed = change(std::move(joined));
  if (static_cast<std::size_t>(std::ranges::count(changed, kHole)) != holes.size()) {
    return std::unexpected("what it does to values that only a run knows");
  }
  Text result;
  std::size_t next_hole = 0;
  std::size_t at = 0;
  while (at < changed.size()) {
    const std::size_t end = std::min(changed.find(kHole, at), changed.size());
    AppendText(result, LiteralText(changed.substr(at, end - at)));
    if (end < changed.size()) result.push_back(holes[next_hole++]);
    at = end + 1;
  }
  return result;
}

void CollectVariables(const Text& text, std::set<std::string>& names) {
  for (const TextPiece& piece : text) {
    if (piece.kind == Piece::kVariable) names.insert(piece.text);
    for (const Text& branch : piece.branches) CollectVariables(branch, names);
    if (piece.kind != Piece::kTag && piece.kind != Piece::kChoice) continue;
    const std::string tag =
        piece.kind == Piece::kTag ? piece.text : fmt::format("{{% if {} %}}", piece.text);
    for (const project::Condition& condition :
         project::ParseTemplate(tag, 0, tag.size()).conditions) {
      names.emplace(condition.variable);
    }
  }
}

std::expected<Text, std::string> TextOfLiteral(std::string_view literal, bool doubled,
                                               Jinja jinja) {
  return LiteralReader(literal, doubled, jinja).Run();
}

bool LooksLikeJinja(std::string_view literal) {
  for (std::size_t at = literal.find('{'); at != std::string_view::npos;
       at = literal.find('{', at + 1)) {
    const std::string_view rest = literal.substr(at);
    if (rest.starts_with("{{") && project::IsVariableName(Trim(InnerOf(rest, "}}")))) return true;
    if (rest.starts_with("{% ") && rest.find("%}") != rest.npos) return true;
  }
  return false;
}

}  // namespace housewright::interop
