#include "exec/messages.h"

#include <fmt/format.h>

#include "db/server_codes.h"

namespace housewright::exec {
namespace {

Error At(Error error, const Unit& unit) {
  if (unit.statement == nullptr) return error;
  return std::move(error).At(WhereOf(unit.statement->statement));
}

// "statement 1 is applied and recorded", "statements 1 to 4 are applied and recorded".
std::string AppliedBefore(const Unit& unit) {
  const std::uint32_t before = unit.statement != nullptr ? unit.statement->index - 1 : 0;
  if (before == 0) return "nothing of it is applied";
  if (before == 1) return "statement 1 is applied and recorded";
  return fmt::format("statements 1 to {} are applied and recorded", before);
}

bool WritesData(const Unit& unit) {
  const sql::StatementFacts& facts = unit.statement->statement.facts;
  return facts.verb == sql::Verb::kInsert || facts.as_select;
}

// What is true now. Rows that were written before an exception stay: no journal can say how many.
std::string StateAfterFailure(const Unit& unit, const Error& cause, bool wrote_nothing) {
  const std::uint32_t index = unit.statement->index;
  if (cause.code() == ErrorCode::kServer && WritesData(unit) && !wrote_nothing) {
    return fmt::format("{}, and statement {} may have written a part of its rows",
                       AppliedBefore(unit), index);
  }
  if (index == 1) return AppliedBefore(unit);
  return fmt::format("{}, nothing of statement {} is", AppliedBefore(unit), index);
}

std::string Again(std::string_view command) {
  return fmt::format("run `housewright {}` again", command);
}

}  // namespace

Error StoppedAt(const Unit& unit, const Error& cause, int tries, bool wrote_nothing,
                std::string_view command) {
  std::string what = "was not executed";
  if (cause.server_code()) {
    what = tries > 1 ? fmt::format("was refused {} times", tries) : "was refused";
  }
  Error error(cause.code(), fmt::format("{} {}: {}; {}", DisplayName(unit), what, cause.message(),
                                        StateAfterFailure(unit, cause, wrote_nothing)));
  if (cause.server_code()) error = std::move(error).WithServerCode(*cause.server_code());
  std::string advice;
  if (!cause.advice().empty()) advice = cause.advice() + "; then ";
  advice += fmt::format("{}: it goes on with statement {}", Again(command), unit.statement->index);
  return At(std::move(error).WithAdvice(std::move(advice)), unit);
}

std::string ResolveCommands(const std::string& revision) {
  return fmt::format(
      "`housewright resolve {} --took-effect` or `housewright resolve {} --had-no-effect`",
      revision, revision);
}

std::string SendAgainCommand(const std::string& revision) {
  return fmt::format("`housewright resolve {} --had-no-effect`, so that it is sent again",
                     revision);
}

Error NeedsDecision(const Unit& unit, const Error& cause, std::string_view evidence) {
  Error error(ErrorCode::kNeedsDecision, fmt::format("nobody knows whether {} took effect: {}; {}",
                                                     DisplayName(unit), cause.message(), evidence));
  if (cause.server_code()) error = std::move(error).WithServerCode(*cause.server_code());
  std::string advice =
      unit.is_bootstrap()
          ? "look at the server, then run `housewright bootstrap` again: it repeats the statement"
          : fmt::format("look at the server, then run {}", ResolveCommands(unit.step->id.text()));
  return At(std::move(error).WithAdvice(std::move(advice)), unit);
}

Error MutationFails(const Unit& unit, const Mutation& mutation) {
  const sql::StatementFacts& facts = unit.statement->statement.facts;
  const std::string next = unit.is_bootstrap() ? "`housewright bootstrap` again"
                                               : SendAgainCommand(unit.step->id.text());
  return At(
      Error(ErrorCode::kNeedsDecision,
            fmt::format("the server accepted {}, and {}", DisplayName(unit), FailureText(mutation)))
          .WithServerCode(db::code::kUnfinished)
          .WithAdvice(fmt::format("{}, then run {}",
                                  FailureAdvice(mutation, facts, facts.objects.front()), next)),
      unit);
}

Error OutcomeUnknown(const Unit& unit, const Error& cause, const Error& why_not_asked,
                     std::string_view command) {
  return At(Error(ErrorCode::kUnknownOutcome,
                  fmt::format(
                      "{} was sent and its outcome is unknown: {}; the server cannot be asked: {}",
                      DisplayName(unit), cause.message(), why_not_asked.message()))
                .WithAdvice(fmt::format("when the server is back, {}: it finds out what happened",
                                        Again(command))),
            unit);
}

Error Interrupted(const Unit& next, bool sent, std::string_view command) {
  if (sent) {
    return At(Error(ErrorCode::kInterrupted,
                    fmt::format("interrupted while {} ran: the server may go on with it",
                                DisplayName(next)))
                  .WithAdvice(fmt::format("{}: it finds out what happened", Again(command))),
              next);
  }
  return Error(ErrorCode::kInterrupted,
               fmt::format("stopped before {}, as asked: everything before it is applied and "
                           "recorded",
                           DisplayName(next)))
      .WithAdvice(fmt::format("{} to go on", Again(command)));
}

Error LockLost(const Unit& unit, const Error& cause, std::string_view command) {
  return At(Error(ErrorCode::kLocked,
                  fmt::format("{} was not sent: {}; everything before it took effect, and what the "
                              "journal lacks of that the next run finds out",
                              DisplayName(unit), cause.message()))
                .WithAdvice(fmt::format("look at `housewright status`, then {}", Again(command))),
            unit);
}

Error JournalFailed(const Unit& unit, bool sent, const Error& cause, std::string_view command) {
  if (cause.code() == ErrorCode::kLocked && !sent) return LockLost(unit, cause, command);
  const std::string state =
      sent ? fmt::format("{} took effect and the journal does not say so yet", DisplayName(unit))
           : fmt::format("{} was not sent: its intent is not in the journal", DisplayName(unit));
  return Error(cause.code(),
               fmt::format("the journal cannot be written: {}; {}", cause.message(), state))
      .WithAdvice(fmt::format(
          "{}, then {}: it finds out what happened",
          cause.code() == ErrorCode::kLocked ? "look at `housewright status`" : "mend that",
          Again(command)));
}

}  // namespace housewright::exec
