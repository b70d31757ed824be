// AnswerReader with its parts: every answer is read whole, byte by byte, and in pieces.

#include "db/answer_reader.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "db/packed_for_tests.h"

namespace housewright::db {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using State = AnswerReader::State;

struct Read {
  std::string outcome;  // "200 body", "broken: fault", "not HTTP: fault", "more"
  HttpAnswer answer;
  bool keeps_connection = false;
  std::vector<std::uint64_t> read_rows;  // of the progress
};

Read ReadInSteps(std::string_view bytes, std::size_t step, bool ends) {
  AnswerReader reader;
  Read read;
  for (std::size_t at = 0; at < bytes.size(); at += step) {
    reader.Take(bytes.substr(at, step));
    for (const Progress& progress : reader.TakeProgress()) {
      read.read_rows.push_back(progress.read_rows);
    }
  }
  if (ends) reader.TakeEnd();
  read.answer = reader.answer();
  read.keeps_connection = reader.state() == State::kDone && reader.keeps_connection();
  switch (reader.state()) {
    case State::kMore:
      read.outcome = "more";
      break;
    case State::kDone:
      read.outcome = fmt::format("{} {}", read.answer.status, read.answer.body);
      break;
    case State::kNotHttp:
      read.outcome = "not HTTP: " + reader.fault();
      break;
    case State::kBroken:
      read.outcome = "broken: " + reader.fault();
      break;
  }
  return read;
}

// The same whatever the pieces are in which it comes.
Read ReadAnswer(std::string_view bytes, bool ends = false) {
  const Read whole = ReadInSteps(bytes, bytes.size(), ends);
  for (const std::size_t step : {1U, 2U, 3U, 7U}) {
    const Read pieces = ReadInSteps(bytes, step, ends);
    EXPECT_EQ(pieces.outcome, whole.outcome) << "in steps of " << step;
    EXPECT_EQ(pieces.answer.headers, whole.answer.headers);
    EXPECT_EQ(pieces.answer.body, whole.answer.body);
    EXPECT_EQ(pieces.read_rows, whole.read_rows);
  }
  return whole;
}

std::string Outcome(std::string_view bytes, bool ends = false) {
  return ReadAnswer(bytes, ends).outcome;
}

TEST(AnswerReader, ReadsABodyWithALength) {
  const Read read = ReadAnswer("HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 5\r\n\r\nhello");
  EXPECT_EQ(read.outcome, "200 hello");
  EXPECT_TRUE(read.keeps_connection);
  EXPECT_THAT(read.answer.headers, ElementsAre(Pair("a", "b"), Pair("content-length", "5")));
}

TEST(AnswerReader, ReadsChunksWithExtensionsAndTrailers) {
  const Read read = ReadAnswer(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n00a;x=1\r\n, my world\r\n"
      "0\r\nX-After: z\r\n\r\n");
  EXPECT_EQ(read.outcome, "200 hello, my world");
  EXPECT_TRUE(read.keeps_connection);
  EXPECT_EQ(read.answer.Header("x-after"), "z");
}

TEST(AnswerReader, ReadsABodyWithoutALengthUpToTheEnd) {
  const std::string answer = "HTTP/1.1 200 OK\r\nA: b\r\n\r\nhello";
  EXPECT_EQ(Outcome(answer), "more");
  const Read read = ReadAnswer(answer, /*ends=*/true);
  EXPECT_EQ(read.outcome, "200 hello");
  EXPECT_FALSE(read.keeps_connection);
  EXPECT_FALSE(read.answer.IsFramed());
}

TEST(AnswerReader, KnowsAnswersWithoutABody) {
  EXPECT_EQ(Outcome("HTTP/1.1 204 No Content\r\n\r\n"), "204 ");
  EXPECT_EQ(Outcome("HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n"), "304 ");
  EXPECT_EQ(Outcome("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), "200 ");
}

TEST(AnswerReader, SkipsInterimAnswers) {
  const Read read = ReadAnswer(
      "HTTP/1.1 100 Continue\r\nX-Interim: 1\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n"
      "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 2\r\n\r\nno");
  EXPECT_EQ(read.outcome, "500 no");
  EXPECT_THAT(read.answer.headers, ElementsAre(Pair("content-length", "2")));
}

TEST(AnswerReader, KnowsWhetherTheConnectionStays) {
  const auto keeps = [](const std::string& start, const std::string& end = "") {
    return ReadAnswer(start + "\r\nContent-Length: 0\r\n\r\n" + end).keeps_connection;
  };
  EXPECT_TRUE(keeps("HTTP/1.1 200 OK"));
  EXPECT_FALSE(keeps("HTTP/1.1 200 OK\r\nConnection: close"));
  EXPECT_FALSE(keeps("HTTP/1.0 200 OK"));
  EXPECT_TRUE(keeps("HTTP/1.0 200 OK\r\nConnection: Keep-Alive"));
}

TEST(AnswerReader, DropsAConnectionThatGivesMoreThanTheAnswer) {
  const std::string both =
      "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
  EXPECT_FALSE(ReadInSteps(both, both.size(), false).keeps_connection);
}

TEST(AnswerReader, ReadsAHeadWithoutAReasonAndWithBareLineFeeds) {
  EXPECT_EQ(Outcome("HTTP/1.1 200\nContent-Length: 2\n\nok"), "200 ok");
}

TEST(AnswerReader, KeepsReadingWhereAProxyWritesStrangeHeaders) {
  EXPECT_EQ(Outcome("HTTP/1.1 200 OK\r\nno colon\r\nbad name: x\r\nX: \x01\x80\r\n"
                    "Content-Length: 2\r\nContent-Length: 2\r\n\r\nok"),
            "200 ok");
}

TEST(AnswerReader, RefusesHeadersThatContradictEachOther) {
  EXPECT_EQ(Outcome("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok"),
            "not HTTP: bad content-length");
  EXPECT_EQ(Outcome("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\nok"),
            "not HTTP: bad transfer-encoding");
  EXPECT_EQ(Outcome("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nok"),
            "not HTTP: bad content-length");
}

TEST(AnswerReader, TellsOtherProtocolsAtTheirFirstBytes) {
  EXPECT_EQ(ReadInSteps("SSH-2.0-OpenSSH_9.2p1\r\n", 100, false).outcome,
            "not HTTP: its answer begins with 'SSH-2.0-OpenSSH_9.2p1'");
  EXPECT_EQ(ReadInSteps("SSH-2.0-OpenSSH_9.2p1\r\n", 1, false).outcome,
            "not HTTP: its answer begins with 'S'");
  EXPECT_EQ(ReadInSteps("<html>\n<body>", 100, false).outcome,
            "not HTTP: its answer begins with '<html>'");
  EXPECT_EQ(ReadInSteps("\x15\x03\x03\xff", 100, false).outcome,
            "not HTTP: its answer begins with '   ?'");
  EXPECT_EQ(ReadInSteps("HTTP/2 200\r\n", 100, false).outcome,
            "not HTTP: its answer begins with 'HTTP/2 200'");
  EXPECT_EQ(Outcome("HTTP/1.1 2000 OK\r\n"), "not HTTP: its answer begins with 'HTTP/1.1 2000 OK'");
}

TEST(AnswerReader, KnowsATornAnswer) {
  for (const std::string_view answer :
       {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"}) {
    for (std::size_t size = 0; size < answer.size(); ++size) {
      EXPECT_EQ(Outcome(answer.substr(0, size), /*ends=*/true), "broken: closed by the server")
          << answer.substr(0, size);
    }
  }
}

TEST(AnswerReader, GivesWhatCameOfATornAnswer) {
  const Read read = ReadAnswer(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n4\r\n, y", true);
  EXPECT_EQ(read.outcome, "broken: closed by the server");
  EXPECT_EQ(read.answer.body, "hello, y");
}

TEST(AnswerReader, RefusesChunksThatAreNone) {
  EXPECT_EQ(Outcome("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n"),
            "broken: bad chunk");
  EXPECT_EQ(Outcome("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nhello\r\n"),
            "broken: bad chunk");
}

TEST(AnswerReader, UnpacksABodyInBothFramings) {
  const std::string packed = Packed("hello");
  EXPECT_EQ(Outcome(fmt::format("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"
                                "Content-Length: {}\r\n\r\n{}",
                                packed.size(), packed)),
            "200 hello");
  EXPECT_EQ(Outcome(fmt::format("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"
                                "Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{}\r\n0\r\n\r\n",
                                packed.size(), packed)),
            "200 hello");
  EXPECT_EQ(Outcome("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 0\r\n\r\n"),
            "200 ");
}

TEST(AnswerReader, TakesAPackedBodyThatEndsTooEarlyForBroken) {
  const std::string packed = Packed("hello");
  EXPECT_EQ(Outcome(fmt::format("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"
                                "Content-Length: {}\r\n\r\n{}",
                                packed.size() - 1, packed.substr(0, packed.size() - 1))),
            "broken: what it packed has no end");
}

TEST(AnswerReader, RefusesAPackingThatItDidNotAskFor) {
  EXPECT_EQ(Outcome("HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 1\r\n\r\nx"),
            "broken: it is packed as 'br'");
}

TEST(AnswerReader, HandsProgressOnAndDoesNotKeepIt) {
  const Read read = ReadAnswer(
      "HTTP/1.1 200 OK\r\nX-ClickHouse-Progress: {\"read_rows\":\"7\"}\r\n"
      "x-clickhouse-progress: {\"read_rows\":\"9\"}\r\nX-ClickHouse-Progress: nonsense\r\n"
      "Content-Length: 0\r\n\r\n");
  EXPECT_THAT(read.read_rows, ElementsAre(7U, 9U));
  EXPECT_THAT(read.answer.headers, ElementsAre(Pair("content-length", "0")));
}

TEST(AnswerReader, TakesProgressWithoutAnEnd) {
  AnswerReader reader;
  reader.Take("HTTP/1.1 200 OK\r\n");
  const std::string line = "X-ClickHouse-Progress: {\"read_rows\":\"7\"}\r\n";
  std::size_t count = 0;
  for (std::size_t size = 0; size < 600'000; size += line.size()) {
    ASSERT_EQ(reader.Take(line), State::kMore);
    count += reader.TakeProgress().size();
  }
  EXPECT_EQ(count, 600'000 / line.size() + 1);
  EXPECT_THAT(reader.answer().headers, IsEmpty());
}

TEST(AnswerReader, TakesNoOtherHeadersWithoutAnEnd) {
  for (const std::string_view line : {"A: b\r\n", "garbage\n"}) {
    AnswerReader reader;
    reader.Take("HTTP/1.1 200 OK\r\n");
    std::size_t size = 0;
    for (; size < 1'000'000 && reader.state() == State::kMore; size += line.size()) {
      reader.Take(line);
    }
    EXPECT_EQ(reader.fault(), "the headers of its answer are endless");
    EXPECT_LE(size, AnswerHead::kLongestHead + line.size());
  }
  AnswerReader reader;
  reader.Take("HTTP/1.1 200 OK\r\nA: ");
  EXPECT_EQ(reader.Take(std::string(100'000, 'x')), State::kNotHttp);
  EXPECT_EQ(reader.fault(), "a header of its answer is endless");
}

TEST(AnswerReader, TakesNoTrailersWithoutAnEnd) {
  AnswerReader reader;
  reader.Take("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n");
  const std::string line = "A: " + std::string(1000, 'b') + "\r\n";
  for (int i = 0; i < 100 && reader.state() == State::kMore; ++i) reader.Take(line);
  EXPECT_EQ(reader.state(), State::kBroken);
  EXPECT_EQ(reader.fault(), "a chunk's head or the trailers are endless");
}

}  // namespace
}  // namespace housewright::db
