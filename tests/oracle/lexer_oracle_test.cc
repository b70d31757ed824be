// The lexer against ClickHouse's own, through tokenizeQuery of the embedded engine: the same
// tokens, type and place, on generated and mutated texts.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "db/session.h"
#include "sql/lexer.h"
#include "support/real_server.h"

namespace housewright::sql {
namespace {

constexpr std::size_t kTexts = 100'000;
constexpr std::size_t kTextsPerQuery = 500;
constexpr unsigned kSeed = 20'261'123;

// What the lexer's rules turn on, and what looks like it.
const std::vector<std::string>& Fragments() {
  static const std::vector<std::string> fragments = {"SELECT",
                                                     "from",
                                                     "INSERT INTO t VALUES",
                                                     "FORMAT TSV",
                                                     "a",
                                                     "x",
                                                     "X",
                                                     "b",
                                                     "B",
                                                     "e",
                                                     "E",
                                                     "p",
                                                     "_",
                                                     "$",
                                                     "$$",
                                                     "$t$",
                                                     "$t",
                                                     "t$",
                                                     "0",
                                                     "1",
                                                     "7",
                                                     "9.",
                                                     ".",
                                                     "..",
                                                     "1.2",
                                                     "1e",
                                                     "1e+",
                                                     "0x",
                                                     "0xF",
                                                     "0b1",
                                                     "0b2",
                                                     "1_000",
                                                     "1__0",
                                                     "_1",
                                                     "'",
                                                     "''",
                                                     "'a'",
                                                     "x'",
                                                     "b'",
                                                     "x'3b'",
                                                     "b'01'",
                                                     "\"",
                                                     "`",
                                                     "\\",
                                                     "\\'",
                                                     "\\\\",
                                                     "\\G",
                                                     "\n",
                                                     "\r",
                                                     "\r\n",
                                                     "\t",
                                                     "\f",
                                                     "\v",
                                                     " ",
                                                     "  ",
                                                     "-",
                                                     "--",
                                                     "->",
                                                     "/",
                                                     "//",
                                                     "/*",
                                                     "*/",
                                                     "*",
                                                     "/*/",
                                                     "#",
                                                     "# ",
                                                     "#!",
                                                     "+",
                                                     "%",
                                                     "=",
                                                     "==",
                                                     "!",
                                                     "!=",
                                                     "<",
                                                     "<=",
                                                     "<=>",
                                                     "<>",
                                                     ">",
                                                     ">=",
                                                     "?",
                                                     "^",
                                                     ":",
                                                     "::",
                                                     "|",
                                                     "||",
                                                     "@",
                                                     "@@",
                                                     "(",
                                                     ")",
                                                     "[",
                                                     "]",
                                                     "{",
                                                     "}",
                                                     "{{",
                                                     "}}",
                                                     "{%",
                                                     "%}",
                                                     ",",
                                                     ";",
                                                     "~",
                                                     "&",
                                                     "\u2018",
                                                     "\u2019",
                                                     "\u201C",
                                                     "\u201D",
                                                     "\u2212",
                                                     "\u00A0",
                                                     "\u0085",
                                                     "\u180E",
                                                     "\u200A",
                                                     "\u200B",
                                                     "\u200E",
                                                     "\u2028",
                                                     "\u202A",
                                                     "\u202F",
                                                     "\u205F",
                                                     "\u2060",
                                                     "\u3000",
                                                     "\uFEFF",
                                                     "\u2013",
                                                     "é",
                                                     "Ж",
                                                     "；",
                                                     "\U0001F600",
                                                     "\xE2",
                                                     "\xE2\x80",
                                                     "\x80",
                                                     "\xC2",
                                                     "\xEF\xBB",
                                                     "\xFF",
                                                     std::string(1, '\0'),
                                                     "\x01",
                                                     "\x7F"};
  return fragments;
}

// The files of the fuzzers' corpora: each once showed something.
std::vector<std::string> CorpusTexts() {
  std::vector<std::string> texts;
  const std::filesystem::path corpus =
      std::filesystem::path(HOUSEWRIGHT_SOURCE_DIR) / "fuzz/corpus";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(corpus)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    texts.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return texts;
}

class TextGenerator {
 public:
  explicit TextGenerator(std::vector<std::string> corpus) : corpus_(std::move(corpus)) {}

  std::string Next() {
    if (next_corpus_text_ < corpus_.size()) return corpus_[next_corpus_text_++];
    if (corpus_.empty() || Below(3) != 0) return Glued();
    return Mutated(corpus_[Below(corpus_.size())]);
  }

 private:
  std::size_t Below(std::size_t limit) { return random_() % limit; }

