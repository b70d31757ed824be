// Journal and lock in KeeperMap tables (journal/journal.h, journal/keeper_lock.h), on two real
// servers that share a real ZooKeeper.

#include "support/keeper.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <barrier>
#include <thread>

#include "base/process_identity.h"
#include "base/text.h"
#include "db/server_facts.h"
#include "exec/lock_keeper.h"
#include "journal/fold.h"
#include "journal/journal.h"
#include "journal/run_lock.h"
#include "journal/script.h"
#include "support/server_test.h"

namespace housewright {
namespace {

using journal::Entry;
using journal::EntryKind;
using journal::RunLock;
using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kDatabase[] = "hw_keeper_test";

// Another machine's process: nobody here can say whether it lives.
journal::LockOwner Owner(const std::string& digit, const std::string& process = "") {
  return {.run_id = std::string(16, digit.front()),
          .command = "upgrade",
          .os_user = "ada",
          .os_host = "it's\ta host\\",
          .process = process,
          .tool_version = "0.1.0"};
}

Entry EntryOf(const std::string& run_id, EntryKind kind) {
  Entry entry;
  entry.kind = kind;
  entry.run_id = run_id;
  entry.error = "a tab\tand 'quotes'\nand a \\";
  entry.error_code = -7;
  return entry;
}

class InAKeeper : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto all = testing::KeeperPair::Shared();
    if (!all && all.error().code() == ErrorCode::kNotFound) GTEST_SKIP() << all.error().ToString();
    ASSERT_TRUE(all.has_value()) << all.error().ToString();
    name_.keeper_path =
        fmt::format("/tests/{}", ::testing::UnitTest::GetInstance()->current_test_info()->name());
    for (std::size_t i = 0; i < sessions_.size(); ++i) {
      sessions_[i] = Open(i);
      Run(i, fmt::format("DROP DATABASE IF EXISTS {}", kDatabase));
      Run(i, fmt::format("CREATE DATABASE {}", kDatabase));
    }
    const auto facts = db::ProbeServer(*sessions_[0], false);
    ASSERT_TRUE(facts.has_value()) << facts.error().ToString();
    facts_ = *facts;
  }

  // Of server 0 or 1.
  static std::unique_ptr<db::Session> Open(std::size_t server,
                                           std::optional<milliseconds> idle_timeout = {}) {
    db::Endpoint endpoint = (*testing::KeeperPair::Shared())->servers[server]->endpoint();
    if (idle_timeout) endpoint.idle_timeout = *idle_timeout;
    auto session = db::OpenHttpSession(endpoint);
    EXPECT_TRUE(session.has_value()) << session.error().ToString();
    return *std::move(session);
  }
  std::string Run(std::size_t server, const std::string& sql) {
    const auto answer = sessions_[server]->Query(sql);
    EXPECT_TRUE(answer.has_value()) << sql << "\n" << answer.error().ToString();
    return answer.value_or("");
  }

  RunLock::AskFacts AskFacts() {
    return [this] { return Result<const db::ServerFacts*>(&facts_); };
  }
  Result<RunLock::Attempt> Try(std::size_t server, const journal::LockOwner& owner,
                               seconds lease = seconds(60)) {
    return RunLock::Try(*sessions_[server], {name_, lease}, AskFacts(), 0, owner);
  }
  std::unique_ptr<RunLock> Take(std::size_t server, const journal::LockOwner& owner,
                                seconds lease = seconds(60)) {
    auto attempt = Try(server, owner, lease);
    EXPECT_TRUE(attempt.has_value()) << attempt.error().ToString();
    EXPECT_TRUE(attempt->lock != nullptr) << "held";
    return std::move(attempt->lock);
  }
  // As the server sees them: the runs that hold the lock.
  std::vector<std::string> Runs(std::size_t server) {
    const auto locks = journal::ReadLocks(*sessions_[server], name_);
    EXPECT_TRUE(locks.has_value()) << locks.error().ToString();
    std::vector<std::string> runs;
    for (const journal::SeenLock& lock : *locks) runs.push_back(lock.owner.run_id);
    return runs;
  }
  journal::SeenLock TheLock(std::size_t server) {
    const auto locks = journal::ReadLocks(*sessions_[server], name_);
    EXPECT_THAT(*locks, SizeIs(1));
    return locks->front();
  }

