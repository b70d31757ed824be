// The lock of a run (journal/run_lock.h, exec/lock_keeper.h) on real servers.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <barrier>
#include <functional>
#include <latch>
#include <thread>

#include "base/process_identity.h"
#include "base/text.h"
#include "db/server_facts.h"
#include "exec/journal_writer.h"
#include "exec/lock_keeper.h"
#include "journal/journal.h"
#include "journal/run_lock.h"
#include "support/server_test.h"
#include "testing/manual_clock.h"

namespace housewright {
namespace {

using journal::RunLock;
using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class LockOnEveryServer : public testing::ServerTest {
 protected:
  LockOnEveryServer() : ServerTest("hw_lock_test") {}

  // Another machine's process: nobody here can say whether it lives.
  static journal::LockOwner Owner(const std::string& digit, const std::string& process = "") {
    return {.run_id = std::string(16, digit.front()),
            .command = "upgrade",
            .os_user = "ada",
            .os_host = "it's\ta host\\",
            .process = process,
            .tool_version = "0.1.0"};
  }
  RunLock::AskFacts AskFacts() {
    return [this] { return Result<const db::ServerFacts*>(&facts_); };
  }
  Result<RunLock::Attempt> Try(const journal::LockOwner& owner, seconds lease = seconds(60)) {
    return RunLock::Try(*session_, {name_, lease}, AskFacts(), 0, owner);
  }
  std::unique_ptr<RunLock> Take(const journal::LockOwner& owner, seconds lease = seconds(60)) {
    auto attempt = Try(owner, lease);
    EXPECT_TRUE(attempt.has_value()) << attempt.error().ToString();
    EXPECT_TRUE(attempt->lock != nullptr) << "held";
    return std::move(attempt->lock);
  }
  std::vector<std::string> Runs() {
    const auto locks = journal::ReadLocks(*session_, name_);
    EXPECT_TRUE(locks.has_value()) << locks.error().ToString();
    std::vector<std::string> runs;
    for (const journal::SeenLock& lock : *locks) runs.push_back(lock.owner.run_id);
    return runs;
  }
  Result<void> Append(const RunLock& lock) {
    journal::Journal journal(*session_, name_, facts_, 0);
    journal.FenceWith(&lock);
    journal::Entry entry;
    entry.kind = journal::EntryKind::kEpoch;
    entry.run_id = lock.run_id();
    entry.error = "a tab\tand 'quotes'\nand a \\";
    entry.error_code = -7;
    journal::Entry second = entry;
    second.kind = journal::EntryKind::kRelease;
    return journal.Append({entry, second});
  }
  std::size_t Rows() {
    const auto contents = journal::ReadJournal(*session_, name_, false);
    return contents->entries.size();
  }

  const journal::JournalName name_{"hw_lock_test", "journal"};
};

TEST_P(LockOnEveryServer, IsOneRunsUntilItGivesItBack) {
  const auto first = Take(Owner("a"));
  const auto second = Try(Owner("b"));
  ASSERT_TRUE(second.has_value()) << second.error().ToString();
  EXPECT_FALSE(second->lock != nullptr);
  ASSERT_TRUE(second->holder.has_value());
  EXPECT_EQ(second->holder->owner.run_id, std::string(16, 'a'));
  EXPECT_EQ(second->holder->owner.command, "upgrade");
  EXPECT_EQ(second->holder->owner.os_host, "it's\ta host\\");
  EXPECT_GE(second->holder->now, second->holder->since);
  EXPECT_EQ(second->holder->until, second->holder->renewed + 60);
  EXPECT_FALSE(second->holder->IsAbandoned());

  ASSERT_TRUE(first->Release(*session_).has_value());
  EXPECT_THAT(Runs(), IsEmpty());
  Take(Owner("b"));
  EXPECT_THAT(Runs(), ElementsAre(std::string(16, 'b')));
}

TEST_P(LockOnEveryServer, WithoutADatabaseNamesBootstrap) {
  Run("DROP DATABASE " + database_);
  const auto attempt = Try(Owner("a"));
  ASSERT_FALSE(attempt.has_value());
  EXPECT_EQ(attempt.error().code(), ErrorCode::kNotFound);
  EXPECT_THAT(attempt.error().advice(), HasSubstr("housewright bootstrap"));
}

TEST_P(LockOnEveryServer, OfAProcessThatIsGoneIsTakenOverAtOnceAndItsRowsAreRefused) {
  ASSERT_TRUE(journal::CreateJournal(*session_, name_, facts_).has_value());
  const std::string own = OwnProcessIdentity();
  const auto old = Take(Owner("a", own.substr(0, own.rfind('/')) + "/1"));
  ASSERT_TRUE(Append(*old).has_value());
  EXPECT_EQ(Rows(), 2U);

  const auto attempt = Try(Owner("b", own));
  ASSERT_TRUE(attempt.has_value()) << attempt.error().ToString();
  ASSERT_TRUE(attempt->lock != nullptr);
  ASSERT_THAT(attempt->taken_over, SizeIs(1));
  EXPECT_EQ(attempt->taken_over.front().owner.run_id, std::string(16, 'a'));
  EXPECT_THAT(Runs(), ElementsAre(std::string(16, 'b')));

  const auto refused = Append(*old);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code(), ErrorCode::kLocked) << refused.error().ToString();
  EXPECT_EQ(Rows(), 2U) << "a run that was taken over wrote to the journal";
  const auto renewed = old->Renew(*session_);
  ASSERT_FALSE(renewed.has_value());
  EXPECT_EQ(renewed.error().code(), ErrorCode::kLocked);
  EXPECT_TRUE(Append(*attempt->lock).has_value());
  EXPECT_EQ(Rows(), 4U);
}

TEST_P(LockOnEveryServer, OfTheSameNumberIsNotTakenForTheOldOne) {
  ASSERT_TRUE(journal::CreateJournal(*session_, name_, facts_).has_value());
  const auto first = Take(Owner("a"));
  ASSERT_TRUE(first->Release(*session_).has_value());
  const auto second = Take(Owner("b"));
  const auto refused = Append(*first);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code(), ErrorCode::kLocked) << refused.error().ToString();
  EXPECT_EQ(Rows(), 0U);
  EXPECT_EQ(first->Renew(*session_).error().code(), ErrorCode::kLocked);
}