  std::string Glued() {
    std::string text;
    const std::size_t count = 1 + Below(14);
    const bool spaced = Below(4) == 0;
    for (std::size_t i = 0; i < count; ++i) {
      text += Fragments()[Below(Fragments().size())];
      if (spaced) text += ' ';
    }
    return text;
  }

  std::string Mutated(std::string text) {
    const std::size_t changes = 1 + Below(4);
    for (std::size_t i = 0; i < changes; ++i) {
      const std::size_t at = Below(text.size() + 1);
      switch (Below(4)) {
        case 0:
          text.insert(at, Fragments()[Below(Fragments().size())]);
          break;
        case 1:
          text.erase(at, 1 + Below(3));
          break;
        case 2:
          if (at < text.size()) text[at] = static_cast<char>(Below(256));
          break;
        default:
          text.resize(at);
          break;
      }
    }
    return text;
  }

  std::mt19937 random_{kSeed};
  std::vector<std::string> corpus_;
  std::size_t next_corpus_text_ = 0;
};

std::string Hex(std::string_view text) {
  std::string hex;
  for (const char c : text) hex += fmt::format("{:02X}", static_cast<unsigned char>(c));
  return hex;
}

// "0-6:BareWord ..." of our lexer.
std::string OurTokens(std::string_view text) {
  std::string out;
  Lexer lexer(text);
  for (Token token = lexer.Next(); !token.IsEnd(); token = lexer.Next()) {
    out += fmt::format("{}-{}:{} ", token.begin, token.end, TokenTypeName(token.type));
  }
  return out;
}

// The server's tokens in the same form. Behind an unclosed curly quote it goes on inside the token
// that it has just answered (Lexer.cpp leaves its position there); those are no tokens for us.
std::string WithoutOverlaps(std::string_view tokens) {
  std::string out;
  std::size_t end = 0;
  for (const std::string_view token : Split(tokens, ' ')) {
    const std::size_t dash = token.find('-');
    if (dash == std::string_view::npos) continue;
    std::size_t begin_of_this = 0;
    std::size_t end_of_this = 0;
    const char* const first = token.data();
    std::from_chars(first, first + dash, begin_of_this);
    std::from_chars(first + dash + 1, first + token.size(), end_of_this);
    if (begin_of_this < end) continue;
    end = end_of_this;
    out += token;
    out += ' ';
  }
  return out;
}

std::string OracleQuery(const std::vector<std::string>& texts) {
  std::string sql =
      "SELECT arrayStringConcat(arrayMap(t -> concat(toString(t.1), '-', toString(t.2), ':', "
      "toString(t.3)), tokenizeQuery(unhex(arrayJoin(splitByChar(',', '";
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (i != 0) sql += ',';
    sql += Hex(texts[i]);
  }
  return sql + "'))))), ' ') FORMAT TSVRaw";
}

TEST(LexerOracle, EveryTokenIsClickHousesOwn) {
  auto server = testing::RealServer::StartNew();
  if (!server && server.error().code() == ErrorCode::kNotFound) {
    GTEST_SKIP() << server.error().ToString();
  }
  ASSERT_TRUE(server) << server.error().ToString();
  auto session = db::OpenHttpSession((*server)->endpoint());
  ASSERT_TRUE(session) << session.error().ToString();

  TextGenerator generator(CorpusTexts());
  std::size_t compared = 0;
  std::size_t tokens = 0;
  while (compared < kTexts) {
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < kTextsPerQuery; ++i) texts.push_back(generator.Next());
    const std::string sql = OracleQuery(texts);
    const auto response = (*session)->Execute({.sql = sql,
                                               .body = {},
                                               .query_id = {},
                                               .settings = {{"max_query_size", "100000000"}},
                                               .parameters = {},
                                               .database = {},
                                               .on_progress = {},
                                               .stop = {},
                                               .idle_timeout = {}});
    ASSERT_TRUE(response) << response.error().error.ToString();
    const std::vector<std::string_view> lines = Split(response->body, '\n');
    ASSERT_EQ(lines.size(), texts.size() + 1);
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const std::string ours = OurTokens(texts[i]);
      ASSERT_EQ(ours, WithoutOverlaps(lines[i])) << "text in hex: " << Hex(texts[i]) << "\n"
                                                 << texts[i];
      tokens += static_cast<std::size_t>(std::ranges::count(ours, ' '));
    }
    compared += texts.size();
  }
  std::cout << fmt::format("{} texts, {} tokens: all as tokenizeQuery answers\n", compared, tokens);
  EXPECT_GE(compared, 20'000U);
}

}  // namespace
}  // namespace housewright::sql
