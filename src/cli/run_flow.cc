#include "cli/run_flow.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/random.h"
#include "base/text.h"
#include "cli/journal_writing.h"
#include "cli/render/text.h"
#include "cli/target_lock.h"
#include "cli/target_run.h"
#include "cli/version_rows.h"
#include "exec/settle.h"
#include "journal/fold.h"
#include "plan/left_out.h"
#include "project/replacements.h"
#include "project/squash.h"

namespace housewright::cli {
namespace {

using revision::AppliedState;
using revision::Direction;

RunView NothingToDo(Context& context, const project::Project& project, const AppliedState& applied,
                    const plan::Plan& plan, const RunRequest& request) {
  SayWarnings(context, plan.warnings);
  RunView view{.goal = request.goal, .warnings = plan.warnings};
  const std::size_t total = project.graph.size();
  const auto count = static_cast<std::size_t>(std::ranges::count_if(
      project.revisions, [&](const auto& file) { return applied.IsApplied(file.id); }));
  if (request.direction == Direction::kDowngrade) {
    view.closing = count == 0 ? "nothing to do: no revision is applied"
                              : fmt::format("nothing to do: {} is where the target stands already",
                                            request.goal);
  } else if (total == 0) {
    view.closing = "nothing to do: the project has no revision yet";
  } else if (count == total) {
    view.closing = total == 1 ? "nothing to do: the only revision is applied"
                              : fmt::format("nothing to do: all {} revisions are applied", total);
  } else {
    view.closing = fmt::format("nothing to do: {} is applied already ({} of {})", request.goal,
                               count, Count(total, "revision"));
  }
  return view;
}

// Nothing was sent: an earlier run's statement is still open.
StoppedRun StoppedBeforeItBegan(const project::Project& project, const AppliedState& applied,
                                const std::string& run_id, const std::string& goal) {
  StoppedRun run{.goal = goal, .run_id = run_id, .place = std::nullopt};
  for (const auto& [id, state] : applied.revisions) {
    if (!state.progress || state.progress->open.empty()) continue;
    const auto index = project.graph.Find(id);
    run.place = {.revision = id.text(),
                 .service = state.service,
                 .file = index ? project.FileOf(*index).path : "",
                 .statement = state.progress->open.front().index,
                 .of = state.progress->total};
    return run;
  }
  return run;
}

void SayWhatComes(Context& context, const TargetConnection& connection, const plan::Plan& plan,
                  const RunRequest& request) {
  const Style& style = context.talk.style();
  context.talk.Say(fmt::format(
      "{} to {} on {}: {}, {}", DirectionName(request.direction), plan.goal, connection.Display(),
      Count(plan.steps.size(), "revision"), Count(plan.StatementCount(), "statement")));
  // On a terminal each step gets a line of its own when it is done.
  if (!context.talk.terminal()) context.talk.Say(PlanSummary(plan, style));
  if (request.direction == Direction::kDowngrade) {
    if (const std::string text = DestructionText(plan, style); !text.empty()) {
      context.talk.Insist(text);
    }
  }
}

// A revision that was begun on a target which its service was then taken off.
Result<void> RefuseHalfWayElsewhere(const project::Project& project, const AppliedState& applied) {
  for (const auto& [id, service] : project.elsewhere) {
    const auto state = applied.revisions.find(id);
    if (state == applied.revisions.end() || !state->second.progress) continue;
    return Fail(Error(ErrorCode::kConflict,
                      fmt::format("revision {} stands half-way here, and its service '{}' is not "
                                  "on this target any more",
                                  id.text(), service))
                    .WithAdvice(fmt::format("add \"{}\" to services of the target, and finish it "
                                            "or take it back",
                                            service)));
  }
  return {};
}

}  // namespace

AppliedState AppliedOf(const project::Project& project, const journal::JournalContents& contents) {
  return contents.exists ? project::WithReplacements(project, journal::Fold(contents.entries))
                         : AppliedState{};
}

FittingProject::FittingProject(const project::Project& whole, const AppliedState& applied)
    : whole_(whole), among_(project::ForStateAmongReplaced(whole, applied)) {}

void FittingProject::SayIfAmong(Context& context) const {
  if (!among_) return;
  context.talk.Say(
      "note: the target stands among revisions that were squashed: their own files are used");
}

std::vector<std::string> UnknownRevisions(const project::Project& project,
                                          const AppliedState& applied) {
  std::vector<std::string> unknown;
  for (const auto& [id, state] : applied.revisions) {
    const bool known = project.graph.Find(id) || project.elsewhere.contains(id);
    if ((state.applied || state.progress) && !known) unknown.push_back(id.text());
  }
  return unknown;
}

Result<void> RefuseUnknown(const project::Project& project, const AppliedState& applied) {
  TRY(RefuseHalfWayElsewhere(project, applied));
  const std::vector<std::string> unknown = UnknownRevisions(project, applied);
  if (unknown.empty()) return {};
  return Fail(
      Error(ErrorCode::kConflict,
            fmt::format("the target has {} that this project does not know: {}",
                        Count(unknown.size(), "revision"), Join(unknown, ", ")))
          .WithAdvice("use the version of the project that was applied there; if they are gone for "
                      "good, `housewright stamp --purge REV` says what the target really has"));
}

void SayWarnings(Context& context, const Diagnostics& warnings) {
  for (const Diagnostic& warning : warnings) {
    context.talk.Say(context.redactor.Redact(DiagnosticText(warning, context.talk.style())));
  }
}

void SayWhatWasLeftOut(Context& context, std::vector<LeftOutView> left_out) {
  std::erase_if(left_out, [](const LeftOutView& one) {
    return one.reason == plan::kAlreadyThere || one.reason == plan::kAlreadySo;
  });
  if (!left_out.empty()) {
    const auto detail = context.talk.verbose() ? LeftOutDetail::kEach : LeftOutDetail::kShort;
    context.talk.Say(LeftOutText(left_out, context.talk.style(), detail));
  }
}

plan::PlanResult MakePlan(const project::Project& project, const AppliedState& applied,
                          const project::Values& values, const plan::Capabilities& capabilities,
                          const RunRequest& request) {
  const auto plan =
      request.direction == Direction::kUpgrade ? plan::PlanUpgrade : plan::PlanDowngrade;
  return plan(project, applied, values, capabilities, request.goal);
}

namespace {

// Nothing where there is something to do.
Outcome<std::optional<RunView>> LookForWork(Context& context, const project::Project& whole,
                                            TargetConnection& connection,
                                            const journal::JournalContents& contents,
                                            const RunRequest& request) {
  const AppliedState applied = AppliedOf(whole, contents);
  const FittingProject fitting(whole, applied);
  const project::Project& project = fitting.get();
  TRY(RefuseUnknown(project, applied));
  if (exec::NeedsSettling(applied)) return std::nullopt;
  const auto look = MakePlan(project, applied, connection.values(), {}, request);
  if (!look) return std::unexpected(FailureOf(look.error()));
  if (!look->empty()) return std::nullopt;
  fitting.SayIfAmong(context);
  return NothingToDo(context, project, applied, *look, request);
}

// Under the lock, with something to do or to settle.
Outcome<RunView> RunOrSettle(Context& context, const project::Project& whole,
                             TargetConnection& connection, const RunRequest& request,
                             TargetRun& run, const journal::JournalContents& contents) {
  AppliedState applied = AppliedOf(whole, contents);
  const FittingProject fitting(whole, applied);
  fitting.SayIfAmong(context);
  const project::Project& project = fitting.get();
  VersionRows rows(context, project, connection);
  if (exec::NeedsSettling(applied)) {
    auto settled = exec::SettleOpenStatements(run.dependencies(), run.run_context(), project,
                                              connection.values(), applied);
    context.talk.ClearStatus();
    if (!settled) {
      Failure failure(std::move(settled).error());
      failure.run = StoppedBeforeItBegan(project, applied, run.run_context().run_id, request.goal);
      return std::unexpected(std::move(failure));
    }
    applied = *std::move(settled);
  }
  ASSIGN_OR_RETURN(const plan::Capabilities capabilities, connection.Capabilities());
  const auto plan = MakePlan(project, applied, connection.values(), capabilities, request);
  if (!plan) return std::unexpected(FailureOf(plan.error()));
  if (plan->empty()) {
    RunView view = NothingToDo(context, project, applied, *plan, request);
    view.exit = rows.Finish(applied);
    return view;
  }
  SayWarnings(context, plan->warnings);
  SayWhatComes(context, connection, *plan, request);
  rows.Begin(applied);
  // Rows of a run that was taken over are its successor's to write.
  run.AfterEachStep([&](const plan::PlannedStep& step) {
    if (run.HoldsLock()) rows.StepDone(step);
  });
  Outcome<RunView> done = run.Execute(*plan);
  if (!done) {
    if (run.HoldsLock()) rows.FinishFailed();
    return done;
  }
  RunView view = *std::move(done);
  SayWhatWasLeftOut(context, view.left_out);
  view.exit = rows.Finish();
  view.closing = fmt::format("done: {}, {} in {}", Count(view.revisions, "revision"),
                             Count(view.statements, "statement"), FormatDuration(view.elapsed));
  return view;
}

}  // namespace

Outcome<Status> KeepVersionRows(Context& context, const project::Project& whole,
                                TargetConnection& connection,
                                const journal::JournalContents& contents,
                                const std::string& command) {
  const AppliedState seen = AppliedOf(whole, contents);
  const FittingProject fitting(whole, seen);
  if (VersionRows(context, fitting.get(), connection).AreRight(seen)) return Status::kDone;
  LockQueue queue(context, connection, RandomHex(8), command, std::chrono::seconds(0), {});
  std::unique_ptr<TargetLock> lock;
  while (lock == nullptr) {
    auto attempt = queue.Try(LastSeqOf(contents));
    if (!attempt && attempt.error().code() == ErrorCode::kLocked) return Status::kDone;
    if (!attempt) return std::unexpected(std::move(attempt).error());
    lock = *std::move(attempt);
  }
  ASSIGN_OR_RETURN(const journal::JournalContents now, connection.ReadJournal(true));
  const AppliedState applied = AppliedOf(whole, now);
  const FittingProject fitting_now(whole, applied);
  return VersionRows(context, fitting_now.get(), connection).Finish(applied);
}

Outcome<RunView> RunRevisions(Context& context, const project::Project& project,
                              TargetConnection& connection, const RunRequest& request) {
  ASSIGN_OR_RETURN(journal::JournalContents contents, connection.ReadJournal(true));
  ASSIGN_OR_RETURN(std::optional<RunView> nothing,
                   LookForWork(context, project, connection, contents, request));
  const auto nothing_to_do = [&]() -> Outcome<RunView> {
    ASSIGN_OR_RETURN(nothing->exit,
                     KeepVersionRows(context, project, connection, contents, request.command));
    return *std::move(nothing);
  };
  if (nothing) return nothing_to_do();
  const std::uint64_t seen = LastSeqOf(contents);

  TRY(VersionRows(context, project, connection).Check());
  connection.AskFactsBeside(context.io.threads);
  TargetRun run(context, connection, request.command);
  LockQueue queue(context, connection, run.run_context().run_id, request.command, request.lock_wait,
                  run.dependencies().stop);
  // What was read before the lock was had may be what another run has changed since.
  std::unique_ptr<TargetLock> lock;
  while (lock == nullptr) {
    ASSIGN_OR_RETURN(lock, queue.Try(LastSeqOf(contents)));
    const bool is_missing = lock != nullptr && !contents.exists;
    ASSIGN_OR_RETURN(
        contents, is_missing ? connection.MakeMissingJournal(true) : connection.ReadJournal(true));
    if (is_missing && contents.is_new) break;  // all is as it was seen
    ASSIGN_OR_RETURN(nothing, LookForWork(context, project, connection, contents, request));
    if (nothing) {
      lock.reset();
      return nothing_to_do();
    }
  }
  // What `-1` means has changed; nobody has agreed to lose what it means now.
  if (request.direction == Direction::kDowngrade &&
      AnotherWroteBehind(contents, seen, run.run_context().run_id)) {
    return std::unexpected(ChangedMeanwhile(request.command));
  }
  ASSIGN_OR_RETURN(const db::ServerFacts* const facts, connection.Facts());
  run.RunOn(*facts);
  TRY(run.UseJournal(connection, contents, std::move(lock)));
  return RunOrSettle(context, project, connection, request, run, contents);
}

}  // namespace housewright::cli