// Its CREATE is lost on the way, another run makes the number, and then the connection breaks: what
// has the name is not this run's to take away.
TEST_P(LockOnEveryServer, OfAnotherRunStaysWhereATryFails) {
  class Breaking final : public db::Session {
   public:
    Breaking(db::Session& session, std::function<void()> instead)
        : session_(session), instead_(std::move(instead)) {}
    db::QueryResult Execute(const db::Request& request) override {
      const bool is_create = request.sql.starts_with("CREATE TABLE");
      if (is_create) instead_();
      const bool breaks = is_create || breaks_next_;
      breaks_next_ = is_create;
      if (!breaks) return session_.Execute(request);
      return std::unexpected(db::QueryError{Error(ErrorCode::kConnection, "the connection broke"),
                                            db::Delivery::kUnknown});
    }
    const db::Endpoint& endpoint() const override { return session_.endpoint(); }

   private:
    db::Session& session_;
    std::function<void()> instead_;
    bool breaks_next_ = false;
  } breaking(*session_, [this] { Take(Owner("b")); });
  const auto attempt = RunLock::Try(breaking, {name_, seconds(60)}, AskFacts(), 0, Owner("a"));
  ASSERT_FALSE(attempt.has_value());
  EXPECT_THAT(Runs(), ElementsAre(std::string(16, 'b')));
}

TEST_P(LockOnEveryServer, ThatExpiredByTheServersClockIsTakenOver) {
  Take(Owner("a"), seconds(-5));
  const auto attempt = Try(Owner("b"));
  ASSERT_TRUE(attempt.has_value()) << attempt.error().ToString();
  EXPECT_TRUE(attempt->lock != nullptr);
  EXPECT_THAT(attempt->taken_over, SizeIs(1));
}