  void MakeJournals() {
    for (const auto& session : sessions_) {
      const auto made = journal::CreateJournal(*session, name_, facts_);
      ASSERT_TRUE(made.has_value()) << made.error().ToString();
    }
  }
  journal::Journal JournalAt(std::size_t server, std::uint64_t last_seq) {
    return {*sessions_[server], name_, facts_, last_seq};
  }
  std::vector<Entry> Entries(std::size_t server) {
    const auto contents = journal::ReadJournal(*sessions_[server], name_, false);
    EXPECT_TRUE(contents.has_value()) << contents.error().ToString();
    EXPECT_TRUE(contents->exists);
    return contents->entries;
  }
  std::vector<std::string> RunsOfEntries(std::size_t server) {
    std::vector<std::string> runs;
    for (const Entry& entry : Entries(server)) {
      runs.push_back(fmt::format("{} {} {}", entry.seq, entry.run_id.front(),
                                 journal::EntryKindName(entry.kind)));
    }
    return runs;
  }

  journal::JournalName name_{.database = kDatabase, .table = "journal"};
  std::array<std::unique_ptr<db::Session>, 2> sessions_;
  db::ServerFacts facts_;
};

TEST_F(InAKeeper, JournalIsOneForBothServers) {
  MakeJournals();
  journal::Journal first = JournalAt(0, 0);
  const std::string run(16, 'a');
  ASSERT_TRUE(first.Append({EntryOf(run, EntryKind::kEpoch), EntryOf(run, EntryKind::kIntent)}));
  ASSERT_TRUE(first.Append({EntryOf(run, EntryKind::kRelease)}));
  const std::vector<Entry> entries = Entries(1);
  ASSERT_THAT(entries, SizeIs(3));
  EXPECT_EQ(entries[1].seq, 2U);
  EXPECT_EQ(entries[1].epoch, 1U);
  EXPECT_EQ(entries[1].error, "a tab\tand 'quotes'\nand a \\");
  EXPECT_EQ(entries[1].error_code, -7);
  EXPECT_NE(entries[1].server_time, "");
  EXPECT_EQ(entries[2].kind, EntryKind::kRelease);
  journal::Journal second = JournalAt(1, 3);
  ASSERT_TRUE(second.Append({EntryOf(std::string(16, 'b'), EntryKind::kEpoch)}));
  EXPECT_THAT(RunsOfEntries(0), ElementsAre("1 a epoch", "2 a intent", "3 a release", "4 b epoch"));
}

TEST_F(InAKeeper, ARunThatMeetsAnothersRowWritesNothingMore) {
  MakeJournals();
  const std::string old(16, 'a');
  const std::string next(16, 'b');
  journal::Journal first = JournalAt(0, 0);
  ASSERT_TRUE(first.Append({EntryOf(old, EntryKind::kEpoch)}));
  journal::Journal second = JournalAt(1, 1);
  ASSERT_TRUE(second.Append({EntryOf(next, EntryKind::kEpoch)}));
  for (int tries = 0; tries < 3; ++tries) {
    const auto refused =
        first.Append({EntryOf(old, EntryKind::kIntent), EntryOf(old, EntryKind::kIntent)});
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code(), ErrorCode::kLocked);
    EXPECT_EQ(refused.error().message(),
              "entry 2 of the journal is of run bbbbbbbbbbbbbbbb: this run's lock is gone");
  }
  ASSERT_TRUE(second.Append({EntryOf(next, EntryKind::kRelease)}));
  EXPECT_THAT(RunsOfEntries(0), ElementsAre("1 a epoch", "2 b epoch", "3 b release"));
}

