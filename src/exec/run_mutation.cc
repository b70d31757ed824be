// The part of a run that looks after mutations: statements that rewrite parts in the background.

#include <fmt/format.h>

#include <algorithm>

#include "exec/run.h"

namespace housewright::exec {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kFirstPause{20};
constexpr milliseconds kLastPause{5'000};
constexpr int kUnansweredLooks = 6;

bool MayStillRun(const Mutation& mutation) { return !mutation.is_killed; }

const sql::StatementFacts& FactsOf(const Unit& unit) { return unit.statement->statement.facts; }

}  // namespace

MutationLook Run::LookAt(const Unit& unit, milliseconds sent_at) {
  const sql::StatementFacts& facts = FactsOf(unit);
  const sql::ObjectName table = facts.objects.empty() ? sql::ObjectName{} : facts.objects.front();
  return MutationLook(
      table, *dependencies_.clock, sent_at,
      {.progress = [this](const MutationView& view) { Emit(MutationProgress{view}); },
       .failing =
           [this, &facts, table](const Mutation& mutation) {
             Emit(MutationFailing{rows_.Redact(FailureText(mutation)),
                                  FailureAdvice(mutation, facts, table)});
           }});
}

std::unique_ptr<MutationFollower> Run::Follow(const Unit& unit) {
  if (!dependencies_.open_session || !dependencies_.observer || mutations_are_closed_) return {};
  if (!IsMutation(FactsOf(unit))) return {};
  return std::make_unique<MutationFollower>(
      dependencies_.open_session, LookAt(unit, dependencies_.clock->Monotonic()),
      [this, &unit](const std::string& why) {
        mutations_are_closed_ = true;
        Note(fmt::format("{} is waited for, and how far it is cannot be seen: {}",
                         DisplayName(unit), why));
      },
      *dependencies_.threads);
}

// The intent stays open meanwhile: a crash here asks the server again.
Run::Outcome Run::WaitForOldMutation(const Unit& unit, Outcome done) {
  if (dependencies_.facts->version >= kKnowsMutationsSync || !IsMutation(FactsOf(unit))) {
    return done;
  }
  MutationLook look = LookAt(unit, dependencies_.clock->Monotonic());
  int unanswered = 0;
  for (milliseconds pause = kFirstPause;; pause = std::min(pause * 2, kLastPause)) {
    Asker asker(*dependencies_.statements, dependencies_.abort);
    const auto unfinished = look.Look(asker);
    if (aborted()) {
      done.fate = Fate::kAborted;
      done.error = Error(ErrorCode::kInterrupted, "its mutation was not done yet");
      return done;
    }
    if (!unfinished && ++unanswered == kUnansweredLooks) {
      done.fate = Fate::kUnreachable;
      done.error = Error(ErrorCode::kUnknownOutcome, "its mutation was not done yet");
      done.why_not_asked = unfinished.error();
      return done;
    }
    if (unfinished) {
      unanswered = 0;
      // What cannot be seen is not waited for: the server did accept it.
      if (!*unfinished || std::ranges::none_of(**unfinished, MayStillRun)) return done;
      const auto failing = std::ranges::find_if(**unfinished, &Mutation::fails);
      if (failing != (*unfinished)->end()) {
        done.fate = Fate::kNobodyKnows;
        done.error = Error(ErrorCode::kServer, "its mutation fails");
        done.evidence = FailureText(*failing);
        done.failing_mutation = *failing;
        return done;
      }
    }
    dependencies_.clock->Sleep(pause);
  }
}

}  // namespace housewright::exec