TEST_P(LockOnEveryServer, WithoutARowCountsFromTheTimeOfItsTable) {
  Run("CREATE TABLE hw_lock_test.journal_lock_0000000007 (run_cccccccccccccccc UInt8, command "
      "String, os_user String, os_host String, process String, tool_version String, renewed "
      "DateTime, until DateTime) ENGINE = MergeTree ORDER BY tuple()");
  const auto locks = journal::ReadLocks(*session_, name_);
  ASSERT_TRUE(locks.has_value()) << locks.error().ToString();
  ASSERT_THAT(*locks, SizeIs(1));
  EXPECT_EQ(locks->front().number, 7U);
  EXPECT_EQ(locks->front().owner.run_id, std::string(16, 'c'));
  EXPECT_FALSE(locks->front().IsAbandoned());
  EXPECT_EQ(locks->front().until, locks->front().since + 5);
  EXPECT_FALSE(Try(Owner("b"))->lock != nullptr);
}

TEST_P(LockOnEveryServer, ManyAtOnceGiveItToOne) {
  constexpr int kRuns = 8;
  std::barrier together(kRuns);
  std::vector<std::jthread> threads;
  std::vector<std::unique_ptr<RunLock>> locks(kRuns);
  std::vector<std::unique_ptr<db::Session>> sessions;
  for (int i = 0; i < 2 * kRuns; ++i) sessions.push_back(Open());
  SystemClock clock;
  for (std::size_t i = 0; i < kRuns; ++i) {
    threads.emplace_back([&, i] {
      together.arrive_and_wait();
      auto attempt =
          RunLock::Try(*sessions[i], {name_, seconds(60)}, AskFacts(), 0, Owner(std::to_string(i)),
                       RunLock::Helper{*sessions[kRuns + i], SystemThreads(), clock});
      EXPECT_TRUE(attempt.has_value()) << attempt.error().ToString();
      if (attempt && attempt->lock) locks[i] = std::move(attempt->lock);
    });
  }
  threads.clear();
  const auto holders =
      std::ranges::count_if(locks, [](const auto& lock) { return lock != nullptr; });
  EXPECT_LE(holders, 1) << "two runs hold one lock";
  EXPECT_THAT(Runs(), SizeIs(static_cast<std::size_t>(holders)));
}

// What comes between the look of a try and its row.
class LockWithALateRow : public LockOnEveryServer {
 protected:
  // Tells when the list of locks was answered for the second time.
  class Watched final : public db::Session {
   public:
    explicit Watched(db::Session& session) : session_(session) {}
    db::QueryResult Execute(const db::Request& request) override {
      auto answer = session_.Execute(request);
      const bool is_look = request.sql.find("system.columns") != std::string_view::npos;
      if (is_look && ++looks_ == 2) second_look_.count_down();
      return answer;
    }
    const db::Endpoint& endpoint() const override { return session_.endpoint(); }
    void WaitForTheSecondLook() { second_look_.wait(); }

   private:
    db::Session& session_;
    int looks_ = 0;
    std::latch second_look_{1};
  };
  // Holds the row back until then, and does something else before it.
  class Late final : public db::Session {
   public:
    Late(db::Session& session, Watched& watched, std::function<void()> before)
        : session_(session), watched_(watched), before_(std::move(before)) {}
    db::QueryResult Execute(const db::Request& request) override {
      watched_.WaitForTheSecondLook();
      before_();
      return session_.Execute(request);
    }
    const db::Endpoint& endpoint() const override { return session_.endpoint(); }

   private:
    db::Session& session_;
    Watched& watched_;
    std::function<void()> before_;
  };

  Result<RunLock::Attempt> TryWithALateRow(const std::function<void()>& before) {
    Watched watched(*session_);
    const auto other = Open();
    Late late(*other, watched, before);
    return RunLock::Try(watched, {name_, seconds(60)}, AskFacts(), 0, Owner("a"),
                        RunLock::Helper{late, SystemThreads(), clock_});
  }

  testing::ManualClock clock_;
};

