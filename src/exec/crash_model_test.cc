// Random histories of statements on a model of a server, each cut at a random request of the tool
// and then run to its end: nothing is lost, nothing is done twice.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "exec/executor.h"
#include "exec/model_server.h"
#include "exec/settle.h"
#include "journal/detail.h"
#include "journal/fold.h"
#include "plan/plan.h"
#include "project/project.h"
#include "testing/manual_clock.h"
#include "testing/memory_file_system.h"

namespace housewright::exec {
namespace {

using journal::Entry;
using journal::EntryKind;
using testing::LeavesNoMark;
using testing::MayRepeat;
using testing::ModelServer;
using testing::ModelSession;
using testing::ModelState;
using testing::Op;
using testing::OpKind;
using testing::QueryLog;

constexpr std::uint64_t kHistories = 1'000;  // HOUSEWRIGHT_MODEL_HISTORIES asks for more
constexpr int kRunsAtMost = 60;

constexpr const char* kConfig = R"([project]
name = "model"
state_database = "hw"
default_target = "here"
[services.xapi]
[targets.here]
url = "http://127.0.0.1:8123"
)";

struct Revision {
  std::string id;
  std::vector<Op> ops;
};

std::string FileOf(const Revision& revision, const std::string& parent) {
  std::string text =
      fmt::format("-- revision: {}\n-- down_revision: {}\n-- message: some\n\n-- +upgrade\n",
                  revision.id, parent);
  for (const Op& op : revision.ops) text += SqlOf(op) + ";\n";
  return text + "\n-- +downgrade\n-- no-op: a model\n";
}

class History {
 public:
  explicit History(std::uint64_t seed)
      : dice_(seed), log_(static_cast<QueryLog>(dice_.Below(3))), server_(seed, log_) {
    const std::vector<Op> ops = RandomHistory(dice_, 3 + dice_.Below(14), wanted_);
    for (const Op& op : ops) {
      if (revisions_.empty() || dice_.OneIn(4)) {
        revisions_.push_back({fmt::format("{:04}", revisions_.size() + 1), {}});
      }
      Revision& revision = revisions_.back();
      revision.ops.push_back(op);
      server_.ops[SqlOf(op)] = op;
      units_.push_back(fmt::format("{}-{}", revision.id, revision.ops.size()));
      by_unit_[units_.back()] = op;
    }
    // Once more, with rows marked by the statement that wrote them.
    wanted_ = {};
    for (const std::string& unit : units_) Apply(by_unit_.at(unit), wanted_, 0, unit);
    facts_.version_text = "26.7.2.1";
    facts_.version = {26, 7, 2};
    Load();
  }

  void Play() {
    PlantRefusal();
    for (int run = 0; run < kRunsAtMost; ++run) {
      // Later runs die less and less.
      const bool dies = dice_.Below(static_cast<std::size_t>(run) + 2) < 2 && run < 12;
      server_.NewTool(dies ? static_cast<int>(1 + dice_.Below(run == 0 ? 40 : 20)) : 0,
                      dice_.OneIn(2));
      const auto report = Upgrade();
      if (report) break;
      if (server_.dead) continue;
      if (report.error().code() == ErrorCode::kNeedsDecision) {
        server_.NewTool(0, false);
        ASSERT_NO_FATAL_FAILURE(DecideAsAPerson(report.error())) << Text();
        continue;
      }
      // Only what was planted is refused: a statement that is sent a second time would be too.
      ASSERT_TRUE(planted_stop_ && report.error().server_code() == planted_code_)
          << report.error().ToString() << "\n"
          << Text();
      planted_stop_ = false;
    }
    Check();
  }

 private:
  void Load() {
    testing_files_.Put("/project/housewright.toml", kConfig);
    std::string parent = "none";
    for (const Revision& revision : revisions_) {
      testing_files_.Put(fmt::format("/project/services/xapi/{}_some.sql", revision.id),
                         FileOf(revision, parent));
      parent = revision.id;
    }
    auto loaded = project::LoadProject(testing_files_, "/project/housewright.toml");
    for (const Diagnostic& diagnostic : loaded.diagnostics) {
      ASSERT_NE(diagnostic.severity, Severity::kError) << diagnostic.error.ToString();
    }
    project_ = *std::move(loaded.project);
  }

  // One statement is refused once: to be retried (517), for good (497), or nobody knows (241).
  void PlantRefusal() {
    if (!dice_.OneIn(3)) return;
    const std::string& unit = dice_.Of(units_);
    planted_code_ = dice_.Of(std::vector<int>{517, 497, 241});
    planted_stop_ = planted_code_ != 517;
    server_.refusals[unit] = planted_code_;
    if (planted_code_ == 241 && dice_.OneIn(2)) server_.refuses_after.insert(unit);
  }

  Result<RunReport> Upgrade() {
    ModelSession statements(server_);
    ModelSession journal_session(server_);
    std::vector<Entry> entries = server_.journal;
    journal::Journal journal(journal_session, {"hw", "journal"}, facts_,
                             entries.empty() ? 0 : entries.back().seq);
    const project::Values values;
    Executor::Dependencies dependencies{.statements = &statements,
                                        .journal_session = &journal_session,
                                        .journal = &journal,
                                        .facts = &facts_,
                                        .redactor = &values.redactor,
                                        .clock = &clock_,
                                        .observer = {},
                                        .stop = {},
                                        .abort = {}};
    RunContext context;
    context.run_id = fmt::format("{:016x}", ++runs_);
    context.command = "upgrade";
    ASSIGN_OR_RETURN(
        const revision::AppliedState applied,
        SettleOpenStatements(dependencies, context, *project_, values, journal::Fold(entries)));
    const auto plan = plan::PlanUpgrade(*project_, applied, values, {}, "heads");
    if (!plan) return Fail(plan.error().front().error);
    return Executor(dependencies, context).Run(*plan);
  }

