#include "schema/parse.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>
#include <span>
#include <utility>

#include "schema/canonical.h"
#include "sql/quote.h"

namespace housewright::schema {
namespace {

using sql::Token;
using sql::TokenType;

using Words = std::array<std::string_view, 2>;  // the second may be empty

// What begins a clause behind the column list, or before it.
constexpr std::array<Words, 21> kClauses = {
    {{"ENGINE", ""},   {"PARTITION", "BY"}, {"PRIMARY", "KEY"}, {"ORDER", "BY"},
     {"SAMPLE", "BY"}, {"TTL", ""},         {"SETTINGS", ""},   {"COMMENT", ""},
     {"TO", ""},       {"REFRESH", ""},     {"DEFINER", ""},    {"SQL", "SECURITY"},
     {"SOURCE", ""},   {"LAYOUT", ""},      {"LIFETIME", ""},   {"RANGE", ""},
     {"UUID", ""},     {"ON", "CLUSTER"},   {"WATERMARK", ""},  {"INNER", "ENGINE"},
     {"AS", ""}}};
constexpr std::array<std::string_view, 4> kDefaults = {"DEFAULT", "MATERIALIZED", "ALIAS",
                                                       "EPHEMERAL"};
constexpr std::array<std::string_view, 12> kColumnParts = {
    "DEFAULT", "MATERIALIZED", "ALIAS",   "EPHEMERAL",    "CODEC",     "TTL",
    "COMMENT", "STATISTICS",   "COLLATE", "HIERARCHICAL", "INJECTIVE", "IS_OBJECT_ID"};
constexpr std::array<std::string_view, 2> kLaterColumnParts = {"EXPRESSION", "SETTINGS"};

int DepthChange(TokenType type) {
  switch (type) {
    case TokenType::kOpeningRoundBracket:
    case TokenType::kOpeningSquareBracket:
    case TokenType::kOpeningCurlyBrace:
      return 1;
    case TokenType::kClosingRoundBracket:
    case TokenType::kClosingSquareBracket:
    case TokenType::kClosingCurlyBrace:
      return -1;
    default:
      return 0;
  }
}

class CreateParser {
 public:
  explicit CreateParser(std::string_view text) : text_(text), tokens_(TokensOf(text)) {}

  Result<Object> Run() {
    object_.create_query = std::string(text_);
    if (!TakeKind() || !TakeName()) {
      return Fail(ErrorCode::kInvalidInput,
                  fmt::format("not a statement that creates an object: {}", text_.substr(0, 80)));
    }
    TakeClauses();
    return std::move(object_);
  }

 private:
  bool AtEnd() const { return next_ >= tokens_.size(); }
  std::string_view Text(std::size_t at) const {
    return at < tokens_.size() ? tokens_[at].In(text_) : std::string_view{};
  }
  bool IsWord(std::size_t at, std::string_view word) const {
    return at < tokens_.size() && tokens_[at].type == TokenType::kBareWord && Text(at) == word;
  }
  bool Accept(std::initializer_list<std::string_view> words) {
    std::size_t at = next_;
    for (const std::string_view word : words) {
      if (!IsWord(at++, word)) return false;
    }
    next_ = at;
    return true;
  }
  std::string Canonical(std::size_t begin, std::size_t end) const {
    return CanonicalText(text_, tokens_, begin, end);
  }
  // The token behind the bracket that closes the one at `open`.
  std::size_t BehindBracket(std::size_t open) const {
    int depth = 0;
    for (std::size_t at = open; at < tokens_.size(); ++at) {
      depth += DepthChange(tokens_[at].type);
      if (depth == 0) return at + 1;
    }
    return tokens_.size();
  }

  bool TakeKind() {
    if (!Accept({"CREATE"}) && !Accept({"ATTACH"})) return false;
    Accept({"OR", "REPLACE"});
    Accept({"TEMPORARY"});
    if (Accept({"TABLE"})) return Set(ObjectKind::kTable);
    if (Accept({"MATERIALIZED", "VIEW"})) return Set(ObjectKind::kMaterializedView);
    if (Accept({"VIEW"})) return Set(ObjectKind::kView);
    if (Accept({"DICTIONARY"})) return Set(ObjectKind::kDictionary);
    if (Accept({"FUNCTION"})) return Set(ObjectKind::kFunction);
    if (Accept({"LIVE", "VIEW"}) || Accept({"WINDOW", "VIEW"})) return Set(ObjectKind::kOther);
    return false;
  }
  bool Set(ObjectKind kind) {
    object_.kind = kind;
    return true;
  }