TEST_F(InAKeeper, AnAnswerThatIsLostIsReadBack) {
  MakeJournals();
  // The Keeper says nothing for longer than the client waits: the server executes the INSERT when
  // nobody listens any more.
  const std::string run(16, 'a');
  const auto impatient = Open(0, milliseconds(500));
  journal::Journal journal(*impatient, name_, facts_, 0);
  ASSERT_TRUE(journal.Append({EntryOf(run, EntryKind::kEpoch)}));
  const testing::Keeper& keeper = *(*testing::KeeperPair::Shared())->keeper;
  keeper.Stop();
  std::jthread later([&keeper] {
    std::this_thread::sleep_for(milliseconds(1'500));
    keeper.Continue();
  });
  const auto written =
      journal.Append({EntryOf(run, EntryKind::kIntent), EntryOf(run, EntryKind::kIntent)});
  later.join();
  EXPECT_TRUE(written.has_value()) << written.error().ToString();
  ASSERT_TRUE(journal.Append({EntryOf(run, EntryKind::kRelease)}));
  EXPECT_THAT(RunsOfEntries(1),
              ElementsAre("1 a epoch", "2 a intent", "3 a intent", "4 a release"));
}

TEST_F(InAKeeper, LockIsOneRunsUntilItGivesItBack) {
  const auto first = Take(0, Owner("a"));
  const auto second = Try(1, Owner("b"));
  ASSERT_TRUE(second.has_value()) << second.error().ToString();
  EXPECT_TRUE(second->lock == nullptr);
  ASSERT_TRUE(second->holder.has_value());
  EXPECT_EQ(second->holder->owner.run_id, std::string(16, 'a'));
  EXPECT_EQ(second->holder->owner.command, "upgrade");
  EXPECT_EQ(second->holder->owner.os_host, "it's\ta host\\");
  EXPECT_GE(second->holder->now, second->holder->since);
  EXPECT_EQ(second->holder->until, second->holder->renewed + 60);
  EXPECT_FALSE(second->holder->IsAbandoned());
  EXPECT_THAT(Runs(1), ElementsAre(std::string(16, 'a')));

  ASSERT_TRUE(first->Release(*sessions_[0]).has_value());
  EXPECT_THAT(Runs(1), IsEmpty());
  const auto third = Try(1, Owner("b"));
  ASSERT_TRUE(third->lock != nullptr);
  EXPECT_THAT(third->taken_over, IsEmpty()) << "it was given back in order";
  EXPECT_THAT(Runs(0), ElementsAre(std::string(16, 'b')));
  // What is given back is not had any more, whatever its holder thinks.
  EXPECT_EQ(first->Renew(*sessions_[0]).error().code(), ErrorCode::kLocked);
  EXPECT_TRUE(first->Release(*sessions_[0]).has_value());
  EXPECT_THAT(Runs(0), ElementsAre(std::string(16, 'b')));
}

TEST_F(InAKeeper, LockOfAProcessThatIsGoneIsTakenOverAtOnceAndItsRowsAreRefused) {
  MakeJournals();
  const std::string own = OwnProcessIdentity();
  const auto old = Take(0, Owner("a", own.substr(0, own.rfind('/')) + "/1"));
  journal::Journal rows = JournalAt(0, 0);
  rows.FenceWith(old.get());
  ASSERT_TRUE(rows.Append({EntryOf(old->run_id(), EntryKind::kEpoch)}));

  const auto attempt = Try(1, Owner("b", own));
  ASSERT_TRUE(attempt.has_value()) << attempt.error().ToString();
  ASSERT_TRUE(attempt->lock != nullptr);
  ASSERT_THAT(attempt->taken_over, SizeIs(1));
  EXPECT_EQ(attempt->taken_over.front().owner.run_id, std::string(16, 'a'));
  EXPECT_THAT(Runs(0), ElementsAre(std::string(16, 'b')));

  // What the old run reads now has its successor's rows in it, and may not be gone on from.
  const auto confirmed = old->Confirm(*sessions_[0]);
  ASSERT_FALSE(confirmed.has_value());
  EXPECT_EQ(confirmed.error().code(), ErrorCode::kLocked);
  EXPECT_TRUE(attempt->lock->Confirm(*sessions_[1]).has_value());

  const auto refused = rows.Append({EntryOf(old->run_id(), EntryKind::kIntent)});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code(), ErrorCode::kLocked) << refused.error().ToString();
  EXPECT_THAT(RunsOfEntries(0), ElementsAre("1 a epoch", "2 b epoch", "3 b release"));
  EXPECT_EQ(Entries(0)[1].detail, R"({"took_over":"aaaaaaaaaaaaaaaa"})");
  const auto renewed = old->Renew(*sessions_[0]);
  ASSERT_FALSE(renewed.has_value());
  EXPECT_EQ(renewed.error().code(), ErrorCode::kLocked);
  EXPECT_TRUE(old->Release(*sessions_[0]).has_value());
  EXPECT_THAT(Runs(0), ElementsAre(std::string(16, 'b')));

  journal::Journal ours = JournalAt(1, 3);
  ours.FenceWith(attempt->lock.get());
  EXPECT_TRUE(ours.Append({EntryOf(attempt->lock->run_id(), EntryKind::kEpoch)}));
}

TEST_F(InAKeeper, LockThatExpiredByTheServersClockIsTakenOver) {
  const auto old = Take(0, Owner("a"), seconds(-5));
  const auto attempt = Try(1, Owner("b"));
  ASSERT_TRUE(attempt.has_value()) << attempt.error().ToString();
  EXPECT_TRUE(attempt->lock != nullptr);
  EXPECT_THAT(attempt->taken_over, SizeIs(1));
}

TEST_F(InAKeeper, LockThatWasRenewedSinceItWasSeenIsNotEnded) {
  const auto expired = Take(0, Owner("a"), seconds(-5));
  const journal::SeenLock seen = TheLock(1);
  ASSERT_TRUE(seen.HasExpired());
  Run(1, "SELECT sleep(1.1) FORMAT Null");  // a renewal of the same second says the same
  ASSERT_TRUE(expired->Renew(*sessions_[0]).has_value());
  const auto dropped = journal::DropLock(*sessions_[1], name_, seen);
  ASSERT_FALSE(dropped.has_value());
  EXPECT_EQ(dropped.error().code(), ErrorCode::kLocked);
  EXPECT_THAT(Runs(0), ElementsAre(std::string(16, 'a')));
  ASSERT_TRUE(expired->Renew(*sessions_[0]).has_value());
  ASSERT_TRUE(journal::DropLock(*sessions_[1], name_, TheLock(1)).has_value());
  EXPECT_EQ(expired->Renew(*sessions_[0]).error().code(), ErrorCode::kLocked);
  EXPECT_THAT(Runs(0), IsEmpty());
}

TEST_F(InAKeeper, ARunThatDiedBeforeItHadFencedItsPredecessorIsFencedWithIt) {
  MakeJournals();
  const auto first = Take(0, Owner("a"));
  journal::Journal rows = JournalAt(0, 0);
  ASSERT_TRUE(rows.Append({EntryOf(first->run_id(), EntryKind::kEpoch)}));
  // As run b left it: its own row stands, the fence does not.
  Run(0, fmt::format("ALTER TABLE {}.journal_lock UPDATE state = 'taken' WHERE number = 1",
                     kDatabase));
  Run(0, fmt::format("INSERT INTO {}.journal_lock SELECT 2, 'bbbbbbbbbbbbbbbb', 'upgrade', 'ada', "
                     "'elsewhere', '', '', '', now() - 90, now() - 90, now() - 30, 'held', ''",
                     kDatabase));
  const auto attempt = Try(0, Owner("c"));
  ASSERT_TRUE(attempt.has_value()) << attempt.error().ToString();
  ASSERT_TRUE(attempt->lock != nullptr);
  ASSERT_THAT(attempt->taken_over, SizeIs(2));
  EXPECT_EQ(attempt->taken_over[0].owner.run_id, std::string(16, 'a'));
  EXPECT_EQ(attempt->taken_over[1].owner.run_id, std::string(16, 'b'));
  EXPECT_EQ(rows.Append({EntryOf(first->run_id(), EntryKind::kIntent)}).error().code(),
            ErrorCode::kLocked);
}

TEST_F(InAKeeper, ManyAtOnceOnBothServersGetItOneAfterTheOther) {
  constexpr std::size_t kRuns = 8;
  std::barrier together(static_cast<std::ptrdiff_t>(kRuns));
  std::atomic<int> holders = 0;
  std::atomic<int> most = 0;
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < kRuns; ++i) {
    threads.emplace_back([&, i] {
      const auto session = Open(i % 2);
      together.arrive_and_wait();
      for (bool had_it = false; !had_it;) {
        auto attempt =
            RunLock::Try(*session, {name_, seconds(60)}, AskFacts(), 0, Owner(std::to_string(i)));
        ASSERT_TRUE(attempt.has_value()) << attempt.error().ToString();
        if (attempt->lock == nullptr) continue;
        EXPECT_THAT(attempt->taken_over, IsEmpty());
        const int now = ++holders;
        for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {
        }
        std::this_thread::sleep_for(milliseconds(20));
        --holders;
        EXPECT_TRUE(attempt->lock->Release(*session).has_value());
        had_it = true;
      }
    });
  }
  threads.clear();
  EXPECT_EQ(most, 1) << "two runs held one lock";
  EXPECT_THAT(Runs(0), IsEmpty());
  EXPECT_EQ(Run(1, fmt::format("SELECT max(number), count() FROM {}.journal_lock", kDatabase)),
            "8\t8\n");
}

