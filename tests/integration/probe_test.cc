// exec::ProbeStatement on real servers: what each source says, in each version.

#include "exec/probe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/random.h"
#include "db/server_facts.h"
#include "support/server_test.h"

namespace housewright {
namespace {

using ::testing::HasSubstr;

class ProbeOnEveryServer : public testing::ServerTest {
 protected:
  ProbeOnEveryServer() : ServerTest("hw_probe_test") {}
};

TEST_P(ProbeOnEveryServer, ProbesObjects) {
  const auto probe = [&](const std::string& sql, std::optional<std::int64_t> intent_time = {}) {
    project::RenderedStatement statement;
    statement.sql.text = sql;
    statement.facts = sql::Describe(sql);
    const auto result = exec::ProbeStatement(*session_, facts_, statement, "hw-nobody",
                                             {.intent_time = intent_time});
    EXPECT_TRUE(result.has_value()) << result.error().ToString();
    return *result;
  };
  Run("CREATE TABLE hw_probe_test.a (x Int8, y Int8) ENGINE = MergeTree ORDER BY x");
  using exec::ProbeAnswer;
  const std::string create =
      "CREATE TABLE hw_probe_test.a (x Int8, y Int8) ENGINE = MergeTree ORDER BY x";
  EXPECT_EQ(probe(create).answer, ProbeAnswer::kTookEffect);
  EXPECT_EQ(probe(create).evidence,
            "system.query_log does not know it; table hw_probe_test.a is there");
  EXPECT_EQ(probe(create, 4'000'000'000).answer, ProbeAnswer::kHadNoEffect);
  EXPECT_THAT(probe(create, 4'000'000'000).evidence, HasSubstr("is older than the statement"));
  EXPECT_TRUE(probe(create, 1'700'000'000).proves_sent);
  EXPECT_EQ(probe("DROP TABLE hw_probe_test.a").answer, ProbeAnswer::kHadNoEffect);
  EXPECT_EQ(probe("DROP TABLE hw_probe_test.c").answer, ProbeAnswer::kTookEffect);
  EXPECT_EQ(probe("ALTER TABLE hw_probe_test.a ADD COLUMN y Int8").answer,
            ProbeAnswer::kTookEffect);
  EXPECT_EQ(probe("ALTER TABLE hw_probe_test.a ADD COLUMN z Int8").answer,
            ProbeAnswer::kHadNoEffect);
  EXPECT_EQ(probe("ALTER TABLE hw_probe_test.a ADD COLUMN y Int8, ADD COLUMN z Int8").answer,
            ProbeAnswer::kCannotTell);
  EXPECT_EQ(probe("ALTER TABLE hw_probe_test.c DROP COLUMN y").answer, ProbeAnswer::kCannotTell);
  EXPECT_EQ(probe("RENAME TABLE hw_probe_test.b TO hw_probe_test.a").answer,
            ProbeAnswer::kTookEffect);
  EXPECT_EQ(probe("RENAME TABLE hw_probe_test.a TO hw_probe_test.b").answer,
            ProbeAnswer::kHadNoEffect);
  EXPECT_EQ(probe("EXCHANGE TABLES hw_probe_test.a AND hw_probe_test.b").answer,
            ProbeAnswer::kCannotTell);
  EXPECT_EQ(probe("CREATE DATABASE hw_probe_test").answer, ProbeAnswer::kTookEffect);
  EXPECT_EQ(probe("CREATE FUNCTION hw_no_such_function AS x -> x").answer,
            ProbeAnswer::kHadNoEffect);
  EXPECT_EQ(probe("CREATE OR REPLACE VIEW hw_probe_test.v AS SELECT 1").answer,
            ProbeAnswer::kSafeToResend);
}

// Somebody else made something else under the name.
TEST_P(ProbeOnEveryServer, ComparesWhatIsThereWithWhatTheStatementMakes) {
  Run("CREATE TABLE hw_probe_test.a (id Int32, n Nested(k String, v UInt8), e Enum8('a' = 1)) "
      "ENGINE = MergeTree ORDER BY id");
  const auto probe = [&](const std::string& definition, bool may_be_changed = false) {
    project::RenderedStatement statement;
    statement.sql.text = "CREATE TABLE hw_probe_test.a " + definition;
    statement.facts = sql::Describe(statement.sql.text);
    exec::ProbeHints hints;
    hints.may_be_changed = may_be_changed;
    const auto result = exec::ProbeStatement(*session_, facts_, statement, "hw-nobody", hints);
    EXPECT_TRUE(result.has_value()) << result.error().ToString();
    return *result;
  };
  using exec::ProbeAnswer;
  const std::string columns = "(id Int32, n Nested(k String, v UInt8), e Enum8('a'=1))";
  EXPECT_EQ(probe(columns + " ENGINE=MergeTree() ORDER BY id").answer, ProbeAnswer::kTookEffect);
  EXPECT_EQ(probe("AS hw_probe_test.b").answer, ProbeAnswer::kTookEffect) << "nothing to compare";
  const exec::ProbeResult engine = probe(columns + " ENGINE = Log");
  EXPECT_EQ(engine.answer, ProbeAnswer::kCannotTell);
  EXPECT_THAT(engine.evidence, HasSubstr("its engine is MergeTree and not Log"));
  EXPECT_EQ(probe(columns + " ENGINE = Log", true).answer, ProbeAnswer::kTookEffect)
      << "a later statement may have exchanged it";
  const exec::ProbeResult names = probe("(id Int32, x String) ENGINE = MergeTree ORDER BY id");
  EXPECT_EQ(names.answer, ProbeAnswer::kCannotTell);
  EXPECT_THAT(names.evidence, HasSubstr("it has the columns e, id, n.k, n.v and not id, x"));
  // What a type is called is the server's to say, where it can.
  const std::string others =
      ", n Nested(k String, v UInt8), e Enum8('a' = 1)) ENGINE = MergeTree "
      "ORDER BY id";
  EXPECT_EQ(probe("(id INT" + others).answer, ProbeAnswer::kTookEffect);
  const bool can_say = facts_.version >= db::Version{21, 1, 0};
  EXPECT_EQ(probe("(id UInt64" + others).answer,
            can_say ? ProbeAnswer::kCannotTell : ProbeAnswer::kTookEffect);
}

TEST_P(ProbeOnEveryServer, AsksTheQueryLog) {
  const auto probe = [&](const std::string& sql, const std::string& query_id) {
    project::RenderedStatement statement;
    statement.sql.text = sql;
    statement.facts = sql::Describe(sql);
    const auto result = exec::ProbeStatement(*session_, facts_, statement, query_id);
    EXPECT_TRUE(result.has_value()) << result.error().ToString();
    return *result;
  };
  const std::string create = "CREATE TABLE hw_probe_test.a (x Int8) ENGINE = Memory";
  const std::string good = "hw-" + RandomHex(8);
  const std::string bad = "hw-" + RandomHex(8);
  ASSERT_TRUE(session_->Execute({.sql = create, .query_id = good}).has_value());
  ASSERT_FALSE(session_->Execute({.sql = create, .query_id = bad}).has_value());
  EXPECT_EQ(probe(create, good).answer, exec::ProbeAnswer::kTookEffect);
  EXPECT_EQ(probe(create, good).evidence, "system.query_log says QueryFinish");
  EXPECT_EQ(probe(create, bad).answer, exec::ProbeAnswer::kHadNoEffect);
  EXPECT_THAT(probe(create, bad).evidence, HasSubstr("(code 57)"));
  EXPECT_EQ(probe("INSERT INTO hw_probe_test.a VALUES (1)", "hw-nobody").answer,
            exec::ProbeAnswer::kCannotTell);
}

// A run wrote the intent of an INSERT and died before it sent it: nothing but the log's silence
// tells, and only while the server lives, logs, and has been asked for what it has not written yet.
TEST_P(ProbeOnEveryServer, TrustsTheSilenceOfALogThatWouldKnow) {
  const auto another = [this] { return db::OpenHttpSession(endpoint_); };
  const auto probe = [&](const std::string& run, std::int64_t intent_time, bool silence_proves) {
    project::RenderedStatement statement;
    statement.sql.text = "INSERT INTO hw_probe_test.a VALUES (1)";
    statement.facts = sql::Describe(statement.sql.text);
    const auto result = exec::ProbeStatement(
        *session_, facts_, statement, "hw-" + run + "-0001-u-1-1",
        {.intent_time = intent_time,
         .another = silence_proves ? another : decltype(exec::ProbeHints::another)()});
    EXPECT_TRUE(result.has_value()) << result.error().ToString();
    return *result;
  };
  const std::string run = RandomHex(8);
  const std::int64_t now = std::stoll(Run("SELECT toUInt32(now())"));
  // Nothing of this run: perhaps the server logs none of its queries.
  EXPECT_EQ(probe(run, now, true).answer, exec::ProbeAnswer::kCannotTell);

  const std::string journal_id = "hw-" + run + "-journal-0123456789abcdef-1";
  const db::Request write{.sql = "CREATE TABLE hw_probe_test.a (x Int8) ENGINE = Memory",
                          .query_id = journal_id};
  ASSERT_TRUE(session_->Execute(write).has_value());
  const exec::ProbeResult known = probe(run, now, true);
  EXPECT_EQ(known.answer, exec::ProbeAnswer::kHadNoEffect);
  EXPECT_TRUE(known.by_silence);
  EXPECT_FALSE(known.proves_sent);
  EXPECT_EQ(known.evidence,
            "system.query_log does not know it; and would, as the server has run and logged since "
            "before it could be sent");
  EXPECT_EQ(probe(run, now, false).answer, exec::ProbeAnswer::kCannotTell) << "large, or unlogged";
  EXPECT_EQ(probe(RandomHex(8), now, true).answer, exec::ProbeAnswer::kCannotTell);
  EXPECT_EQ(probe(run, now + 1'000, true).answer, exec::ProbeAnswer::kCannotTell)
      << "nothing since";
  EXPECT_EQ(probe(run, 1'700'000'000, true).answer, exec::ProbeAnswer::kCannotTell)
      << "the server has started since then";
}

INSTANTIATE_TEST_SUITE_P(All, ProbeOnEveryServer, ::testing::ValuesIn(testing::ServerNames()),
                         testing::ServerTestName);

}  // namespace
}  // namespace housewright
