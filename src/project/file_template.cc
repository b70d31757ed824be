#include "project/file_template.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "project/diagnostics.h"
#include "project/template.h"

namespace housewright::project {
namespace {

constexpr std::string_view kSuffix = ".sql";

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

Error BadTemplate(std::string message, std::string advice) {
  return Error(ErrorCode::kInvalidInput, std::move(message)).WithAdvice(std::move(advice));
}

}  // namespace

struct FileTemplate::TokenName {
  std::string_view name;
  Token token;
  std::size_t digits;  // 0: any number

  static const std::array<TokenName, 9>& All() {
    static constexpr std::array<TokenName, 9> kAll = {{{"rev", Token::kRev, 0},
                                                       {"slug", Token::kSlug, 0},
                                                       {"year", Token::kYear, 4},
                                                       {"month", Token::kMonth, 2},
                                                       {"day", Token::kDay, 2},
                                                       {"hour", Token::kHour, 2},
                                                       {"minute", Token::kMinute, 2},
                                                       {"second", Token::kSecond, 2},
                                                       {"epoch", Token::kEpoch, 0}}};
    return kAll;
  }
  static const TokenName& Of(Token token) {
    return *std::ranges::find(All(), token, &TokenName::token);
  }
  static std::vector<std::string> Names() {
    std::vector<std::string> names;
    for (const TokenName& token : All()) names.emplace_back(token.name);
    return names;
  }
};

// One attempt to fit a path to the pieces.
struct FileTemplate::Matching {
  std::string_view path;
  std::optional<std::string_view> wanted;  // the id, where it is known
  bool underscore = false;                 // whether an id that is not known may hold one
  std::string_view id = {};
};

FileTemplate::FileTemplate()
    : text_(kDefaultText), pieces_{{Token::kRev, ""}, {Token::kLiteral, "_"}, {Token::kSlug, ""}} {}

Result<FileTemplate> FileTemplate::Parse(std::string_view text) {
  FileTemplate parsed;
  parsed.text_ = text;
  parsed.pieces_.clear();
  TRY(parsed.Read());
  TRY(parsed.Check());
  parsed.depth_ = static_cast<std::size_t>(std::ranges::count(text, '/'));
  return parsed;
}

Result<void> FileTemplate::Read() {
  std::string_view rest = text_;
  while (!rest.empty()) {
    const std::size_t open = rest.find('{');
    if (open != 0) pieces_.push_back({Token::kLiteral, std::string(rest.substr(0, open))});
    if (open == std::string_view::npos) break;
    const std::size_t close = rest.find('}', open);
    if (close == std::string_view::npos) {
      return Fail(BadTemplate("a '{' is not closed", "write a token such as {rev}"));
    }
    const std::string_view name = rest.substr(open + 1, close - open - 1);
    const auto* const known = std::ranges::find(TokenName::All(), name, &TokenName::name);
    if (known == TokenName::All().end()) {
      const std::vector<std::string> names = TokenName::Names();
      return Fail(BadTemplate(
          fmt::format("there is no token '{{{}}}'", name),
          DidYouMean(name, names, fmt::format("the tokens are {{{}}}", Join(names, "} {")))));
    }
    pieces_.push_back({known->token, ""});
    rest.remove_prefix(close + 1);
  }
  return {};
}

Result<void> FileTemplate::Check() const {
  if (text_.find("%(") != std::string::npos) {
    return Fail(BadTemplate("'%(' is no token here", "write {rev} where Alembic has %(rev)s"));
  }
  if (std::ranges::count(pieces_, Token::kRev, &Piece::token) != 1) {
    return Fail(BadTemplate("{rev} must stand in it once: the name of a file tells its revision",
                            "write {rev}_{slug}, or {year}_{month}_{day}_{rev}_{slug}"));
  }
  for (const std::string_view name : Split(text_, '/')) {
    if (name.empty()) {
      return Fail(BadTemplate("a name between its '/' is empty",
                              "write a path below the service's directory: {year}/{rev}_{slug}"));
    }
    if (name.starts_with('.') || name.starts_with("README")) {
      return Fail(
          BadTemplate(fmt::format("the name '{}' would be passed over: hidden files and README "
                                  "are no revisions",
                                  name),
                      "begin it with another character"));
    }
  }
  const auto is_bad = [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || c == '\x7F' || c == '\\' || c == '}';
  };
  if (std::ranges::any_of(pieces_, [&](const Piece& piece) {
        return std::ranges::any_of(piece.literal, is_bad);
      })) {
    return Fail(BadTemplate("it holds a character that a file name should not have",
                            "use letters, digits, '_', '-', '.' and tokens such as {rev}"));
  }
  return {};
}

std::string FileTemplate::Format(const FileNameFields& fields) const {
  const auto number_of = [&fields](Token token) -> int {
    switch (token) {
      case Token::kYear:
        return fields.year;
      case Token::kMonth:
        return fields.month;
      case Token::kDay:
        return fields.day;
      case Token::kHour:
        return fields.hour;
      case Token::kMinute:
        return fields.minute;
      default:
        return fields.second;
    }
  };
  std::string out;
  for (const Piece& piece : pieces_) {
    if (piece.token == Token::kLiteral) {
      out += piece.literal;
    } else if (piece.token == Token::kRev) {
      out += fields.rev;
    } else if (piece.token == Token::kSlug) {
      out += fields.slug;
    } else if (piece.token == Token::kEpoch) {
      out += std::to_string(fields.epoch);
    } else {
      out += fmt::format("{:0{}}", number_of(piece.token), TokenName::Of(piece.token).digits);
    }
  }
  return out.append(kSuffix);
}

std::string FileTemplate::Shape() const {
  std::string out;
  for (const Piece& piece : pieces_) {
    if (piece.token == Token::kLiteral) {
      out += piece.literal;
    } else {
      out += piece.token == Token::kRev ? "<id>"
                                        : fmt::format("<{}>", TokenName::Of(piece.token).name);
    }
  }
  return out.append(kSuffix);
}

std::optional<std::string_view> FileTemplate::IdOf(std::string_view path) const {
  for (const bool underscore : {false, true}) {
    Matching matching{.path = LastNames(path), .wanted = {}, .underscore = underscore};
    if (Match(matching, 0, 0)) return matching.id;
  }
  return std::nullopt;
}

std::optional<std::string_view> FileTemplate::Find(std::string_view path,
                                                   std::string_view id) const {
  Matching matching{.path = LastNames(path), .wanted = id};
  if (!Match(matching, 0, 0)) return std::nullopt;
  return matching.id;
}

// Tries each length that the piece may have, the shortest first.
bool FileTemplate::Match(Matching& matching, std::size_t piece, std::size_t at) const {
  const std::string_view rest = matching.path.substr(at);
  if (piece == pieces_.size()) return rest == kSuffix;
  const auto& [token, literal] = pieces_[piece];
  if (token == Token::kLiteral || (token == Token::kRev && matching.wanted)) {
    const std::string_view text =
        token == Token::kLiteral ? std::string_view(literal) : *matching.wanted;
    if (!rest.starts_with(text)) return false;
    if (token == Token::kRev) matching.id = rest.substr(0, text.size());
    return Match(matching, piece + 1, at + text.size());
  }
  const std::size_t digits = TokenName::Of(token).digits;
  const auto fits = [&](char c) {
    if (token == Token::kRev) return IsWordByte(c) && (matching.underscore || c != '_');
    if (token == Token::kSlug) return c != '/';
    return IsDigit(c);
  };
  for (std::size_t length = 1; length <= rest.size() && fits(rest[length - 1]); ++length) {
    if (digits != 0 && length != digits) continue;
    if (token == Token::kRev) matching.id = rest.substr(0, length);
    const std::string_view id = matching.id;
    if (Match(matching, piece + 1, at + length)) {
      if (token == Token::kRev) matching.id = id;
      return true;
    }
    if (length == digits) break;
  }
  return false;
}

std::string_view FileTemplate::LastNames(std::string_view path) const {
  std::size_t begin = path.size();
  for (std::size_t names = 0; names <= depth_; ++names) {
    if (begin == 0) return path;
    const std::size_t slash = path.rfind('/', begin - 1);
    if (slash == std::string_view::npos) return path;
    if (names == depth_) return path.substr(slash + 1);
    begin = slash;
  }
  return path;
}

std::string SlugOf(std::string_view message, std::size_t longest) {
  std::string slug;
  for (const char c : ToLower(message)) {
    const bool word = (c >= 'a' && c <= 'z') || IsDigit(c);
    if (word) {
      slug += c;
    } else if (!slug.empty() && slug.back() != '_') {
      slug += '_';
    }
  }
  if (slug.size() > longest) {
    const std::size_t end = slug.rfind('_', longest);
    slug.resize(end == std::string::npos || end == 0 ? longest : end);
  }
  while (slug.ends_with('_')) slug.pop_back();
  return slug.empty() ? "revision" : slug;
}

}  // namespace housewright::project
