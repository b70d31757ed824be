// The half of a run that finds out what became of a statement that did not simply succeed.

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "db/error_table.h"
#include "db/server_codes.h"
#include "exec/ask.h"
#include "exec/messages.h"
#include "exec/object_probe.h"
#include "exec/run.h"
#include "sql/quote.h"

namespace housewright::exec {
namespace {

using std::chrono::milliseconds;

constexpr int kUnreachableTries = 6;
constexpr milliseconds kShortestPoll{200};
constexpr milliseconds kLongestPoll{5'000};
// A request that was on its way when its connection broke may be begun that much later.
constexpr milliseconds kConfirmAfter{1'000};

milliseconds LongerPoll(milliseconds pause) { return std::min(pause * 2, kLongestPoll); }

// The server had no room for a query, or its table was about to be another one: it never began.
bool IsBeforeAnyRow(const db::QueryError& failure) {
  constexpr std::array kCodes{202, 203, 439, 741, 745};
  return std::ranges::find(kCodes, failure.error.server_code().value_or(0)) != kCodes.end();
}

// The cause passes by itself: where a probe says that nothing happened, it is sent again.
bool Passes(const db::QueryError& failure) {
  const db::ErrorRule* rule = db::FindErrorRule(failure.error.server_code().value_or(0));
  return failure.delivery == db::Delivery::kUnknown ||
         (rule != nullptr && rule->reaction == db::Reaction::kProbeThenRetry);
}

bool IsNothing(ProbeAnswer answer) {
  return answer == ProbeAnswer::kHadNoEffect || answer == ProbeAnswer::kSafeToResend;
}

}  // namespace

Run::Outcome Run::Judge(const Unit& unit, const std::string& query_id,
                        const db::QueryError& failure) {
  Outcome outcome;
  outcome.error = failure.error;
  outcome.delivery = failure.delivery;
  if (failure.delivery == db::Delivery::kNotSent) {
    const bool may_pass = failure.error.code() == ErrorCode::kConnection && !aborted();
    outcome.fate = may_pass ? Fate::kRetry : Fate::kFailed;
    return outcome;
  }
  if (failure.delivery == db::Delivery::kRefused) {
    const db::ErrorRule* rule = db::FindErrorRule(failure.error.server_code().value_or(0));
    const bool is_settled = rule != nullptr && !rule->outcome_is_ambiguous;
    const bool is_login = failure.error.code() == ErrorCode::kAuthentication;
    const bool is_retry = is_settled && rule->reaction == db::Reaction::kRetry;
    const bool is_stop = is_settled && rule->reaction == db::Reaction::kStop;
    const sql::StatementFacts& facts = unit.statement->statement.facts;
    if (is_login || is_retry || is_stop) {
      const Fate fate = is_retry ? Fate::kRetry : Fate::kFailed;
      if (!is_login && facts.verb == sql::Verb::kInsert && !aborted()) {
        return JudgeInsert(unit, query_id, failure, fate);
      }
      // One of several objects may be missing when the others are dropped already.
      if (is_login || facts.objects.size() <= 1 || unit.is_bootstrap()) {
        outcome.fate = fate;
        return outcome;
      }
    }
  }
  if (aborted()) {
    outcome.fate = Fate::kAborted;
    return outcome;
  }
  return Probe(unit, query_id, failure);
}

// The blocks that an INSERT wrote before it was refused stay, and a view that throws leaves the
// rows of its table: sending it again would write them twice.
Run::Outcome Run::JudgeInsert(const Unit& unit, const std::string& query_id,
                              const db::QueryError& failure, Fate fate) {
  Outcome outcome;
  outcome.error = failure.error;
  outcome.fate = fate;
  const ProbeHints hints = HintsFor(unit, query_id, failure);
  const auto written =
      ProbeWrittenRows(*dependencies_.journal_session, *dependencies_.facts, query_id, hints);
  if (written && written->rows == 0) {
    outcome.wrote_nothing = true;
    return outcome;
  }
  // Without a log, most refusals come before the first row, and the message says what may be.
  const bool knows = written && written->rows.has_value();
  if (!knows && (fate == Fate::kFailed || IsBeforeAnyRow(failure))) return outcome;
  if (unit.is_bootstrap()) return outcome;
  outcome.fate = Fate::kNobodyKnows;
  outcome.evidence = written ? written->evidence : written.error().message();
  return outcome;
}

ProbeHints Run::HintsFor(const Unit& unit, const std::string& query_id,
                         const db::QueryError& failure) {
  ProbeHints hints;
  const db::ErrorRule* rule = db::FindErrorRule(failure.error.server_code().value_or(0));
  hints.accepted = failure.delivery == db::Delivery::kRefused && rule != nullptr &&
                   (rule->reaction == db::Reaction::kWait || rule->code == db::code::kUnfinished);
  if (hints.accepted) hints.mutations = MutationsIn(failure.error.message());
  const bool may_be_elsewhere = dependencies_.journal != nullptr &&
                                dependencies_.journal->in_keeper() &&
                                dependencies_.facts->only_server.empty();
  if (dependencies_.journal != nullptr && !may_be_elsewhere &&
      ArrivesSoon(unit.statement->statement)) {
    hints.another = dependencies_.open_session;
  }
  hints.is_logged = IsLogged(context_.settings, unit.statement->statement);
  // The journal's session is free once all is written, or once writing has failed.
  const auto written = writer_.Flush();
  if (!written || dependencies_.journal == nullptr) return hints;
  const auto intents = dependencies_.journal->ReadIntents({query_id});
  if (intents && intents->contains(query_id)) {
    const journal::IntentPlace& intent = intents->at(query_id);
    hints.intent_time = intent.server_time;
    // Of one server of several the look may have been at another one.
    if (!may_be_elsewhere) hints.before = journal::ReadBefore(intent.detail);
  }
  return hints;
}

Run::Outcome Run::Probe(const Unit& unit, const std::string& query_id,
                        const db::QueryError& failure) {
  Outcome outcome;
  outcome.error = failure.error;
  outcome.delivery = failure.delivery;
  Note(fmt::format("{}: {}; asking the server what happened", DisplayName(unit),
                   WithoutStackTrace(failure.error.message())));
  const ProbeHints hints = HintsFor(unit, query_id, failure);
  auto probed = ProbeUntilItEnds(unit, query_id, hints);
  const bool was_lost = failure.delivery == db::Delivery::kUnknown;
  // Also where it seems to be done: DROP ... IF EXISTS may have nothing to do now, and come when a
  // later statement has made what it drops.
  milliseconds waited{0};
  while (probed && was_lost && (IsNothing(probed->answer) || !probed->proves_sent)) {
    const milliseconds wanted = probed->by_silence ? kOnItsWay : kConfirmAfter;
    if (waited >= wanted) break;
    dependencies_.clock->Sleep(wanted - waited);
    waited = wanted;
    probed = ProbeUntilItEnds(unit, query_id, hints);
  }
  if (!probed) {
    outcome.fate = aborted() ? Fate::kAborted : Fate::kUnreachable;
    outcome.why_not_asked = std::move(probed).error();
    return outcome;
  }
  outcome.evidence = probed->evidence;
  switch (probed->answer) {
    case ProbeAnswer::kTookEffect:
      outcome.fate = Fate::kTookEffect;
      break;
    case ProbeAnswer::kHadNoEffect:
    case ProbeAnswer::kSafeToResend:
      outcome.fate = Passes(failure) ? Fate::kRetry : Fate::kFailed;
      outcome.wrote_nothing = probed->answer == ProbeAnswer::kHadNoEffect;
      break;
    case ProbeAnswer::kStillRunning:  // the user did not want to wait
      outcome.fate = Fate::kAborted;
      break;
    case ProbeAnswer::kCannotTell:
      outcome.failing_mutation = std::move(probed->failing_mutation);
      // A bootstrap file says of itself that it may be repeated.
      outcome.fate = unit.is_bootstrap() && was_lost ? Fate::kRetry : Fate::kNobodyKnows;
      break;
  }
  return outcome;
}

Result<ProbeResult> Run::ProbeUntilItEnds(const Unit& unit, const std::string& query_id,
                                          const ProbeHints& hints) {
  MutationLook look = LookAt(unit, dependencies_.clock->Monotonic());
  for (milliseconds pause = kShortestPoll;; pause = LongerPoll(pause)) {
    ASSIGN_OR_RETURN(ProbeResult result, ProbePatiently(unit, query_id, hints));
    if (result.answer != ProbeAnswer::kStillRunning || aborted()) return result;
    if (IsMutation(unit.statement->statement.facts)) {
      Asker asker(*dependencies_.journal_session);
      (void)look.Look(asker);
    }
    if (pause == kShortestPoll) {
      Note(fmt::format("waiting for {}: {}", DisplayName(unit), result.evidence));
    }
    dependencies_.clock->Sleep(pause);
  }
}

Result<ProbeResult> Run::ProbePatiently(const Unit& unit, const std::string& query_id,
                                        const ProbeHints& hints) {
  milliseconds pause = kShortestPoll;
  for (int attempt = 1;; ++attempt, pause = LongerPoll(pause)) {
    auto result = ProbeStatement(*dependencies_.journal_session, *dependencies_.facts,
                                 unit.statement->statement, query_id, hints);
    if (result || attempt == kUnreachableTries || aborted()) return result;
    Note("the server cannot be asked, trying again: " + result.error().message());
    dependencies_.clock->Sleep(pause);
  }
}

}  // namespace housewright::exec