  std::optional<std::string> TakeIdentifier() {
    if (AtEnd()) return std::nullopt;
    const TokenType type = tokens_[next_].type;
    if (type != TokenType::kBareWord && type != TokenType::kQuotedIdentifier) return std::nullopt;
    return sql::UnquoteIdentifier(Text(next_++));
  }

  bool TakeName() {
    Accept({"IF", "NOT", "EXISTS"});
    std::optional<std::string> name = TakeIdentifier();
    if (!name) return false;
    object_.name = *std::move(name);
    if (AtEnd() || tokens_[next_].type != TokenType::kDot) return true;
    ++next_;
    name = TakeIdentifier();
    if (!name) return false;
    object_.database = std::exchange(object_.name, *std::move(name));
    return true;
  }

  std::optional<Words> ClauseAt(std::size_t at) const {
    for (const Words& words : kClauses) {
      if (IsWord(at, words[0]) && (words[1].empty() || IsWord(at + 1, words[1]))) return words;
    }
    return std::nullopt;
  }

  // A TTL of a table says `TO DISK`, and an engine may be named as a clause is.
  bool BeginsClause(const Words& words, std::string_view current, std::size_t begin) const {
    if (words[0] == "TO") return current.empty() || current == "REFRESH";
    if (words[0] == "ENGINE" || words[0] == "DEFINER") return Text(next_ + 1) == "=";
    return next_ > begin || current.empty();
  }

  void TakeClauses() {
    std::string current;
    std::size_t begin = next_;
    bool has_columns = object_.kind == ObjectKind::kFunction;
    int depth = 0;
    while (!AtEnd()) {
      const TokenType type = tokens_[next_].type;
      if (depth == 0 && !has_columns && type == TokenType::kOpeningRoundBracket &&
          (current.empty() || current == "TO" || current == "REFRESH" || current == "UUID" ||
           current == "ON CLUSTER")) {
        Put(current, begin, next_);
        const std::size_t behind = BehindBracket(next_);
        TakeColumns(next_ + 1, behind - 1);
        has_columns = true;
        next_ = behind;
        current.clear();
        begin = next_;
        continue;
      }
      const std::optional<Words> words = depth == 0 ? ClauseAt(next_) : std::nullopt;
      if (words && BeginsClause(*words, current, begin)) {
        Put(current, begin, next_);
        current = (*words)[1].empty() ? std::string((*words)[0])
                                      : fmt::format("{} {}", (*words)[0], (*words)[1]);
        next_ += (*words)[1].empty() ? 1U : 2U;
        if (Text(next_) == "=") ++next_;
        begin = next_;
        if (current == "AS") return TakeQuery();
        continue;
      }
      depth += DepthChange(type);
      ++next_;
    }
    Put(current, begin, tokens_.size());
  }

  // All the rest, but for the comment that servers print behind it.
  void TakeQuery() {
    std::size_t end = tokens_.size();
    if (end >= next_ + 2 && IsWord(end - 2, "COMMENT") &&
        tokens_[end - 1].type == TokenType::kStringLiteral) {
      object_.clauses["COMMENT"] = Canonical(end - 1, end);
      end -= 2;
    }
    object_.clauses["AS"] = Canonical(next_, end);
  }

  void Put(const std::string& clause, std::size_t begin, std::size_t end) {
    // A UUID is another one on every server; ON CLUSTER is never kept.
    if (clause == "UUID" || clause == "ON CLUSTER") return;
    if (clause == "SETTINGS") return PutSettings(begin, end);
    std::string text = Canonical(begin, end);
    if (text.empty()) return;
    if (clause == "ENGINE") text = CanonicalEngine(text);
    if (clause == "ORDER BY" || clause == "PARTITION BY" || clause == "PRIMARY KEY" ||
        clause == "SAMPLE BY") {
      text = CanonicalKey(std::move(text));
    }
    std::string& slot = object_.clauses[clause];
    slot += slot.empty() ? text : " " + text;
  }