TEST_F(InAKeeper, LockIsRenewedFromAConnectionOfItsOwn) {
  const auto lock = Take(0, Owner("a"), seconds(3));
  SystemClock clock;
  const exec::LockKeeper keeper(
      *lock, [] { return Result<std::unique_ptr<db::Session>>(Open(1)); }, clock, clock.Monotonic(),
      {.lease = seconds(3), .renew_every = milliseconds(200), .margin = milliseconds(500)});
  // The statement's own connection is busy for longer than the lease.
  Run(0, "SELECT sleep(2) FORMAT Null");
  Run(0, "SELECT sleep(2) FORMAT Null");
  const journal::SeenLock seen = TheLock(0);
  EXPECT_FALSE(seen.HasExpired());
  EXPECT_GT(seen.renewed, seen.since);
  const auto held = keeper.CheckHeld();
  EXPECT_TRUE(held.has_value()) << held.error().ToString();
}

TEST_F(InAKeeper, OldRowsOfTheLockGoAndTheLastOneStays) {
  ASSERT_TRUE(Take(0, Owner("a"))->Release(*sessions_[0]).has_value());
  Run(0, fmt::format("INSERT INTO {}.journal_lock SELECT number + 2, 'bbbbbbbbbbbbbbbb', '', '', "
                     "'', '', '', '', now() - 9000, now() - 9000, now() - 8940, 'released', '' "
                     "FROM system.numbers LIMIT 100",
                     kDatabase));
  const auto next = Take(1, Owner("c"));
  EXPECT_EQ(Run(0, fmt::format("SELECT number FROM {}.journal_lock ORDER BY number", kDatabase)),
            "1\n102\n")
      << "row 1 is not old enough";
  EXPECT_EQ(TheLock(0).owner.run_id, std::string(16, 'c'));
}

