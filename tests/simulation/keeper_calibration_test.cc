// The model of a server that keeps journal and lock in a Keeper, against a real one with a real
// ZooKeeper: what the production code asks and sends is played on both, and each answer is
// compared.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "calibration.h"
#include "support/keeper.h"

namespace housewright::simulation {
namespace {

using journal::RunLock;
using std::chrono::seconds;

// The real server's database has another name than the model's. The path is the same: nobody else
// has this Keeper.
constexpr std::string_view kDatabase = "hw_keeper_simulation_test";
const journal::JournalName kJournal{"hw", "journal", std::string(Server::kKeeperPath)};

RunLock::Attempt Try(db::Session& session, const db::ServerFacts& facts, char digit,
                     seconds lease = seconds(60)) {
  return TryToLock(session, {kJournal, lease}, facts, digit);
}

void Append(db::Session& session, const db::ServerFacts& facts, const RunLock& lock) {
  AppendAndReadBack(session, kJournal, facts, &lock);
}

// A lock is refused, renewed, given back, and not had any more.
void PlayOneRunAfterTheOther(db::Session& session, const db::ServerFacts& facts) {
  (void)journal::ReadJournal(session, kJournal, true);
  (void)journal::CreateJournal(session, kJournal, facts);
  (void)journal::CreateJournal(session, kJournal, facts);
  (void)journal::ReadJournal(session, kJournal, true);
  (void)journal::ReadLocks(session, kJournal);
  const std::unique_ptr<RunLock> first = Try(session, facts, 'a').lock;
  ASSERT_NE(first, nullptr);
  EXPECT_EQ(Try(session, facts, 'b').lock, nullptr);
  EXPECT_TRUE(first->Confirm(session).has_value());
  Append(session, facts, *first);
  Append(session, facts, *first);
  EXPECT_TRUE(first->Renew(session).has_value());
  (void)journal::CountRunning(session, first->run_id());
  EXPECT_TRUE(first->Release(session).has_value());
  EXPECT_FALSE(first->Renew(session).has_value());
  EXPECT_FALSE(first->Confirm(session).has_value());
  EXPECT_TRUE(first->Release(session).has_value());
  const RunLock::Attempt second = Try(session, facts, 'b');
  ASSERT_NE(second.lock, nullptr);
  EXPECT_TRUE(second.taken_over.empty());
  (void)journal::ReadLocks(session, kJournal);
  EXPECT_TRUE(second.lock->Release(session).has_value());
  (void)journal::ReadJournal(session, kJournal, true);
  (void)journal::ReadJournal(session, kJournal, false);
}

// A lock expires and is taken over: the keys of the journal stop who had it.
void PlayATakeover(db::Session& session, const db::ServerFacts& facts) {
  (void)journal::CreateJournal(session, kJournal, facts);
  const std::unique_ptr<RunLock> late = Try(session, facts, 'a', seconds(-5)).lock;
  ASSERT_NE(late, nullptr);
  Append(session, facts, *late);
  const RunLock::Attempt next = Try(session, facts, 'b');
  ASSERT_NE(next.lock, nullptr);
  EXPECT_EQ(next.taken_over.size(), 1U);
  Append(session, facts, *late);
  EXPECT_FALSE(late->Confirm(session).has_value());
  EXPECT_FALSE(late->Renew(session).has_value());
  EXPECT_TRUE(next.lock->Confirm(session).has_value());
  Append(session, facts, *next.lock);
  EXPECT_TRUE(late->Release(session).has_value());
  (void)journal::ReadLocks(session, kJournal);
  EXPECT_TRUE(next.lock->Release(session).has_value());
  (void)journal::ReadJournal(session, kJournal, true);
}

// `unlock`: of a lock as it was seen, and of one that was renewed since then.
void PlayAnUnlock(db::Session& session, const db::ServerFacts& facts) {
  (void)journal::CreateJournal(session, kJournal, facts);
  const std::unique_ptr<RunLock> lock = Try(session, facts, 'a').lock;
  ASSERT_NE(lock, nullptr);
  auto seen = journal::ReadLocks(session, kJournal);
  ASSERT_EQ(seen->size(), 1U);
  journal::SeenLock before_it_was_renewed = seen->front();
  before_it_was_renewed.until -= 7;
  EXPECT_FALSE(journal::DropLock(session, kJournal, before_it_was_renewed).has_value());
  EXPECT_TRUE(lock->Renew(session).has_value());
  seen = journal::ReadLocks(session, kJournal);
  EXPECT_TRUE(journal::DropLock(session, kJournal, seen->front()).has_value());
  EXPECT_FALSE(lock->Renew(session).has_value());
  (void)journal::ReadLocks(session, kJournal);
}

// What two runs at once would send: a key that is there, a row that is not as it was seen.
void PlayCollisions(db::Session& session, const db::ServerFacts& facts) {
  (void)journal::CreateJournal(session, kJournal, facts);
  const std::unique_ptr<RunLock> lock = Try(session, facts, 'a').lock;
  ASSERT_NE(lock, nullptr);
  const auto send = [&session](std::string_view sql) {
    (void)session.Execute({.sql = sql, .settings = {{"keeper_map_strict_mode", "1"}}});
  };
  send(
      "INSERT INTO `hw`.`journal_lock` (number, run_id, command, os_user, os_host, process, "
      "tool_version, server, taken, renewed, until, state, beat) VALUES (1, 'bbbbbbbbbbbbbbbb', "
      "'upgrade', 'ada', 'there', '', '0.1.0', hostName(), now(), now(), now() + 60, 'held', '')");
  send(
      "ALTER TABLE `hw`.`journal_lock` UPDATE state = 'taken' WHERE number = 1 AND run_id = "
      "'bbbbbbbbbbbbbbbb' AND state = 'held'");
  send(
      "ALTER TABLE `hw`.`journal_lock` UPDATE state = 'taken' WHERE number = 2 AND run_id = "
      "'aaaaaaaaaaaaaaaa' AND state = 'held'");
  (void)journal::ReadLocks(session, kJournal);
  EXPECT_TRUE(lock->Release(session).has_value());
  const std::unique_ptr<RunLock> next = Try(session, facts, 'b', seconds(-5)).lock;
  ASSERT_NE(next, nullptr);
  const std::unique_ptr<RunLock> last = Try(session, facts, 'c', seconds(-5)).lock;
  ASSERT_NE(last, nullptr);
  send("ALTER TABLE `hw`.`journal_lock` DELETE WHERE number < 2 AND until < now() - 3600");
  send("ALTER TABLE `hw`.`journal_lock` DELETE WHERE number < 3 AND until < now() - 2");
  (void)journal::ReadLocks(session, kJournal);
  EXPECT_FALSE(next->Renew(session).has_value());
}

struct Named {
  std::string name;
  Scenario play;
};

void PrintTo(const Named& named, std::ostream* out) { *out << named.name; }

class ModelAndKeeper : public ::testing::TestWithParam<Named> {
 protected:
  void SetUp() override {
    const auto all = testing::KeeperPair::Shared();
    if (!all && all.error().code() == ErrorCode::kNotFound) GTEST_SKIP() << all.error().ToString();
    ASSERT_TRUE(all.has_value()) << all.error().ToString();
    auto session = db::OpenHttpSession((*all)->servers[0]->endpoint());
    ASSERT_TRUE(session.has_value()) << session.error().ToString();
    session_ = *std::move(session);
    const auto facts = db::ProbeServer(*session_, false);
    ASSERT_TRUE(facts.has_value()) << facts.error().ToString();
    facts_ = *facts;
    MakeDatabase();
  }

