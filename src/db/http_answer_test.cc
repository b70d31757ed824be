#include "db/http_answer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace housewright::db {
namespace {

using std::chrono::nanoseconds;

HttpAnswer Answer(int status, std::string body,
                  std::vector<std::pair<std::string, std::string>> headers = {}) {
  return HttpAnswer{.status = status, .headers = std::move(headers), .body = std::move(body)};
}

std::string Said(const HttpAnswer& answer) {
  const auto exception = FindException(answer);
  return exception ? exception->ToString() : "no exception";
}

struct TextCase {
  std::string_view text;
  std::string_view message;
};

TEST(ParseException, ReadsTheFormsOfAllVersions) {
  // The first six are as 26.7.2 and 18.16.1 sent them.
  const TextCase cases[] = {
      {"Code: 81. DB::Exception: Database x does not exist. (UNKNOWN_DATABASE) (version "
       "26.7.2.1)\n",
       "code 81 UNKNOWN_DATABASE: Database x does not exist"},
      {"Code: 81, e.displayText() = DB::Exception: Database x doesn't exist, e.what() = "
       "DB::Exception\n",
       "code 81 UNKNOWN_DATABASE: Database x doesn't exist"},
      {"Code: 516. DB::Exception: nn: Authentication failed: password is incorrect, or there is no "
       "user with such name. (AUTHENTICATION_FAILED)",
       "code 516 AUTHENTICATION_FAILED: nn: Authentication failed: password is incorrect, or there "
       "is no user with such name"},
      {"Code: 60, e.displayText() = DB::Exception: Table d.t doesn't exist., e.what() = "
       "DB::Exception",
       "code 60 UNKNOWN_TABLE: Table d.t doesn't exist"},
      {"Code: 395. DB::Exception: Value passed to 'throwIf' function is non-zero: while executing "
       "'FUNCTION throwIf(equals(a, 4_UInt8) :: 1) -> throwIf(x) UInt8 : 0'. "
       "(FUNCTION_THROW_IF_VALUE_IS_NON_ZERO) (version 26.7.2.1)",
       "code 395 FUNCTION_THROW_IF_VALUE_IS_NON_ZERO: Value passed to 'throwIf' function is "
       "non-zero: while executing 'FUNCTION throwIf(equals(a, 4_UInt8) :: 1) -> throwIf(x) UInt8 : "
       "0'"},
      {"Code: 46, e.displayText() = DB::Exception: Unknown function currentUser, e.what() = "
       "DB::Exception",
       "code 46 UNKNOWN_FUNCTION: Unknown function currentUser"},
      {"Code: 57. DB::Exception: Table d.t already exists. (TABLE_ALREADY_EXISTS) (version "
       "24.8.4.13 (official build))",
       "code 57 TABLE_ALREADY_EXISTS: Table d.t already exists"},
      {"Code: 210. DB::NetException: Connection refused (127.0.0.1:9). (NETWORK_ERROR) (version "
       "24.8.4.13 (official build))",
       "code 210 NETWORK_ERROR: Connection refused (127.0.0.1:9)"},
      {"Code: 49, e.displayText() = DB::Exception: oops, Stack trace (when copying this message, "
       "always include the lines below):\n\n0. a\n (version 20.3.8.53)",
       "code 49: oops"},
      {"Poco::Exception. Code: 1000, e.code() = 111, e.displayText() = Connection refused (version "
       "20.3.8.53)",
       "code 1000 POCO_EXCEPTION: Connection refused"},
      {"std::exception. Code: 1001, type: std::out_of_range, e.what() = vector (version 24.8.4.13)",
       "code 1001 STD_EXCEPTION: type: std::out_of_range, e.what() = vector"},
      {"Code: 4711. DB::Exception: Something new. (BRAND_NEW) (version 30.1.1.1)",
       "code 4711 BRAND_NEW: Something new"},
      {"Code: 4711, e.displayText() = DB::Exception: Something, e.what() = DB::Exception",
       "code 4711: Something"},
  };
  for (const auto& [text, message] : cases) {
    const auto exception = ParseException(text);
    ASSERT_TRUE(exception.has_value()) << text;
    EXPECT_EQ(exception->ToString(), message);
  }
}

TEST(ParseException, RefusesWhatIsNone) {
  for (const std::string_view text :
       {"", "Code", "Code: ", "Code: x. DB::Exception: y", "Code: -1. DB::Exception: y", "Code: 6",
        "code: 60. DB::Exception: y", "<html>Code: 60. DB::Exception: y",
        "Code: 99999999999. DB::Exception: y"}) {
    EXPECT_FALSE(ParseException(text).has_value()) << text;
  }
}

TEST(ParseException, CutsALongTextBetweenCharacters) {
  std::string text = "Code: 62. DB::Exception: ";
  for (int i = 0; i < 3000; ++i) text += "ä";
  const auto exception = ParseException(text);
  ASSERT_TRUE(exception.has_value());
  EXPECT_EQ(exception->text.size(), 4096U + std::string_view("…").size());
  EXPECT_TRUE(exception->text.ends_with("ä…"));
}

TEST(FindException, FindsNoneInAnOrdinaryAnswer) {
  EXPECT_EQ(Said(Answer(200, "1\n")), "no exception");
  EXPECT_EQ(Said(Answer(200, "")), "no exception");
}

TEST(FindException, BelievesTheCodeHeaderEvenWithStatus200) {
  EXPECT_EQ(Said(Answer(200, "Code: 60. DB::Exception: No t. (UNKNOWN_TABLE) (version 26.7.2.1)",
                        {{"x-clickhouse-exception-code", "60"}})),
            "code 60 UNKNOWN_TABLE: No t");
  EXPECT_EQ(Said(Answer(200, "", {{"x-clickhouse-exception-code", "60"}})),
            "code 60 UNKNOWN_TABLE: ");
  EXPECT_EQ(Said(Answer(500, "garbage\nmore", {{"x-clickhouse-exception-code", "241"}})),
            "code 241 MEMORY_LIMIT_EXCEEDED: garbage");
}

TEST(FindException, TakesTheFirstOfADuplicatedHeader) {
  EXPECT_EQ(
      Said(Answer(200, "x",
                  {{"x-clickhouse-exception-code", "60"}, {"x-clickhouse-exception-code", "57"}})),
      "code 60 UNKNOWN_TABLE: x");
}

TEST(FindException, FindsTheMarkedBlockAtTheEndOfABody) {
  const std::string body =
      "1\t0\n2\t0\n\r\n__exception__\r\nkuearxcfhfgruwvf\r\nCode: 395. DB::Exception: Value is "
      "non-zero. (FUNCTION_THROW_IF_VALUE_IS_NON_ZERO) (version 26.7.2.1)\n273 "
      "kuearxcfhfgruwvf\r\n__exception__\r\n";
  EXPECT_EQ(Said(Answer(200, body, {{"x-clickhouse-exception-tag", "kuearxcfhfgruwvf"}})),
            "code 395 FUNCTION_THROW_IF_VALUE_IS_NON_ZERO: Value is non-zero");
  EXPECT_EQ(Said(Answer(200, body, {{"x-clickhouse-exception-tag", "another"}})), "no exception");
}

TEST(FindException, FindsTheTailThatOlderServersWriteAfterRows) {
  const std::string tail =
      "393215\t0\nCode: 395, e.displayText() = DB::Exception: Value passed to 'throwIf' function "
      "is non zero, e.what() = DB::Exception\n";
  EXPECT_EQ(Said(Answer(200, tail)),
            "code 395 FUNCTION_THROW_IF_VALUE_IS_NON_ZERO: Value passed to 'throwIf' function is "
            "non zero");
  EXPECT_EQ(
      Said(Answer(200, "1\nCode: 60. DB::Exception: No t. (UNKNOWN_TABLE) (version 24.8.1.1)")),
      "code 60 UNKNOWN_TABLE: No t");
}

TEST(FindException, TakesAnExceptionsTextInDataForData) {
  // A column of system.mutations or system.query_log.
  const std::string row =
      "0000000002\tCode: 6. DB::Exception: Cannot parse. (CANNOT_PARSE_TEXT) (version 24.8.1.1)\n";
  EXPECT_EQ(Said(Answer(200, row)), "no exception");
  EXPECT_EQ(Said(Answer(200, "Code: 6. DB::Exception: x (version 26.7.2.1)\n",
                        {{"x-clickhouse-exception-tag", "abc"}})),
            "no exception");
}

TEST(AddHeaderLine, ReadsStatusAndHeadersAndForgetsInterimAnswers) {
  HttpAnswer answer;
  for (const std::string_view line :
       {"HTTP/1.1 100 Continue\r\n", "X-Old: 1\r\n", "\r\n", "HTTP/1.1 404 Not Found\r\n",
        "X-ClickHouse-Query-Id:  abc \r\n", "no colon\r\n", "\r\n"}) {
    AddHeaderLine(answer, line);
  }
  EXPECT_EQ(answer.status, 404);
  EXPECT_EQ(answer.Header("x-clickhouse-query-id"), "abc");
  EXPECT_EQ(answer.Header("x-old"), "");
  EXPECT_TRUE(IsFromClickHouse(answer));
  EXPECT_FALSE(IsFromClickHouse(Answer(200, "", {{"server", "nginx"}})));
}

TEST(ParseProgress, ReadsNumbersThatAreStrings) {
  const auto progress =
      ParseProgress(R"({"read_rows":"2","read_bytes":"16","written_rows":"3","written_bytes":"4",)"
                    R"("total_rows_to_read":"10","elapsed_ns":"204249101","memory_usage":"7"})");
  ASSERT_TRUE(progress.has_value());
  EXPECT_EQ(progress->read_rows, 2U);
  EXPECT_EQ(progress->read_bytes, 16U);
  EXPECT_EQ(progress->written_rows, 3U);
  EXPECT_EQ(progress->written_bytes, 4U);
  EXPECT_EQ(progress->total_rows_to_read, 10U);
  EXPECT_EQ(progress->elapsed, nanoseconds(204249101));
}

TEST(ParseProgress, LeavesOutWhatIsNoNumber) {
  const auto progress =
      ParseProgress(R"({"read_rows":7,"read_bytes":"-1","written_rows":null,"elapsed_ns":"x"})");
  ASSERT_TRUE(progress.has_value());
  EXPECT_EQ(progress->read_rows, 7U);
  EXPECT_EQ(progress->read_bytes, 0U);
  EXPECT_EQ(progress->elapsed, nanoseconds(0));
  EXPECT_FALSE(ParseProgress("").has_value());
  EXPECT_FALSE(ParseProgress("[1]").has_value());
  EXPECT_FALSE(ParseProgress("{").has_value());
}

TEST(FirstLine, ShowsOneShortLineWithoutControlCharacters) {
  EXPECT_EQ(FirstLine("\n <html>\tx\r\nmore"), "<html> x");
  EXPECT_EQ(FirstLine("aää", 2), "a");
  EXPECT_EQ(FirstLine(""), "");
}

}  // namespace
}  // namespace housewright::db