TEST_F(InAKeeper, LockOfAnEarlierTryOfTheSameRunIsNotInTheWay) {
  const auto lost = Take(0, Owner("a"));  // as if its answer had been lost
  const auto attempt = Try(1, Owner("a"));
  ASSERT_TRUE(attempt->lock != nullptr);
  EXPECT_THAT(attempt->taken_over, IsEmpty());
  EXPECT_THAT(Runs(0), ElementsAre(std::string(16, 'a')));
}

TEST_F(InAKeeper, AScriptsRowsAreStrictToo) {
  MakeJournals();
  const journal::ScriptRows script(name_, "0000abcd");
  Entry epoch = EntryOf("", EntryKind::kEpoch);
  Entry intent = EntryOf("", EntryKind::kIntent);
  intent.revision = "0001";
  intent.direction = "upgrade";
  intent.statement = intent.statements = 1;
  Entry done = intent;
  done.kind = EntryKind::kDone;
  Run(0, script.Insert(epoch));
  Run(0, script.Insert(intent));
  Run(1, script.Insert(done));
  EXPECT_TRUE(journal::Fold(Entries(1)).IsApplied(revision::RevisionId("0001")));
  // As a script reads the journal whose server's Keeper is behind: another has the next seq.
  const auto late = sessions_[0]->Query(
      ReplaceAll(script.Insert(intent), "max(seq) +", "toUInt64(1) + 0 * max(seq) +"));
  ASSERT_FALSE(late.has_value());
  EXPECT_EQ(late.error().server_code(), 999) << late.error().ToString();
  EXPECT_THAT(Entries(0), SizeIs(3));
  Run(1, journal::GuardSql(name_, "this script begins at 0001",
                           std::array{journal::ExpectedStand{"0001", "is applied"}}));
}