  // The last table of a path takes its rows out of the Keeper: each scenario finds it empty.
  void MakeDatabase() {
    for (const std::string_view head : {"DROP DATABASE IF EXISTS", "CREATE DATABASE"}) {
      const auto made = session_->Query(
          fmt::format("{} {}{}", head, kDatabase, head.starts_with("DROP") ? " SYNC" : ""));
      ASSERT_TRUE(made.has_value()) << made.error().ToString();
    }
  }

  std::unique_ptr<db::Session> session_;
  db::ServerFacts facts_;
};

TEST_P(ModelAndKeeper, AnswerTheSame) {
  const Scenario& scenario = GetParam().play;
  const std::vector<std::string> real = Record(scenario, facts_, [this](const db::Request& asked) {
    return AskWithRealNames(*session_, asked, kDatabase);
  });
  ASSERT_FALSE(HasFailure()) << "on the real server";
  EXPECT_GT(real.size(), 10U);
  ExpectTheSame(RecordOnModel(scenario, facts_, Form::kKeeper), real);
}

INSTANTIATE_TEST_SUITE_P(All, ModelAndKeeper,
                         ::testing::Values(Named{"OneRunAfterTheOther", PlayOneRunAfterTheOther},
                                           Named{"ATakeover", PlayATakeover},
                                           Named{"AnUnlock", PlayAnUnlock},
                                           Named{"Collisions", PlayCollisions}),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace housewright::simulation
