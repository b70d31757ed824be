#include "history.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include "base/text.h"
#include "journal/fold.h"
#include "migration.h"
#include "oracle.h"
#include "tool.h"

namespace housewright::simulation {
namespace {

using std::chrono::seconds;

constexpr std::uint64_t kProjects = 500;
constexpr int kMostRuns = 5;
// Nothing waits longer for anything; a history that lasts longer waits for ever.
constexpr milliseconds kLongest = std::chrono::hours(4);
constexpr int kTriesAtTheEnd = 8;

class History {
 public:
  History(std::uint64_t seed, Form form, Flaw flaw, Text text)
      : scheduler_(seed),
        oracle_(scheduler_, text == Text::kKept),
        migration_(MigrationOf(seed % kProjects, form)),
        server_(scheduler_, oracle_, form, static_cast<LogKind>(dice().Below(3)), flaw),
        form_(form) {
    result_.seed = seed;
    server_.ops = migration_.by_sql;
    oracle_.Watch(server_, migration_.by_unit);
    scheduler_.on_step = [this](Process& process) { Happen(static_cast<Tool&>(process)); };
  }

  HistoryResult Play() {
    ChooseFaults();
    const std::size_t slots = 2 + dice().Below(3);
    const bool together = dice().OneIn(2);
    for (std::size_t slot = 0; slot < slots; ++slot) {
      scheduler_.After(milliseconds(dice().Below(together ? 20 : 2'000)), [this] { StartTool(); });
    }
    RunAll();
    EndFaults();
    FinishUndisturbed();
    RunAll();  // what is still on its way
    oracle_.CheckEnd(migration_.wanted);
    result_.violations = oracle_.violations();
    result_.fingerprint = scheduler_.fingerprint();
    result_.beyond_frozen = oracle_.beyond_frozen();
    result_.beyond_late = oracle_.beyond_late();
    result_.crashes = server_.crashes;
    result_.simulated = scheduler_.now();
    result_.text = oracle_.text();
    return std::move(result_);
  }

 private:
  Dice& dice() { return scheduler_.dice(); }

  void ChooseFaults() {
    // Some histories are of one kind of fault, some of all.
    const auto rate = [&](std::size_t once_in) { return dice().OneIn(2) ? once_in : 0; };
    server_.network = {.slow = rate(12),
                       .never_arrives = rate(40),
                       .answer_lost = rate(40),
                       .late = rate(60),
                       .slow_statement = rate(6)};
    if (form_ == Form::kKeeper) server_.network.keeper_breaks = rate(40);
    if (dice().OneIn(3)) server_.crash_at = static_cast<int>(1 + dice().Below(150));
    if (dice().OneIn(3)) PlantRefusal();
    kills_ = dice().OneIn(2);
    freezes_ = !kills_ || dice().OneIn(2);
  }

  // One statement is refused once: to be retried (517), for good (497), or nobody knows (241).
  void PlantRefusal() {
    const int code = dice().Of(std::vector<int>{517, 497, 241});
    server_.refusals[dice().Of(migration_.units)] = {code, code == 241 && dice().OneIn(2)};
    planted_code_ = code;
  }

  void RunAll() {
    const bool ended = scheduler_.Run(scheduler_.now() + kLongest);
    if (ended && scheduler_.IsAtRest()) return;
    oracle_.Violation(ended ? "a tool waits for what never comes" : "it never ends");
    for (const auto& tool : tools_) scheduler_.Kill(*tool);
    (void)scheduler_.Run(scheduler_.now() + kLongest);
  }

  Tool& MakeTool() {
    ++result_.runs;
    auto tool = std::make_unique<Tool>(
        scheduler_, milliseconds(dice().Below(1'000'000)),
        milliseconds(Server::kStart * 1'000 - 300'000 + static_cast<int>(dice().Below(600'000))));
    tool->name = fmt::format("tool{}", result_.runs);
    tools_.push_back(std::move(tool));
    return *tools_.back();
  }

  void StartTool() {
    Tool& tool = MakeTool();
    const auto some_step = [&] { return static_cast<int>(1 + dice().Below(dice().Of(ranges_))); };
    if (kills_ && dice().OneIn(2)) tool.killed_at = some_step();
    if (freezes_ && !dice().OneIn(3)) tool.frozen_at = some_step();
    // For a moment, or longer than a lease.
    tool.frozen_for =
        milliseconds(dice().OneIn(2) ? dice().Below(5'000) : 50'000 + dice().Below(50'000));
    tool.dies_on_this_machine = dice().OneIn(2);
    if (dice().OneIn(8)) tool.stopped_at = some_step();
    if (dice().OneIn(8)) tool.jumps_at = some_step();
    tool.jumps_by = milliseconds(static_cast<int>(dice().Below(600'000)) - 300'000);
    // Who waits asks again and again, which costs time; who comes back later meets as much.
    const seconds wait(dice().OneIn(2) ? 0 : dice().Below(dice().OneIn(4) ? 80 : 8));
    oracle_.Note(fmt::format("{} starts, waits up to {} s for others", tool.name, wait.count()));
    scheduler_.Start(tool, [this, &tool, wait] {
      struct AtTheEnd {
        History& history;
        Tool& tool;
        ~AtTheEnd() { history.Ended(tool); }
      } const at_the_end{*this, tool};
      Upgrade(tool, server_, migration_, wait);
    });
  }

  // A step of a tool: where the faults that were chosen for it happen.
  void Happen(Tool& tool) {
    if (tool.steps == tool.stopped_at) {
      oracle_.Note(tool.name + " is asked to stop");
      tool.stop.request_stop();
    }
    if (tool.steps == tool.stopped_at + 5 && tool.stopped_at != 0 && dice().OneIn(3)) {
      oracle_.Note(tool.name + " is told to stop at once");
      tool.abort.request_stop();
    }
    if (tool.steps == tool.jumps_at) tool.clock.JumpBy(tool.jumps_by);
    if (tool.steps == tool.frozen_at) {
      ++result_.freezes;
      oracle_.Note(fmt::format("{} is frozen for {} ms", tool.name, tool.frozen_for.count()));
      scheduler_.Freeze(tool, tool.frozen_for);
    }
    if (tool.steps == tool.killed_at) {
      ++result_.kills;
      oracle_.Note(tool.name + " is killed");
      scheduler_.Kill(tool);
      if (tool.dies_on_this_machine) server_.MarkHoldersGone(tool);
    }
  }

  void Ended(Tool& tool) {
    if (!tool.outcome) {
      oracle_.Note(tool.name + " is gone");
    } else if (tool.outcome->has_value()) {
      oracle_.Note(tool.name + " ends well");
    } else {
      oracle_.Note(tool.name + " ends: " + tool.outcome->error().ToString());
      CheckError(tool.outcome->error());
      if (tool.outcome->error().code() == ErrorCode::kNeedsDecision) StartPerson();
    }
    const bool is_done = tool.outcome && tool.outcome->has_value();
    if (is_done || is_ending_ || result_.runs >= kMostRuns) return;
    scheduler_.After(milliseconds(dice().Below(dice().OneIn(2) ? 100'000 : 1'000)),
                     [this] { StartTool(); });
  }

  void CheckError(const Error& error) {
    if (oracle_.is_beyond()) return;
    const bool was_planted = error.server_code() && error.server_code() == planted_code_;
    switch (error.code()) {
      case ErrorCode::kServer:
        if (!was_planted && !IsOfKeeper(error)) {
          oracle_.Violation("a statement was refused: " + error.ToString());
        }
        break;
      case ErrorCode::kInternal:
      case ErrorCode::kProtocol:
      case ErrorCode::kConflict:
      case ErrorCode::kUnsupported:
        oracle_.Violation("an error that nothing caused: " + error.ToString());
        break;
      default:
        break;
    }
    const bool is_ours = error.code() == ErrorCode::kLocked ||
                         error.code() == ErrorCode::kNeedsDecision ||
                         error.code() == ErrorCode::kInterrupted ||
                         error.code() == ErrorCode::kUnknownOutcome || was_planted;
    if (is_ours && error.advice().find("housewright") == std::string::npos) {
      oracle_.Violation("an error that names no command: " + error.ToString());
    }
  }

  // The next run meets a Keeper that is there again.
  bool IsOfKeeper(const Error& error) const {
    return form_ == Form::kKeeper && error.ToString().find("code 999: ") != std::string::npos;
  }

  // Somebody who looks at the server, knows the truth of the first open statement, and runs the
  // command that the error names.
  void StartPerson() {
    scheduler_.After(seconds(5), [this] { Decide(); });
  }

  void Decide() {
    const std::vector<journal::Entry> rows = AsRead(server_.journal);
    const revision::AppliedState applied = journal::Fold(rows);
    for (const journal::Entry& entry : rows) {
      const auto state = applied.revisions.find(revision::RevisionId(entry.revision));
      if (entry.kind != journal::EntryKind::kIntent || state == applied.revisions.end()) continue;
      if (!state->second.progress) continue;
      const auto& open = state->second.progress->open;
      const bool is_open =
          std::ranges::any_of(open, [&](const auto& o) { return o.query_id == entry.query_id; });
      if (!is_open) continue;
      // A person waits until it has ended, too.
      if (server_.IsRunning(entry.query_id)) return StartPerson();
      return Resolve(entry);
    }
  }

  void Resolve(const journal::Entry& intent) {
    ++result_.decisions;
    const exec::testing::Op& op = migration_.by_unit.at(UnitOf(intent.query_id));
    if (!LeavesNoMark(op) && !oracle_.is_beyond()) {
      oracle_.Violation("a person is asked of what can be seen: " + SqlOf(op));
    }
    Tool& tool = MakeTool();
    oracle_.Note(tool.name + " is a person who resolves " + intent.query_id);
    const bool took_effect = oracle_.Succeeded(intent.query_id);
    const std::vector<std::string> arguments{"resolve", intent.revision,
                                             took_effect ? "--took-effect" : "--had-no-effect",
                                             "--statement", std::to_string(intent.statement)};
    scheduler_.Start(tool, [this, &tool, arguments] {
      const int exit_code = RunCommand(tool, server_, migration_, arguments);
      oracle_.Note(fmt::format("{} ends with {}: {}", tool.name, exit_code, tool.err.str()));
    });
  }

  void EndFaults() {
    is_ending_ = true;
    server_.network = {};
    server_.crash_at = 0;
  }

  void FinishUndisturbed() {
    for (int i = 0; i < kTriesAtTheEnd; ++i) {
      Tool& tool = MakeTool();
      oracle_.Note(tool.name + " runs undisturbed");
      scheduler_.Start(tool, [this, &tool] {
        Upgrade(tool, server_, migration_, seconds(600));
        Ended(tool);
      });
      RunAll();
      if (tool.outcome && tool.outcome->has_value()) return;
      if (!tool.outcome || oracle_.is_beyond()) break;
      const Error& error = tool.outcome->error();
      const bool may_go_on = error.code() == ErrorCode::kNeedsDecision ||
                             (error.server_code() && error.server_code() == planted_code_);
      if (!may_go_on) break;
    }
    if (!oracle_.is_beyond()) oracle_.Violation("the undisturbed run did not finish");
  }

  const std::vector<std::size_t> ranges_{25, 50, 100};

  HistoryResult result_;
  Scheduler scheduler_;
  Oracle oracle_;
  const Migration& migration_;
  Server server_;
  Form form_;
  std::vector<std::unique_ptr<Tool>> tools_;
  bool kills_ = false, freezes_ = false;
  bool is_ending_ = false;
  int planted_code_ = 0;
};

}  // namespace

HistoryResult PlayHistory(std::uint64_t seed, Form form, Flaw flaw, Text text) {
  return History(seed, form, flaw, text).Play();
}

}  // namespace housewright::simulation
