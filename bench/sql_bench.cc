// Lexing, splitting, streaming and hashing SQL: bytes per second on texts as projects have them.

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <string>

#include "base/source_text.h"
#include "sql/lexer.h"
#include "sql/statement.h"
#include "sql/statement_stream.h"
#include "sql/token_hash.h"

namespace housewright::sql {
namespace {

constexpr std::size_t kTextSize = std::size_t{32} << 20U;

// CREATE TABLE, ALTER and materialized views with comments, as in revision files.
std::string DdlText() {
  std::string text;
  for (int i = 0; text.size() < kTextSize; ++i) {
    text += fmt::format(
        "-- on: one-host\n"
        "-- Raw events of part {0}; one row for each statement that the bus delivered.\n"
        "CREATE TABLE IF NOT EXISTS analytics.events_{0}\n"
        "(\n"
        "    event_id UUID NOT NULL,\n"
        "    emission_time DateTime64(6) CODEC(DoubleDelta, ZSTD(1)),\n"
        "    `actor_id` LowCardinality(String) COMMENT 'who did it; never null',\n"
        "    course_key String DEFAULT JSONExtractString(event, 'object', 'id'),\n"
        "    score Nullable(Decimal(18, 4)), -- may be missing\n"
        "    event String,\n"
        "    INDEX by_actor actor_id TYPE bloom_filter(0.01) GRANULARITY 4\n"
        ")\n"
        "ENGINE = ReplacingMergeTree\n"
        "PARTITION BY toYYYYMM(emission_time)\n"
        "PRIMARY KEY (course_key, actor_id)\n"
        "ORDER BY (course_key, actor_id, emission_time, event_id)\n"
        "TTL toDateTime(emission_time) + INTERVAL 3 YEAR\n"
        "SETTINGS index_granularity = 8192;\n\n"
        "/* Filled by the view below. */\n"
        "ALTER TABLE analytics.events_{0} ADD COLUMN verb_id String AFTER actor_id;\n"
        "CREATE MATERIALIZED VIEW analytics.by_day_{0} TO analytics.days AS\n"
        "SELECT toDate(emission_time) AS day, course_key, count() AS n, sum(score * 1.5) AS total\n"
        "FROM analytics.events_{0}\n"
        "WHERE verb_id IN ('http://adlnet.gov/expapi/verbs/passed', 'it\\'s')\n"
        "GROUP BY day, course_key;\n\n",
        i);
  }
  return text;
}

std::string InsertText() {
  std::string text = "INSERT INTO analytics.events (id, name, body, score) VALUES\n";
  for (int i = 0; text.size() < kTextSize; ++i) {
    text += fmt::format(
        "({}, 'course-v1:edX+DemoX+{}', '{{\"verb\": \"passed; -- or not\", \"actor\": "
        "\"someone@example.org\", \"text\": \"it\\'s fine\"}}', {}.25),\n",
        i, i % 97, i % 100);
  }
  return text + "(0, '', '', 0);\n";
}

const SourceText& Ddl() {
  static const SourceText text("ddl.sql", DdlText());
  return text;
}
const SourceText& Insert() {
  static const SourceText text("insert.sql", InsertText());
  return text;
}

void SetBytes(benchmark::State& state, std::size_t size) {
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) *
                          static_cast<std::int64_t>(size));
}

void Lex(benchmark::State& state, const SourceText& source) {
  for (auto _ : state) {
    Lexer lexer(source.text());
    std::size_t tokens = 0;
    while (!lexer.Next().IsEnd()) ++tokens;
    benchmark::DoNotOptimize(tokens);
  }
  SetBytes(state, source.text().size());
}
BENCHMARK_CAPTURE(Lex, ddl, Ddl())->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Lex, insert, Insert())->Unit(benchmark::kMillisecond);

void Split(benchmark::State& state, const SourceText& source) {
  for (auto _ : state) {
    auto statements = SplitStatements(source);
    if (!statements) state.SkipWithError(statements.error().ToString().c_str());
    benchmark::DoNotOptimize(statements);
  }
  SetBytes(state, source.text().size());
}
BENCHMARK_CAPTURE(Split, ddl, Ddl())->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Split, insert, Insert())->Unit(benchmark::kMillisecond);

void Stream(benchmark::State& state, const SourceText& source) {
  for (auto _ : state) {
    std::size_t bytes = 0;
    StatementStream stream("a.sql", {.on_begin = [](const Position&) { return Result<void>(); },
                                     .on_text =
                                         [&bytes](std::string_view piece) {
                                           bytes += piece.size();
                                           return Result<void>();
                                         },
                                     .on_end = [](const Position&) { return Result<void>(); }});
    const bool ok = stream.Feed(source.text()).has_value() && stream.Finish().has_value();
    if (!ok) state.SkipWithError("the stream refuses the text");
    benchmark::DoNotOptimize(bytes);
  }
  SetBytes(state, source.text().size());
}
BENCHMARK_CAPTURE(Stream, ddl, Ddl())->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Stream, insert, Insert())->Unit(benchmark::kMillisecond);

void Hash(benchmark::State& state, const SourceText& source) {
  for (auto _ : state) benchmark::DoNotOptimize(TokenHash(source.text()));
  SetBytes(state, source.text().size());
}
BENCHMARK_CAPTURE(Hash, ddl, Ddl())->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace housewright::sql