  void PutSettings(std::size_t begin, std::size_t end) {
    // Of a dictionary they stand in brackets.
    if (begin < end && tokens_[begin].type == TokenType::kOpeningRoundBracket) {
      ++begin;
      --end;
    }
    ForEachItem(begin, end, [this](std::size_t from, std::size_t to) {
      const std::size_t value = to > from + 2 && Text(from + 1) == "=" ? from + 2 : to;
      object_.settings[Canonical(from, from + 1)] = Canonical(value, to);
    });
    // Servers write the default out.
    const auto granularity = object_.settings.find("index_granularity");
    if (granularity != object_.settings.end() && granularity->second == "8192") {
      object_.settings.erase(granularity);
    }
  }

  // Calls `take` with the range of each item of a comma list.
  template <class Take>
  void ForEachItem(std::size_t begin, std::size_t end, Take take) {
    int depth = 0;
    std::size_t from = begin;
    for (std::size_t at = begin; at < end; ++at) {
      depth += DepthChange(tokens_[at].type);
      if (depth != 0 || tokens_[at].type != TokenType::kComma) continue;
      take(from, at);
      from = at + 1;
    }
    if (from < end) take(from, end);
  }

  void TakeColumns(std::size_t begin, std::size_t end) {
    ForEachItem(begin, end, [this](std::size_t from, std::size_t to) {
      if (IsElement(from, to)) {
        object_.elements.push_back({.kind = std::string(Text(from)),
                                    .name = sql::UnquoteIdentifier(Text(from + 1)),
                                    .definition = Canonical(from + 2, to)});
      } else {
        TakeColumn(from, to);
      }
    });
  }

  // A column of 18.16 may be named `INDEX`, and is printed without quotes.
  bool IsElement(std::size_t from, std::size_t to) const {
    const auto has = [&](std::string_view word) {
      for (std::size_t at = from + 2; at < to; ++at) {
        if (IsWord(at, word)) return true;
      }
      return false;
    };
    if (to < from + 3) return false;
    if (IsWord(from, "INDEX")) return has("TYPE");
    if (IsWord(from, "CONSTRAINT")) return has("CHECK") || has("ASSUME");
    return IsWord(from, "PROJECTION") &&
           (tokens_[from + 2].type == TokenType::kOpeningRoundBracket || has("INDEX"));
  }

  bool BeginsColumnPart(std::size_t at) const {
    if (at >= tokens_.size() || tokens_[at].type != TokenType::kBareWord) return false;
    const std::string_view word = Text(at);
    return std::ranges::find(kColumnParts, word) != kColumnParts.end() ||
           std::ranges::find(kLaterColumnParts, word) != kLaterColumnParts.end();
  }

  void TakeColumn(std::size_t from, std::size_t to) {
    Column column;
    column.name = sql::UnquoteIdentifier(Text(from));
    std::size_t begin = from + 1;
    std::string_view part;
    int depth = 0;
    for (std::size_t at = begin; at <= to; ++at) {
      const bool ends = at == to || (depth == 0 && at > begin && BeginsColumnPart(at)) ||
                        (depth == 0 && part.empty() && BeginsColumnPart(at));
      if (ends) {
        PutColumnPart(column, part, begin, at);
        if (at == to) break;
        part = Text(at);
        begin = at;
      }
      depth += DepthChange(tokens_[at].type);
    }
    column.default_expression = CanonicalDefault(std::move(column.default_expression), column.type);
    object_.columns.push_back(std::move(column));
  }

  // [begin, end) with the word that begins the part; the type has none.
  void PutColumnPart(Column& column, std::string_view part, std::size_t begin,
                     std::size_t end) const {
    if (part.empty()) {
      column.type = Canonical(begin, end);
    } else if (std::ranges::find(kDefaults, part) != kDefaults.end()) {
      column.default_kind = part;
      column.default_expression = Canonical(begin + 1, end);
    } else if (part == "CODEC") {
      column.codec = Canonical(begin, end);
    } else if (part == "TTL") {
      column.ttl = Canonical(begin + 1, end);
    } else if (part == "COMMENT") {
      column.comment = Canonical(begin + 1, end);
    } else {
      column.other += fmt::format("{}{}", column.other.empty() ? "" : " ", Canonical(begin, end));
    }
  }

  std::string_view text_;
  std::vector<Token> tokens_;
  std::size_t next_ = 0;
  Object object_;
};

}  // namespace

Result<Object> ParseObject(std::string_view create_query) {
  return CreateParser(create_query).Run();
}

}  // namespace housewright::schema
