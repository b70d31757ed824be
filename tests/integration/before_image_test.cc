// exec/before_image.h on real servers: what is recorded before a statement tells afterwards whether
// it took effect.

#include "exec/before_image.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "exec/probe.h"
#include "support/server_test.h"

namespace housewright {
namespace {

using exec::BeforeImage;
using exec::ProbeAnswer;
using ::testing::HasSubstr;
using Verdict = BeforeImage::Verdict;

constexpr db::Version kOfOldServer{18, 0, 0};
constexpr db::Version kOfNewServer{26, 0, 0};

project::RenderedStatement StatementOf(const std::string& sql) {
  project::RenderedStatement statement;
  statement.sql.text = sql;
  statement.facts = sql::Describe(sql);
  return statement;
}

// One statement that works, and what its kind of image says when it has.
struct Change {
  const char* sql;
  const char* kind;
  Verdict after = Verdict::kChanged;
  db::Version since = kOfOldServer;
};

// Each works after those before it.
constexpr Change kChanges[] = {
    {"EXCHANGE TABLES hw_before.a AND hw_before.b", "uuids", Verdict::kChanged, kOfNewServer},
    {"EXCHANGE TABLES hw_before.b AND hw_before.a", "uuids", Verdict::kChanged, kOfNewServer},
    {"RENAME TABLE hw_before.a TO hw_before.d", "uuids", Verdict::kChanged, kOfNewServer},
    {"RENAME TABLE hw_before.b TO hw_before.x, hw_before.d TO hw_before.b, hw_before.x TO "
     "hw_before.a",
     "uuids", Verdict::kChanged, kOfNewServer},
    {"EXCHANGE TABLES hw_before.a AND hw_before.b", "uuids", Verdict::kChanged, kOfNewServer},
    {"ALTER TABLE hw_before.a MODIFY COLUMN n UInt32 DEFAULT 7", "definition"},
    {"ALTER TABLE hw_before.b MODIFY COLUMN n UInt32 DEFAULT 7", "definition"},
    {"ALTER TABLE hw_before.c MODIFY COLUMN s LowCardinality(String)", "definition",
     Verdict::kChanged, kOfNewServer},
    {"ALTER TABLE hw_before.c ADD COLUMN k UInt8, MODIFY ORDER BY (id, k)", "definition"},
    {"ALTER TABLE hw_before.c ADD PROJECTION by_n (SELECT n, count() GROUP BY n)", "definition",
     Verdict::kChanged, kOfNewServer},
    {"ALTER TABLE hw_before.c DROP PROJECTION by_n", "definition", Verdict::kChanged, kOfNewServer},
    {"ALTER TABLE hw_before.c ADD CONSTRAINT small CHECK n < 1000000", "definition",
     Verdict::kChanged, kOfNewServer},
    {"ALTER TABLE hw_before.c DROP CONSTRAINT small", "definition", Verdict::kChanged,
     kOfNewServer},
    {"ALTER TABLE hw_before.c MODIFY TTL toDate('2100-01-01') + id", "definition",
     Verdict::kChanged, kOfNewServer},
    {"ALTER TABLE hw_before.c REMOVE TTL", "definition", Verdict::kChanged, kOfNewServer},
    {"ALTER TABLE hw_before.a UPDATE n = n + 1 WHERE p = 1", "mutations"},
    {"ALTER TABLE hw_before.a DELETE WHERE id = 3", "mutations"},
    // Its blocks may be anybody's.
    {"INSERT INTO hw_before.a SELECT number, 3, number, '' FROM numbers(5)", "blocks",
     Verdict::kCannotTell},
    {"ALTER TABLE hw_before.b ATTACH PARTITION 1 FROM hw_before.a", "partition"},
    {"ALTER TABLE hw_before.b REPLACE PARTITION 1 FROM hw_before.a", "partition"},
    {"ALTER TABLE hw_before.b REPLACE PARTITION 2 FROM hw_before.a", "partition"},
    {"ALTER TABLE hw_before.a MOVE PARTITION 0 TO TABLE hw_before.b", "partition",
     Verdict::kChanged, kOfNewServer},
    {"ALTER TABLE hw_before.b DROP PARTITION ID '1'", "partition"},
    {"ALTER TABLE hw_before.b DETACH PARTITION 2", "partition"},
};

class BeforeImages : public testing::ServerTest {
 protected:
  BeforeImages() : ServerTest("hw_before") {}

