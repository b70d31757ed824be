#include "exec/run.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "exec/before_image.h"
#include "exec/chunks.h"
#include "exec/lock_keeper.h"
#include "exec/marks.h"
#include "exec/messages.h"
#include "exec/statement_settings.h"

namespace housewright::exec {
namespace {

using std::chrono::milliseconds;

// Intents that may be durable while none of their statements has an outcome. More would save little
// and leave more to ask about after a crash. The rest lasts for longer than an INSERT takes.
constexpr std::size_t kAhead = 64;
constexpr std::size_t kRefillBelow = 16;

// No server to be had, or none that answers: more tries than these are for the next run.
constexpr int kTriesWithoutServer = 6;
constexpr int kTriesWithoutAnswer = 2;

// 250 ms, 500 ms, ... 16 s.
milliseconds Backoff(int failed) { return milliseconds(250) * (1 << std::min(failed - 1, 6)); }

}  // namespace

Run::Run(const Executor::Dependencies& dependencies, const RunContext& context)
    : dependencies_(dependencies),
      context_(context),
      rows_(dependencies_, context_),
      writer_(dependencies.journal, *dependencies.threads) {}

void Run::Emit(const Event& event) const {
  if (!dependencies_.observer) return;
  const std::lock_guard lock(emitting_);
  dependencies_.observer(event);
}

void Run::Note(const std::string& text) const { Emit(exec::Note{rows_.Redact(text)}); }

Error Run::Redacted(const Error& error) const {
  return error.WithTextsChangedBy([this](std::string_view text) { return rows_.Redact(text); });
}

Result<RunReport> Run::Execute(const plan::Plan& plan) {
  units_ = LayOut(plan);
  if (units_.empty()) return report_;
  const milliseconds started = dependencies_.clock->Monotonic();
  Emit(RunStarted{context_.run_id, plan.steps.size(), plan.StatementCount()});
  writer_.Queue(rows_.Epoch());
  milliseconds step_started = started;
  for (std::size_t i = 0; i < units_.size(); ++i) {
    const Unit& unit = units_[i];
    if (unit.first_of_step) {
      step_started = dependencies_.clock->Monotonic();
      Emit(StepStarted{unit.step, unit.step_number, plan.steps.size()});
    }
    if (auto done = RunUnit(i); !done) return Fail(Redacted(done.error()));
    if (unit.last_of_step) {
      ++report_.steps_done;
      Emit(StepDone{unit.step, dependencies_.clock->Monotonic() - step_started});
    }
  }
  writer_.Queue(rows_.Release());
  if (auto written = writer_.Flush(); !written) {
    return Fail(Redacted(JournalFailed(units_.back(), true, written.error(), context_.command)));
  }
  Emit(RunDone{report_.steps_done, report_.statements_done, report_.left_out,
               dependencies_.clock->Monotonic() - started});
  return report_;
}

Result<void> Run::RunUnit(std::size_t index) {
  const Unit& unit = units_[index];
  if (wants_to_stop()) return Fail(StopBefore(index));
  if (unit.statement == nullptr) {
    writer_.Queue(rows_.NoStatements(unit));
    return {};
  }
  if (unit.statement->left_out) {
    writer_.Queue(rows_.LeftOut(unit));
    ++report_.left_out;
    Emit(StatementLeftOut{unit.step, unit.statement});
    return {};
  }
  return unit.statement->chunks ? RunChunks(index) : RunStatement(index);
}

Error Run::StopBefore(std::size_t index) {
  TakeBackIntentsAfter(index, "not sent: the user asked to stop");
  writer_.Queue(rows_.Release());
  const auto written = writer_.Flush();
  if (!written) return JournalFailed(units_[index], false, written.error(), context_.command);
  return Interrupted(units_[index], false, context_.command);
}

Error Run::LoseLockBefore(std::size_t index, const Error& cause) {
  TakeBackIntentsAfter(index, "not sent: the lock of its run was lost");
  writer_.Queue(rows_.Release());
  (void)writer_.Flush();  // where the lock was taken over, this is refused, and the new run settles
  return LockLost(units_[index], cause, context_.command);
}

Result<void> Run::RunStatement(std::size_t index) {
  const Unit& unit = units_[index];
  Tries tries;
  for (int attempt = 1;; ++attempt) {
    const std::string query_id = QueryId(context_.run_id, unit, attempt);
    if (attempt > 1 || next_intent_ <= index) QueueIntent(index, attempt);
    // Before its own intent is waited for, so that one INSERT has them all.
    RunAhead(index);
    if (auto written = WaitForIntent(index); !written) {
      return Fail(JournalFailed(unit, false, written.error(), context_.command));
    }
    if (dependencies_.lock != nullptr) {
      if (auto held = dependencies_.lock->CheckHeld(); !held) {
        return Fail(LoseLockBefore(index, held.error()));
      }
    }
    Outcome outcome = Send(unit, query_id);
    switch (outcome.fate) {
      case Fate::kDone:
      case Fate::kTookEffect:
        RecordSuccess(unit, query_id, outcome);
        return {};
      case Fate::kRetry: {
        const std::optional<milliseconds> pause = PauseAfter(tries, outcome);
        if (!pause) {
          outcome.fate = Fate::kFailed;
          outcome.tries = tries.failed;
          return Fail(End(index, query_id, outcome));
        }
        Note(fmt::format("{} is sent again in {} ms: {}{}{}", DisplayName(unit), pause->count(),
                         outcome.error.message(), outcome.evidence.empty() ? "" : "; ",
                         outcome.evidence));
        writer_.Queue(
            outcome.delivery == db::Delivery::kUnknown
                ? rows_.Settled(unit, query_id, false, outcome.evidence)
                : rows_.Failed(unit, query_id, outcome.error, "the statement is sent again"));
        TakeBackIntentsAfter(index + 1, "not sent: the statement before it is sent again");
        if (!wants_to_stop()) dependencies_.clock->Sleep(*pause);
        if (wants_to_stop()) {
          intents_.erase(index);  // settled above
          return Fail(StopBefore(index));
        }
        continue;
      }
      default:
        return Fail(End(index, query_id, outcome));
    }
  }
}

void Run::RecordSuccess(const Unit& unit, const std::string& query_id, const Outcome& outcome) {
  if (outcome.fate == Fate::kTookEffect) {
    Note(fmt::format("{} took effect: {}", DisplayName(unit), outcome.evidence));
    writer_.Queue(rows_.Settled(unit, query_id, true, outcome.evidence));
  } else {
    writer_.Queue(unit.chunk ? rows_.ChunkDone(unit, query_id, outcome.elapsed)
                             : rows_.Done(unit, query_id, outcome.elapsed));
  }
  if (unit.chunk) {
    Emit(ChunkDone{unit.step, unit.statement, unit.chunk->partition, unit.chunk->number,
                   unit.chunk->of, outcome.elapsed});
    return;
  }
  ++report_.statements_done;
  Emit(StatementDone{unit.step, unit.statement, outcome.elapsed});
}

std::optional<milliseconds> Run::PauseAfter(Tries& tries, const Outcome& outcome) const {
  const milliseconds now = dependencies_.clock->Monotonic();
  if (++tries.failed == 1) tries.first_failed_at = now;
  const milliseconds pause = Backoff(tries.failed);
  bool may_follow = false;
  switch (outcome.delivery) {
    case db::Delivery::kUnknown:  // a second lost answer is no accident
      may_follow = ++tries.lost < kTriesWithoutAnswer;
      break;
    case db::Delivery::kNotSent:
      may_follow = tries.failed < kTriesWithoutServer;
      break;
    case db::Delivery::kRefused:
      may_follow = now - tries.first_failed_at + pause <= context_.retry_for;
      break;
  }
  return may_follow ? std::optional(pause) : std::nullopt;
}

Run::Outcome Run::Send(const Unit& unit, const std::string& query_id) {
  Outcome outcome;
  auto settings = SettingsFor(context_.settings, *dependencies_.facts, unit.statement->statement);
  if (!settings) {
    outcome.fate = Fate::kFailed;
    outcome.error = std::move(settings).error();
    return outcome;
  }
  if (unit.chunk) AddChunkFilter(*settings, *unit.chunk);
  Emit(StatementStarted{unit.step, unit.statement, query_id, unit.chunk});
  db::Request request;
  request.sql = unit.statement->statement.sql.text;
  request.query_id = query_id;
  request.settings = *std::move(settings);
  request.stop = dependencies_.abort;
  if (dependencies_.observer) {
    request.on_progress = [&](const db::Progress& progress) {
      Emit(StatementProgress{unit.step, unit.statement, progress});
    };
  }
  const milliseconds started = dependencies_.clock->Monotonic();
  auto follower = Follow(unit);
  auto answer = dependencies_.statements->Execute(request);
  follower.reset();
  outcome =
      answer ? WaitForOldMutation(unit, std::move(outcome)) : Judge(unit, query_id, answer.error());
  outcome.elapsed = dependencies_.clock->Monotonic() - started;
  return outcome;
}

Error Run::End(std::size_t index, const std::string& query_id, const Outcome& outcome) {
  const Unit& unit = units_[index];
  Error error = outcome.error;
  switch (outcome.fate) {
    case Fate::kNobodyKnows:
      writer_.Queue(rows_.Unknown(unit, query_id, outcome.error, outcome.evidence));
      error = outcome.failing_mutation ? MutationFails(unit, *outcome.failing_mutation)
                                       : NeedsDecision(unit, outcome.error, outcome.evidence);
      break;
    case Fate::kUnreachable:
      writer_.Queue(rows_.Unknown(unit, query_id, outcome.error, ""));
      error = OutcomeUnknown(unit, outcome.error, *outcome.why_not_asked, context_.command);
      break;
    case Fate::kAborted:
      writer_.Queue(rows_.Unknown(unit, query_id, outcome.error, ""));
      error = Interrupted(unit, true, context_.command);
      break;
    default:
      if (outcome.error.code() == ErrorCode::kInterrupted) {
        writer_.Queue(rows_.Settled(unit, query_id, false, "not sent: the user asked to stop"));
        error = Interrupted(unit, false, context_.command);
        break;
      }
      writer_.Queue(rows_.Failed(unit, query_id, outcome.error, ""));
      error =
          StoppedAt(unit, outcome.error, outcome.tries, outcome.wrote_nothing, context_.command);
      break;
  }
  error = Redacted(error);
  TakeBackIntentsAfter(index + 1, "not sent: the run ended before it");
  writer_.Queue(rows_.Release());
  Emit(StatementFailed{unit.step, unit.statement, &error});
  if (const auto written = writer_.Flush(); !written) {
    // The intent stays open, and the next run settles it: nothing is lost but the reason.
    error.AddContext("recording that failed too: " + written.error().message());
  }
  return error;
}

bool Run::NextMayRunAhead(std::size_t index) const {
  const Unit& next = units_[next_intent_];
  if (!next.is_sent()) return false;
  for (std::size_t i = index; i < next_intent_; ++i) {
    // Bootstrap is repeatable: nobody asks later what became of it.
    if (units_[i].is_bootstrap() && next.is_bootstrap()) continue;
    if (!MayRunAhead(units_[i].statement->statement, next.statement->statement)) return false;
  }
  return true;
}

std::optional<journal::BeforeDetail> Run::LookBefore(const Unit& unit) {
  // Nobody asks later what became of a statement that leaves no intent, or of a bootstrap's.
  if (dependencies_.journal == nullptr || unit.is_bootstrap()) return std::nullopt;
  const auto image = BeforeImageOf(unit.statement->statement);
  if (image == nullptr) return std::nullopt;
  // Over the connection of the statements, which is at rest between two of them.
  Asker asker(*dependencies_.statements, dependencies_.abort);
  auto values = image->Take(asker);
  // A server that cannot be asked now will be heard of when the statement is sent.
  if (!values || !*values) return std::nullopt;
  return journal::BeforeDetail{std::string(image->kind()), **std::move(values)};
}

void Run::QueueIntent(std::size_t index, int attempt) {
  const Unit& unit = units_[index];
  intents_[index] =
      writer_.Queue(rows_.Intent(unit, QueryId(context_.run_id, unit, attempt), LookBefore(unit)));
  next_intent_ = std::max(next_intent_, index + 1);
}

void Run::RunAhead(std::size_t index) {
  if (next_intent_ - index > kRefillBelow) return;
  bool any = false;
  while (next_intent_ < units_.size() && next_intent_ - index < kAhead && NextMayRunAhead(index)) {
    QueueIntent(next_intent_, 1);
    any = true;
  }
  if (any) writer_.Nudge();
}

void Run::TakeBackIntentsAfter(std::size_t index, const std::string& why) {
  for (std::size_t i = index; i < next_intent_; ++i) {
    if (intents_.erase(i) == 0) continue;
    writer_.Queue(rows_.Settled(units_[i], QueryId(context_.run_id, units_[i], 1), false, why));
  }
  next_intent_ = std::min(next_intent_, index);
}

Result<void> Run::WaitForIntent(std::size_t index) {
  auto written = writer_.WaitFor(intents_[index]);
  if (!written && written.error().code() != ErrorCode::kLocked && !aborted()) {
    Note("the journal is tried once more: " + written.error().message());
    dependencies_.clock->Sleep(Backoff(2));
    written = writer_.WaitFor(intents_[index]);
  }
  return written;
}

}  // namespace housewright::exec