TEST_P(LockWithALateRow, IsHeldWhereTheRowIsInTime) {
  const auto attempt = TryWithALateRow([this] { clock_.Sleep(milliseconds(3'900)); });
  ASSERT_TRUE(attempt.has_value()) << attempt.error().ToString();
  EXPECT_TRUE(attempt->lock != nullptr);
  EXPECT_THAT(Runs(), ElementsAre(std::string(16, 'a')));
}

// The other run has found the table without a row for so long that it takes it for abandoned.
TEST_P(LockWithALateRow, GoesBackBehindWhoeverFoundNoRow) {
  std::unique_ptr<RunLock> other;
  const auto session = Open();
  const auto attempt = TryWithALateRow([&] {
    clock_.Sleep(milliseconds(4'000));
    SystemClock().Sleep(milliseconds(6'100));
    auto taken = RunLock::Try(*session, {name_, seconds(60)}, AskFacts(), 7, Owner("b"));
    EXPECT_TRUE(taken.has_value()) << taken.error().ToString();
    other = std::move(taken->lock);
    // As if it had not come to that yet.
    Run("CREATE TABLE hw_lock_test.journal_lock_0000000001 (run_aaaaaaaaaaaaaaaa UInt8, command "
        "String, os_user String, os_host String, process String, tool_version String, renewed "
        "DateTime, until DateTime) ENGINE = MergeTree ORDER BY tuple()");
  });
  ASSERT_TRUE(attempt.has_value()) << attempt.error().ToString();
  EXPECT_FALSE(attempt->lock != nullptr);
  ASSERT_TRUE(attempt->holder.has_value());
  EXPECT_EQ(attempt->holder->owner.run_id, std::string(16, 'b'));
  EXPECT_TRUE(other != nullptr);
  EXPECT_THAT(Runs(), ElementsAre(std::string(16, 'b')));
}

INSTANTIATE_TEST_SUITE_P(All, LockWithALateRow, ::testing::ValuesIn(testing::ServerNames()),
                         testing::ServerTestName);

TEST_P(LockOnEveryServer, IsRenewedFromAConnectionOfItsOwn) {
  const auto lock = Take(Owner("a"), seconds(3));
  SystemClock clock;
  const exec::LockKeeper keeper(
      *lock, [this] { return Result<std::unique_ptr<db::Session>>(Open()); }, clock,
      clock.Monotonic(),
      {.lease = seconds(3), .renew_every = milliseconds(200), .margin = milliseconds(500)});
  // The statement's own connection is busy for longer than the lease.
  Run("SELECT sleep(2) FORMAT Null");
  Run("SELECT sleep(2) FORMAT Null");
  const auto locks = journal::ReadLocks(*session_, name_);
  ASSERT_THAT(*locks, SizeIs(1));
  EXPECT_FALSE(locks->front().HasExpired());
  EXPECT_GT(locks->front().renewed, locks->front().since);
  const auto held = keeper.CheckHeld();
  EXPECT_TRUE(held.has_value()) << held.error().ToString();
}

TEST_P(LockOnEveryServer, ThatIsTakenOverIsNoticedByItsKeeper) {
  const auto lock = Take(Owner("a"));
  SystemClock clock;
  const exec::LockKeeper keeper(*lock,
                                [this] { return Result<std::unique_ptr<db::Session>>(Open()); },
                                clock, clock.Monotonic(), {.renew_every = milliseconds(50)});
  ASSERT_TRUE(lock->Release(*session_).has_value());
  Result<void> held;
  for (int i = 0; i < 200 && held; ++i) {
    clock.Sleep(milliseconds(25));
    held = keeper.CheckHeld();
  }
  ASSERT_FALSE(held.has_value());
  EXPECT_EQ(held.error().code(), ErrorCode::kLocked);
  EXPECT_THAT(held.error().message(), HasSubstr("is gone"));
}

TEST_P(LockOnEveryServer, ThatIsRenewedTooLateIsLost) {
  const auto lock = Take(Owner("a"));
  SystemClock clock;
  const exec::LockKeeper keeper(
      *lock, [this] { return Result<std::unique_ptr<db::Session>>(Open()); }, clock,
      clock.Monotonic(),
      {.lease = milliseconds(300), .renew_every = milliseconds(500), .margin = milliseconds(0)});
  // Nobody asked in between, and the server would have renewed it.
  clock.Sleep(milliseconds(800));
  const auto held = keeper.CheckHeld();
  ASSERT_FALSE(held.has_value());
  EXPECT_EQ(held.error().code(), ErrorCode::kLocked);
}

TEST_P(LockOnEveryServer, WhoseRenewalIsAnsweredTooLateIsLost) {
  const auto lock = Take(Owner("a"));
  SystemClock clock;
  const exec::LockKeeper keeper(
      *lock,
      [&] {
        clock.Sleep(milliseconds(300));
        return Result<std::unique_ptr<db::Session>>(Open());
      },
      clock, clock.Monotonic(),
      {.lease = milliseconds(600), .renew_every = milliseconds(400), .margin = milliseconds(0)});
  // Asked for in time, at 400, and answered behind 700, when another run may have taken it over.
  clock.Sleep(milliseconds(850));
  const auto held = keeper.CheckHeld();
  ASSERT_FALSE(held.has_value());
  EXPECT_EQ(held.error().code(), ErrorCode::kLocked);
}

TEST_P(LockOnEveryServer, OfAnEarlierTryOfTheSameRunIsNotInTheWay) {
  Take(Owner("a"));  // as if its answer had been lost
  Take(Owner("a"));
  EXPECT_THAT(Runs(), ElementsAre(std::string(16, 'a')));
}

TEST_P(LockOnEveryServer, ThatIsTakenOverEndsWhatRanAhead) {
  ASSERT_TRUE(journal::CreateJournal(*session_, name_, facts_).has_value());
  const auto lock = Take(Owner("a"));
  journal::Journal journal(*session_, name_, facts_, 0);
  journal.FenceWith(lock.get());
  exec::JournalWriter writer(&journal);
  journal::Entry entry;
  entry.kind = journal::EntryKind::kEpoch;
  entry.run_id = lock->run_id();
  const auto ahead = writer.Queue(entry);
  ASSERT_TRUE(writer.WaitFor(ahead).has_value());
  ASSERT_TRUE(lock->Release(*session_).has_value());
  const auto refused = writer.WaitFor(writer.Queue(entry));
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code(), ErrorCode::kLocked);
  // A statement whose intent was durable long before must not be sent any more.
  EXPECT_FALSE(writer.WaitFor(ahead).has_value());
}

TEST_P(LockOnEveryServer, ThatCannotBeRenewedIsLostBeforeItExpires) {
  const auto lock = Take(Owner("a"));
  SystemClock clock;
  const exec::LockKeeper keeper(
      *lock,
      [] { return Result<std::unique_ptr<db::Session>>(Fail(ErrorCode::kConnection, "no way")); },
      clock, clock.Monotonic(),
      {.lease = milliseconds(400),
       .renew_every = milliseconds(50),
       .try_again = milliseconds(50),
       .margin = milliseconds(100)});
  EXPECT_TRUE(keeper.CheckHeld().has_value());
  clock.Sleep(milliseconds(350));
  const auto held = keeper.CheckHeld();
  ASSERT_FALSE(held.has_value());
  EXPECT_EQ(held.error().code(), ErrorCode::kLocked);
  EXPECT_THAT(held.error().message(), HasSubstr("no way"));
}

TEST_P(LockOnEveryServer, CountsWhatTheServerStillExecutesOfARun) {
  const std::string run(16, 'd');
  EXPECT_EQ(*journal::CountRunning(*session_, run), 0U);
  const auto other = Open();
  std::jthread statement([&] {
    (void)other->Execute(
        {.sql = "SELECT sleep(2) FORMAT Null", .query_id = "hw-" + run + "-0001-u-1-1"});
  });
  std::uint64_t running = 0;
  for (int i = 0; i < 100 && running == 0; ++i) {
    std::this_thread::sleep_for(milliseconds(10));
    running = *journal::CountRunning(*session_, run);
  }
  EXPECT_EQ(running, 1U);
}

INSTANTIATE_TEST_SUITE_P(All, LockOnEveryServer, ::testing::ValuesIn(testing::ServerNames()),
                         testing::ServerTestName);

}  // namespace
}  // namespace housewright