  void SetUp() override {
    ServerTest::SetUp();
    if (!session_) return;
    for (const char* table : {"a", "b", "c"}) {
      Run(std::string("CREATE TABLE hw_before.") + table +
          " (id UInt64, p UInt8, n UInt32, s String) ENGINE = MergeTree PARTITION BY p ORDER BY "
          "id");
    }
    Run("INSERT INTO hw_before.a SELECT number, number % 3, number, 'x' FROM numbers(30)");
    Run("INSERT INTO hw_before.a SELECT number, number % 3, number, 'y' FROM numbers(30)");
  }

  std::optional<BeforeImage::Values> Take(const BeforeImage& image) {
    exec::Asker asker(*session_);
    auto values = image.Take(asker);
    EXPECT_TRUE(values.has_value()) << values.error().ToString();
    return values ? *values : std::nullopt;
  }
  Verdict Compare(const BeforeImage& image, const BeforeImage::Values& before) {
    exec::Asker asker(*session_);
    const auto verdict = image.Compare(asker, before);
    EXPECT_TRUE(verdict.has_value()) << verdict.error().ToString();
    notes_ = asker.Notes();
    return verdict ? *verdict : Verdict::kCannotTell;
  }
  // An old server answers when a mutation is queued.
  void WaitForMutations() {
    while (Run("SELECT count() FROM system.mutations WHERE database = 'hw_before' AND NOT "
               "is_done") != "0\n") {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
  }

  std::string notes_;
};

TEST_P(BeforeImages, TellAfterwards) {
  for (const Change& change : kChanges) {
    if (facts_.version < change.since) continue;
    SCOPED_TRACE(change.sql);
    const project::RenderedStatement statement = StatementOf(change.sql);
    const auto image = exec::BeforeImageOf(statement);
    ASSERT_NE(image, nullptr);
    EXPECT_EQ(image->kind(), change.kind);
    const auto before = Take(*image);
    ASSERT_TRUE(before.has_value());
    EXPECT_EQ(Compare(*image, *before), Verdict::kAsItWas) << notes_;
    Run(change.sql);
    WaitForMutations();
    EXPECT_EQ(Compare(*image, *before), change.after) << notes_;
    EXPECT_NE(notes_, "");
    EXPECT_EQ(Compare(*image, {"nonsense"}), Verdict::kCannotTell) << "of a damaged journal";
    EXPECT_EQ(Compare(*image, {}), Verdict::kCannotTell);
  }
}

TEST_P(BeforeImages, AreNotTakenWhereTheyWouldNotTell) {
  // A name that nothing has, rows of no partition, an engine without parts, also behind a view, a
  // view with a table of its own.
  Run("CREATE TABLE hw_before.memory (id UInt64) ENGINE = Memory");
  Run("CREATE MATERIALIZED VIEW hw_before.to_memory TO hw_before.memory AS SELECT id FROM "
      "hw_before.a");
  Run("CREATE MATERIALIZED VIEW hw_before.own ENGINE = MergeTree ORDER BY id AS SELECT id FROM "
      "hw_before.b");
  for (const char* sql :
       {"EXCHANGE TABLES hw_before.a AND hw_before.nothing",
        "RENAME TABLE hw_before.nothing TO hw_before.other",
        "ALTER TABLE hw_before.a DROP PARTITION 77",
        "ALTER TABLE hw_before.nothing MODIFY COLUMN x Int8",
        "INSERT INTO hw_before.a VALUES (1, 2, 3, '')",
        "INSERT INTO hw_before.b VALUES (1, 2, 3, '')", "INSERT INTO hw_before.memory VALUES (1)",
        "INSERT INTO hw_before.nothing VALUES (1)"}) {
    SCOPED_TRACE(sql);
    const project::RenderedStatement statement = StatementOf(sql);
    const auto image = exec::BeforeImageOf(statement);
    ASSERT_NE(image, nullptr);
    EXPECT_EQ(Take(*image), std::nullopt);
  }
  for (const char* sql :
       {"CREATE TABLE hw_before.x (a Int8) ENGINE = Memory", "DROP TABLE hw_before.a",
        "ALTER TABLE hw_before.a ADD COLUMN x Int8", "ALTER TABLE hw_before.a DROP PARTITION ALL",
        "ALTER TABLE hw_before.a DROP PART '0_1_1_0'", "ALTER TABLE hw_before.a FREEZE",
        "ALTER TABLE hw_before.a UPDATE n = 1 WHERE 1, DROP COLUMN s",
        "ALTER TABLE hw_before.a MOVE PARTITION 0 TO DISK 'cold'",
        "EXCHANGE TABLES a AND b ON CLUSTER c", "RENAME DATABASE a TO b", "OPTIMIZE TABLE a"}) {
    SCOPED_TRACE(sql);
    const project::RenderedStatement statement = StatementOf(sql);
    EXPECT_EQ(exec::BeforeImageOf(statement), nullptr);
  }
}

TEST_P(BeforeImages, OfAnInsertKnowWhatIsBehindItsViews) {
  for (const char* table : {"first", "second"}) {
    Run(std::string("CREATE TABLE hw_before.") + table +
        " (id UInt64) ENGINE = MergeTree ORDER BY id");
  }
  Run("CREATE MATERIALIZED VIEW hw_before.view TO hw_before.first AS SELECT id FROM hw_before.a");
  Run("CREATE MATERIALIZED VIEW hw_before.next TO hw_before.second AS SELECT id FROM "
      "hw_before.first");
  const project::RenderedStatement statement =
      StatementOf("INSERT INTO hw_before.a VALUES (1, 2, 3, '')");
  const auto image = exec::BeforeImageOf(statement);
  const auto before = Take(*image);
  ASSERT_TRUE(before.has_value());
  ASSERT_EQ(before->size(), 5U);
  EXPECT_EQ((*before)[1], "hw_before.first");
  EXPECT_EQ((*before)[3], "hw_before.second");
  EXPECT_EQ(Compare(*image, *before), Verdict::kAsItWas);
  EXPECT_EQ(notes_,
            "hw_before.a and the tables behind its views have no part that they had not before it");
  // What came to any of them may be of the INSERT.
  Run("INSERT INTO hw_before.second VALUES (1)");
  EXPECT_EQ(Compare(*image, *before), Verdict::kCannotTell);
  EXPECT_EQ(notes_, "hw_before.second has other parts than before it");
  const auto again = Take(*image);
  Run(statement.sql.text);
  EXPECT_EQ(Compare(*image, *again), Verdict::kCannotTell) << notes_;
  // Other views than there were: nobody knows where rows have gone.
  const auto with_both = Take(*image);
  EXPECT_EQ(Compare(*image, *with_both), Verdict::kAsItWas) << notes_;
  EXPECT_EQ(Compare(*image, {with_both->front()}), Verdict::kCannotTell) << notes_;
  Run("DROP TABLE hw_before.next");
  EXPECT_EQ(Compare(*image, *with_both), Verdict::kCannotTell) << notes_;
  const auto with_one = Take(*image);
  ASSERT_EQ(with_one->size(), 3U);
  Run("DROP TABLE hw_before.view");
  Run("CREATE MATERIALIZED VIEW hw_before.other TO hw_before.second AS SELECT id FROM hw_before.a");
  EXPECT_EQ(Compare(*image, *with_one), Verdict::kCannotTell) << notes_;
}

// What an INSERT wrote may be gone by a merge of rows that cancel each other, or a TTL.
TEST_P(BeforeImages, OfAnInsertDoNotTellOfPartsThatAreGone) {
  const project::RenderedStatement statement =
      StatementOf("INSERT INTO hw_before.a VALUES (1, 2, 3, '')");
  const auto image = exec::BeforeImageOf(statement);
  const auto before = Take(*image);
  ASSERT_TRUE(before.has_value());
  Run(statement.sql.text);
  Run("ALTER TABLE hw_before.a DROP PARTITION 2");
  EXPECT_EQ(Compare(*image, *before), Verdict::kCannotTell) << notes_;
}

// More than are looked at before each INSERT.
TEST_P(BeforeImages, OfAnInsertFollowSoManyViews) {
  Run("CREATE TABLE hw_before.target (id UInt64) ENGINE = MergeTree ORDER BY id");
  const project::RenderedStatement statement =
      StatementOf("INSERT INTO hw_before.a VALUES (1, 2, 3, '')");
  const auto image = exec::BeforeImageOf(statement);
  for (int i = 0; i < 33; ++i) {
    EXPECT_TRUE(i % 8 != 0 || Take(*image).has_value()) << i;
    Run("CREATE MATERIALIZED VIEW hw_before.v" + std::to_string(i) +
        " TO hw_before.target AS SELECT id FROM hw_before.a");
  }
  EXPECT_EQ(Take(*image), std::nullopt);
}

// Somebody else's rows in between make both sides untrue.
TEST_P(BeforeImages, DoNotGuess) {
  const project::RenderedStatement statement =
      StatementOf("ALTER TABLE hw_before.b ATTACH PARTITION 1 FROM hw_before.a");
  const auto image = exec::BeforeImageOf(statement);
  const auto before = Take(*image);
  ASSERT_TRUE(before.has_value());
  Run("INSERT INTO hw_before.b VALUES (1, 1, 1, '')");
  EXPECT_EQ(Compare(*image, *before), Verdict::kCannotTell) << notes_;
  EXPECT_EQ(notes_, "1 row of the partition came to hw_before.b");
}

TEST_P(BeforeImages, AnswerAProbe) {
  const std::string sql = "ALTER TABLE hw_before.a DROP PARTITION 1";
  const project::RenderedStatement statement = StatementOf(sql);
  const auto image = exec::BeforeImageOf(statement);
  const auto before = Take(*image);
  ASSERT_TRUE(before.has_value());
  exec::ProbeHints hints;
  const auto probe = [&] {
    const auto result = exec::ProbeStatement(*session_, facts_, statement, "hw-nobody", hints);
    EXPECT_TRUE(result.has_value()) << result.error().ToString();
    return *result;
  };
  EXPECT_EQ(probe().answer, ProbeAnswer::kCannotTell);
  hints.before = journal::BeforeDetail{"partition", *before};
  EXPECT_EQ(probe().answer, ProbeAnswer::kCannotTell) << "its request may be in a queue";
  hints.another = [this] { return db::OpenHttpSession(endpoint_); };
  const exec::ProbeResult as_it_was = probe();
  EXPECT_EQ(as_it_was.answer, ProbeAnswer::kHadNoEffect);
  EXPECT_TRUE(as_it_was.by_silence) << "to be asked again when it cannot be on its way any more";
  EXPECT_FALSE(as_it_was.proves_sent);
  Run(sql);
  const exec::ProbeResult changed = probe();
  EXPECT_EQ(changed.answer, ProbeAnswer::kTookEffect);
  EXPECT_TRUE(changed.proves_sent);
  EXPECT_THAT(changed.evidence,
              HasSubstr("of the partition's 20 rows in hw_before.a none is left"));
  hints.before->kind = "uuids";
  EXPECT_EQ(probe().answer, ProbeAnswer::kCannotTell) << "of another statement";
}

INSTANTIATE_TEST_SUITE_P(All, BeforeImages, ::testing::ValuesIn(testing::ServerNames()),
                         testing::ServerTestName);

}  // namespace
}  // namespace housewright