  // Beside a nested n.y, nothing shows whether n is there: one name stands for both.
  bool RenamesBesideNested(const Op& op) const {
    const auto table = server_.state.tables.find(op.table);
    if (op.kind != OpKind::kRenameColumn || table == server_.state.tables.end()) return false;
    return std::ranges::any_of(table->second.columns, [&](const std::string& column) {
      return column.starts_with(op.column + ".") || column.starts_with(op.new_column + ".");
    });
  }

  // Knows the truth of the first open statement; is asked only where nothing else can tell.
  void DecideAsAPerson(const Error& error) {
    const auto applied = journal::Fold(server_.journal);
    const Entry* first = nullptr;
    for (const Entry& entry : server_.journal) {
      const auto state = applied.revisions.find(revision::RevisionId(entry.revision));
      if (entry.kind != EntryKind::kIntent || state == applied.revisions.end()) continue;
      if (!state->second.progress) continue;
      const auto& open = state->second.progress->open;
      if (std::ranges::any_of(open, [&](const auto& o) { return o.query_id == entry.query_id; })) {
        first = &entry;
        break;
      }
    }
    ASSERT_NE(first, nullptr) << error.ToString();
    const std::string unit = ModelServer::UnitOf(first->query_id);
    const Op& op = by_unit_.at(unit);
    EXPECT_TRUE(LeavesNoMark(op) || RenamesBesideNested(op))
        << "a person is asked of " << SqlOf(op) << "\n"
        << error.ToString() << "\n"
        << Text();
    // A log that knows nothing of a query proves nothing: a server that dies loses its last rows.
    const bool took_effect = server_.succeeded.contains(first->query_id);
    // Neither does one that says that it failed: a part of it may have been done.
    const bool failed_later = server_.refuses_after.contains(unit);
    EXPECT_FALSE(log_ == QueryLog::kWhole && took_effect && !failed_later) << error.ToString();
    Entry row = *first;
    row.kind = EntryKind::kReconciled;
    row.detail = journal::SettledDetail(took_effect, "a person looked");
    ModelSession session(server_);
    journal::Journal journal(session, {"hw", "journal"}, facts_, 0);
    journal.ResyncBeforeAppend();
    ASSERT_TRUE(journal.Append({row}).has_value());
  }

  void Check() const {
    EXPECT_THAT(server_.without_intent, ::testing::IsEmpty()) << Text();
    EXPECT_TRUE(server_.state.SameAs(wanted_)) << server_.state.ToString() << "\ninstead of\n"
                                               << wanted_.ToString() << "\n"
                                               << Text();
    for (const auto& [unit, count] : server_.changes) {
      if (MayRepeat(by_unit_.at(unit))) continue;
      EXPECT_EQ(count, 1) << unit << "\n" << Text();
    }
    const auto applied = journal::Fold(server_.journal);
    EXPECT_FALSE(NeedsSettling(applied)) << Text();
    for (const Revision& revision : revisions_) {
      EXPECT_TRUE(applied.IsApplied(revision::RevisionId(revision.id))) << Text();
    }
  }

  std::string Text() const {
    std::string text = fmt::format("query log {}\n", static_cast<int>(log_));
    for (const std::string& unit : units_) text += unit + " " + SqlOf(by_unit_.at(unit)) + "\n";
    for (const Entry& entry : server_.journal) {
      text += fmt::format("{} {} {} {} {} {}\n", entry.seq, entry.run_id, EntryKindName(entry.kind),
                          entry.query_id, entry.detail, entry.error);
    }
    return text;
  }

  testing::Dice dice_;
  QueryLog log_;
  ModelServer server_;
  ModelState wanted_;
  std::vector<Revision> revisions_;
  std::vector<std::string> units_;  // "0001-2", in their order
  std::map<std::string, Op> by_unit_;
  ::housewright::testing::MemoryFileSystem testing_files_;
  std::optional<project::Project> project_;
  db::ServerFacts facts_;
  ::housewright::testing::ManualClock clock_;
  std::uint64_t runs_ = 0;
  int planted_code_ = 0;
  bool planted_stop_ = false;
};

std::uint64_t HistoriesToPlay() {
  const char* const wanted = std::getenv("HOUSEWRIGHT_MODEL_HISTORIES");
  return wanted == nullptr ? kHistories : std::strtoull(wanted, nullptr, 10);
}

TEST(CrashModel, EveryCutRunEndsAsTheUncutOne) {
  const std::uint64_t histories = HistoriesToPlay();
  ASSERT_GT(histories, 0U) << "HOUSEWRIGHT_MODEL_HISTORIES is no number of histories";
  for (std::uint64_t seed = 1; seed <= histories; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    History(seed).Play();
    if (::testing::Test::HasFailure()) return;
  }
}

}  // namespace
}  // namespace housewright::exec
