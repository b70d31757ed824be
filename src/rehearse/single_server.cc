#include "rehearse/single_server.h"

#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "schema/canonical.h"
#include "sql/lexer.h"

namespace housewright::rehearse {
namespace {

using sql::Token;
using sql::TokenType;

// Bytes [begin, end) of the text are left out.
struct Cut {
  std::size_t begin = 0;
  std::size_t end = 0;
};

class ClusterFinder {
 public:
  explicit ClusterFinder(std::string_view text) : text_(text), tokens_(schema::TokensOf(text)) {}

  std::vector<Cut> Run() {
    for (std::size_t at = 0; at < tokens_.size(); ++at) {
      if (IsWord(at, "ON") && IsWord(at + 1, "CLUSTER")) {
        CutBetween(at, at + 3);
      } else if (IsWord(at, "ENGINE")) {
        CutEngine(at);
      }
    }
    return std::move(cuts_);
  }

 private:
  bool IsWord(std::size_t at, std::string_view word) const {
    return IsType(at, TokenType::kBareWord) && EqualsIgnoringCase(tokens_[at].In(text_), word);
  }
  bool IsType(std::size_t at, TokenType type) const {
    return at < tokens_.size() && tokens_[at].type == type;
  }
  std::size_t BeginOf(std::size_t at) const {
    return at < tokens_.size() ? tokens_[at].begin : text_.size();
  }
  void CutBetween(std::size_t from, std::size_t to) {
    cuts_.push_back({BeginOf(from), BeginOf(to)});
  }

  void CutEngine(std::size_t engine) {
    const std::size_t name = IsType(engine + 1, TokenType::kEquals) ? engine + 2 : engine + 1;
    if (!IsType(name, TokenType::kBareWord)) return;
    const std::string_view word = tokens_[name].In(text_);
    if (word == "Replicated") return CutBetween(engine, BehindArguments(name + 1));
    for (const std::string_view prefix : {"Replicated", "Shared"}) {
      if (!word.starts_with(prefix) || !word.ends_with("MergeTree")) continue;
      const std::size_t begin = tokens_[name].begin;
      cuts_.push_back({begin, begin + prefix.size()});
      return CutPath(name + 1);
    }
  }

  // Path and name of the replica, where the arguments begin with two string literals.
  void CutPath(std::size_t open) {
    const bool has_path = IsType(open, TokenType::kOpeningRoundBracket) &&
                          IsType(open + 1, TokenType::kStringLiteral) &&
                          IsType(open + 2, TokenType::kComma) &&
                          IsType(open + 3, TokenType::kStringLiteral);
    if (has_path) CutBetween(open + 1, IsType(open + 4, TokenType::kComma) ? open + 5 : open + 4);
  }

  std::size_t BehindArguments(std::size_t open) const {
    if (!IsType(open, TokenType::kOpeningRoundBracket)) return open;
    std::size_t depth = 0;
    for (std::size_t at = open; at < tokens_.size(); ++at) {
      if (IsType(at, TokenType::kOpeningRoundBracket)) ++depth;
      if (IsType(at, TokenType::kClosingRoundBracket) && --depth == 0) return at + 1;
    }
    return tokens_.size();
  }

  std::string_view text_;
  std::vector<Token> tokens_;
  std::vector<Cut> cuts_;
};

// How many of the bytes before `at` are cut; nothing where `at` itself is.
bool MoveBack(const std::vector<Cut>& cuts, std::size_t& at) {
  std::size_t cut_before = 0;
  for (const Cut& cut : cuts) {
    if (at >= cut.begin && at < cut.end) return false;
    if (cut.end <= at) cut_before += cut.end - cut.begin;
  }
  at -= cut_before;
  return true;
}

}  // namespace

project::SqlText ForOneServer(const project::SqlText& sql) {
  const std::vector<Cut> cuts = ClusterFinder(sql.text).Run();
  project::SqlText out;
  std::size_t from = 0;
  for (const Cut& cut : cuts) {
    out.text.append(sql.text, from, cut.begin - from);
    from = cut.end;
  }
  out.text.append(sql.text, from);
  for (project::SqlText::SecretSpan span : sql.secrets) {
    if (MoveBack(cuts, span.begin)) out.secrets.push_back(std::move(span));
  }
  return out;
}

}  // namespace housewright::rehearse
