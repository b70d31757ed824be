#include "sql/statement_stream.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "sql/statement.h"
#include "sql/statement_cases_for_test.h"

namespace housewright::sql {
namespace {

struct Streamed {
  std::vector<std::string> statements;
  std::vector<Position> begins;
  std::vector<Position> ends;
  std::optional<Error> error;
};

StreamSink SinkInto(Streamed& out) {
  return {.on_begin = [&out](const Position& begin) -> Result<void> {
            out.statements.emplace_back();
            out.begins.push_back(begin);
            return {};
          },
          .on_text = [&out](std::string_view piece) -> Result<void> {
            out.statements.back() += piece;
            return {};
          },
          .on_end = [&out](const Position& end) -> Result<void> {
            out.ends.push_back(end);
            return {};
          }};
}

Streamed Stream(std::string_view text, std::size_t piece, StreamLimits limits = {}) {
  Streamed out;
  StatementStream stream("a.sql", SinkInto(out), limits);
  Result<void> result;
  while (result && !text.empty()) {
    result = stream.Feed(text.substr(0, piece));
    text.remove_prefix(std::min(piece, text.size()));
  }
  if (result) result = stream.Finish();
  if (!result) out.error = result.error();
  return out;
}

void ExpectAgreement(const std::string& text, std::size_t piece) {
  const SourceText source("a.sql", text);
  const auto split = SplitStatements(source);
  const Streamed streamed = Stream(text, piece);
  ASSERT_EQ(split.has_value(), !streamed.error.has_value()) << piece << ": " << text;
  if (!split) {
    EXPECT_EQ(streamed.error->message(), split.error().message()) << piece << ": " << text;
    EXPECT_EQ(streamed.error->advice(), split.error().advice());
    EXPECT_EQ(streamed.error->where()->file, "a.sql");
    EXPECT_EQ(streamed.error->where()->line, split.error().where()->line) << piece << ": " << text;
    EXPECT_EQ(streamed.error->where()->column, split.error().where()->column)
        << piece << ": " << text;
    return;
  }
  ASSERT_EQ(streamed.statements.size(), split->size()) << piece << ": " << text;
  ASSERT_EQ(streamed.ends.size(), split->size());
  for (std::size_t i = 0; i < split->size(); ++i) {
    EXPECT_EQ(streamed.statements[i], split->at(i).In(text)) << piece << ": " << text;
    EXPECT_EQ(streamed.begins[i], source.PositionOf(split->at(i).begin)) << piece << ": " << text;
    EXPECT_EQ(streamed.ends[i], source.PositionOf(split->at(i).end)) << piece << ": " << text;
  }
}

TEST(StatementStream, AgreesWithSplitStatementsWhateverThePieces) {
  std::vector<std::string> texts;
  for (const SplitCase& split_case : SplitCases()) texts.push_back(split_case.text);
  for (const RefusalCase& refusal : RefusalCases()) texts.push_back(refusal.text);
  ASSERT_GT(texts.size(), 60U);
  for (const std::string& text : texts) {
    for (std::size_t piece = 1; piece <= 17; ++piece) ExpectAgreement(text, piece);
  }
}

// Fragments that matter to the splitter, glued at random.
std::string RandomText(std::mt19937& random) {
  static const std::vector<std::string> kFragments = {"SELECT ",    "1",
                                                      ";",          ";\n",
                                                      "\n",         "\r\n",
                                                      "\r",         " ",
                                                      "'",          "\"",
                                                      "`",          "''",
                                                      "\\",         "a",
                                                      "$t$",        "$$",
                                                      "$",          "-- c",
                                                      "--",         "/*",
                                                      "*/",         "/",
                                                      "*",          "# ",
                                                      "#",          "INSERT INTO t ",
                                                      "VALUES (1)", "FORMAT TSV",
                                                      "FORMAT ",    "\n\n",
                                                      "(",          ")",
                                                      "{{ a }}",    "x'",
                                                      "b'1'",       "‘",
                                                      "’",          "“",
                                                      "”",          "\u00A0",
                                                      "\uFEFF",     "\u2212",
                                                      ".",          "1.5",
                                                      "0x",         "e",
                                                      "_",          "é",
                                                      "\xE2",       "\x80",
                                                      "-",          ">",
                                                      "<",          "=",
                                                      "!",          "|",
                                                      ":",          "\t",
                                                      "input('a')", "; "};
  std::string text;
  const std::size_t count = random() % 30;
  for (std::size_t i = 0; i < count; ++i) text += kFragments[random() % kFragments.size()];
  return text;
}

TEST(StatementStream, AgreesWithSplitStatementsOnRandomTexts) {
  std::mt19937 random(20261123);
  for (int i = 0; i < 20'000; ++i) ExpectAgreement(RandomText(random), 1 + random() % 17);
}

// Statements joined by what ends each split into the same statements.
TEST(SplitStatements, SplitsJoinedStatementsIntoTheSame) {
  std::mt19937 random(4);
  std::size_t joined_texts = 0;
  while (joined_texts < 5'000) {
    const SourceText source("a.sql", RandomText(random) + "\n;" + RandomText(random));
    const auto statements = SplitStatements(source);
    if (!statements || statements->empty()) continue;
    ++joined_texts;
    std::vector<std::string> texts;
    std::string joined;
    for (const Statement& statement : *statements) {
      texts.emplace_back(statement.In(source.text()));
      const bool has_rows = statement.data && statement.data->format != "Values";
      // FORMAT without rows can only be the last, and a ';' behind it would be one.
      if (&statement == &statements->back())
        joined += texts.back();
      else
        joined += texts.back() + (has_rows ? "\n\n" : "\n;\n");
    }
    const auto again = SplitStatements(SourceText("a.sql", joined));
    ASSERT_TRUE(again) << joined << again.error().ToString();
    ASSERT_EQ(again->size(), texts.size()) << joined;
    for (std::size_t i = 0; i < texts.size(); ++i) EXPECT_EQ(again->at(i).In(joined), texts[i]);
  }
}

TEST(StatementStream, PassesOnTheSinksError) {
  Streamed out;
  StreamSink sink = SinkInto(out);
  sink.on_text = [](std::string_view) { return Result<void>(Fail(ErrorCode::kIo, "disk full")); };
  StatementStream stream("a.sql", sink);
  Result<void> result = stream.Feed("SELECT 1; SELECT 2");
  if (result) result = stream.Finish();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().ToString(), "error: disk full");
}

TEST(StatementStream, RefusesATokenBeyondItsLimitWhateverThePieces) {
  const std::string text = "SELECT\n '" + std::string(200, 'a') + "'";
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{1'000}}) {
    const Streamed streamed = Stream(text, piece, {.longest_token = 100});
    ASSERT_TRUE(streamed.error);
    EXPECT_EQ(streamed.error->ToString(),
              "error: what begins here is longer than 100 bytes\n"
              "  --> a.sql:2:2\n"
              "  next: look for a quote or comment that is not closed");
  }
}

TEST(StatementStream, RefusesBlanksBeyondItsLimitInsideAStatementOnly) {
  const std::string blanks(200, ' ');
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{1'000}}) {
    const Streamed outside = Stream(blanks + "a;" + blanks, piece, {.longest_token = 100});
    EXPECT_FALSE(outside.error);
    const Streamed inside = Stream("a" + blanks + "b", piece, {.longest_token = 100});
    ASSERT_TRUE(inside.error);
    EXPECT_EQ(inside.error->ToString(),
              "error: more than 100 bytes of blanks and comments follow here inside a statement\n"
              "  --> a.sql:1:2\n"
              "  next: remove them, or end the statement with ; before them");
  }
}

long PeakKilobytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

// Feeds a statement of `megabytes` and answers how many bytes of it came out.
std::size_t StreamHugeInsert(const std::string& head, const std::string& row,
                             std::size_t megabytes) {
  std::string block;
  while (block.size() < std::size_t{1} << 20U) block += row;
  std::size_t bytes = 0;
  StreamSink sink{.on_begin = [](const Position&) { return Result<void>(); },
                  .on_text =
                      [&bytes](std::string_view piece) {
                        bytes += piece.size();
                        return Result<void>();
                      },
                  .on_end = [](const Position&) { return Result<void>(); }};
  StatementStream stream("huge.sql", sink);
  EXPECT_TRUE(stream.Feed(head));
  for (std::size_t i = 0; i < megabytes; ++i) EXPECT_TRUE(stream.Feed(block));
  EXPECT_TRUE(stream.Finish());
  return bytes;
}

TEST(StatementStream, StreamsAHugeInsertInConstantMemory) {
  const std::string row = "(1, 'some text; with -- things', 2.5), ";
  StreamHugeInsert("INSERT INTO t VALUES ", row, 1);
  const long before = PeakKilobytes();
  EXPECT_GT(StreamHugeInsert("INSERT INTO t VALUES ", row, 100), std::size_t{100} << 20U);
  EXPECT_GT(StreamHugeInsert("INSERT INTO t FORMAT TSV\n", "1\tsome; text\n", 100),
            std::size_t{100} << 20U);
  EXPECT_LT(PeakKilobytes() - before, 8 * 1024);
}

TEST(StatementStream, TakesOneLongTokenInLinearTime) {
  Streamed out;
  StatementStream stream("a.sql", SinkInto(out));
  ASSERT_TRUE(stream.Feed("SELECT '"));
  const std::string piece(1'000, 'a');
  for (int i = 0; i < 20'000; ++i) ASSERT_TRUE(stream.Feed(piece));
  ASSERT_TRUE(stream.Feed("'; SELECT 2"));
  ASSERT_TRUE(stream.Finish());
  ASSERT_EQ(out.statements.size(), 2U);
  EXPECT_EQ(out.statements[0].size(), 20'000'009U);
}

}  // namespace
}  // namespace housewright::sql