TEST_F(InAKeeper, AJournalOfOneServerIsNotTakenForOne) {
  ASSERT_TRUE(journal::CreateJournal(*sessions_[0], {kDatabase, "journal"}, facts_).has_value());
  const auto attempt = Try(0, Owner("a"));
  ASSERT_FALSE(attempt.has_value());
  EXPECT_EQ(attempt.error().code(), ErrorCode::kConflict);
  EXPECT_THAT(attempt.error().message(),
              HasSubstr("the table hw_keeper_test.journal is not kept at the target's keeper_path "
                        "/tests/AJournalOfOneServerIsNotTakenForOne: its engine is MergeTree"));
}

TEST_F(InAKeeper, AJournalThatIsThereIsNotTakenForOneServers) {
  MakeJournals();
  const auto lock = Take(0, Owner("a"));
  const journal::JournalName without{kDatabase, "journal"};
  const auto attempt =
      RunLock::Try(*sessions_[0], {without, seconds(60)}, AskFacts(), 0, Owner("b"));
  ASSERT_FALSE(attempt.has_value());
  EXPECT_EQ(attempt.error().code(), ErrorCode::kConflict);
  EXPECT_EQ(attempt.error().message(),
            "the lock of this journal is kept in a Keeper, by the table "
            "hw_keeper_test.journal_lock, and the target has no keeper_path");
}

TEST_F(InAKeeper, WithoutADatabaseNamesBootstrap) {
  Run(0, fmt::format("DROP DATABASE {}", kDatabase));
  const auto attempt = Try(0, Owner("a"));
  ASSERT_FALSE(attempt.has_value());
  EXPECT_EQ(attempt.error().code(), ErrorCode::kNotFound);
  EXPECT_THAT(attempt.error().advice(), HasSubstr("housewright bootstrap"));
  const auto locks = journal::ReadLocks(*sessions_[0], name_);
  ASSERT_TRUE(locks.has_value()) << locks.error().ToString();
  EXPECT_THAT(*locks, IsEmpty());
}

class WithoutAKeeper : public testing::ServerTest {
 protected:
  WithoutAKeeper() : ServerTest("hw_no_keeper_test") {}
};

TEST_P(WithoutAKeeper, SaysWhichSettingTheServerLacks) {
  const journal::JournalName name{"hw_no_keeper_test", "journal", "/tests/none"};
  const auto created = journal::CreateJournal(*session_, name, facts_);
  ASSERT_FALSE(created.has_value());
  EXPECT_EQ(created.error().code(), ErrorCode::kUnsupported) << created.error().ToString();
  EXPECT_THAT(created.error().ToString(), HasSubstr("KeeperMap"));
  EXPECT_THAT(created.error().advice(), HasSubstr("keeper_map_path_prefix"));
  const auto facts = [this] { return Result<const db::ServerFacts*>(&facts_); };
  const auto attempt = RunLock::Try(*session_, {name, seconds(60)}, facts, 0, Owner("a"));
  ASSERT_FALSE(attempt.has_value());
  EXPECT_EQ(attempt.error().code(), ErrorCode::kUnsupported);
}

INSTANTIATE_TEST_SUITE_P(All, WithoutAKeeper, ::testing::Values("new", "old"),
                         testing::ServerTestName);

}  // namespace
}  // namespace housewright
