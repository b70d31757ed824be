#include "exec/probe.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "db/error_table.h"
#include "exec/ask.h"
#include "exec/marks.h"
#include "exec/object_probe.h"
#include "sql/quote.h"

namespace housewright::exec {
namespace {

using sql::ObjectKind;
using sql::StatementClass;
using sql::Verb;

constexpr db::Version kHasExceptionCode{20, 8, 0};     // system.query_log.exception_code
constexpr db::Version kHasMutationFailures{19, 1, 0};  // system.mutations.latest_fail_reason

// What one source said; nothing where it could not tell.
using Answer = std::optional<ProbeAnswer>;

// What the sources leave behind beside an answer.
struct Trail {
  Asker asker;
  bool proves_sent = false;

  void Note(std::string text) { asker.Note(std::move(text)); }
};

Result<Answer> AskProcesses(Trail& trail, const std::string& query_id) {
  ASSIGN_OR_RETURN(const auto running,
                   trail.asker.Number("SELECT count() FROM system.processes WHERE query_id = " +
                                          sql::QuoteString(query_id),
                                      "system.processes"));
  if (running.value_or(0) == 0) return std::nullopt;
  trail.proves_sent = true;
  trail.Note("system.processes shows it running");
  return ProbeAnswer::kStillRunning;
}

// An exception is no proof of no effect: 341 UNFINISHED ends a statement that goes on.
bool HadNoEffect(int code) {
  const db::ErrorRule* rule = db::FindErrorRule(code);
  return rule != nullptr && !rule->outcome_is_ambiguous &&
         (rule->reaction == db::Reaction::kStop || rule->reaction == db::Reaction::kRetry);
}

// Blocks that were written before the exception stay.
bool WritesData(const sql::StatementFacts& facts) {
  return facts.verb == Verb::kInsert || facts.as_select ||
         facts.statement_class == StatementClass::kData;
}

Result<Answer> AskQueryLog(Trail& trail, db::Session& session, const db::ServerFacts& facts,
                           const project::RenderedStatement& statement, const std::string& query_id,
                           const ProbeHints& hints) {
  // Flushed every 7.5 s by itself; where the user may not ask for it, a missing row proves nothing,
  // as it does not anyway: a crash of the server loses what was not flushed.
  (void)session.Query("SYSTEM FLUSH LOGS");
  const std::string code = facts.version >= kHasExceptionCode
                               ? "exception_code"
                               : "toInt32OrZero(extract(exception, 'Code: ([0-9]+)'))";
  const std::string since = hints.intent_time
                                ? fmt::format("toDate(toDateTime({})) - 1", *hints.intent_time)
                                : "today() - 7";
  ASSIGN_OR_RETURN(
      const auto rows,
      trail.asker.Rows(
          fmt::format("SELECT toInt8(type), {} FROM system.query_log WHERE event_date >= {} "
                      "AND query_id = {} ORDER BY toInt8(type) DESC LIMIT 1",
                      code, since, sql::QuoteString(query_id)),
          2, "system.query_log"));
  if (!rows) return std::nullopt;
  if (rows->empty()) {
    trail.Note("system.query_log does not know it");
    return std::nullopt;
  }
  trail.proves_sent = true;
  const std::string& type = rows->front()[0];
  const int exception = static_cast<int>(ToNumber(rows->front()[1]));
  if (type == "2") {
    trail.Note("system.query_log says QueryFinish");
    return ProbeAnswer::kTookEffect;
  }
  if (type == "3") {
    trail.Note(fmt::format("system.query_log says ExceptionBeforeStart (code {})", exception));
    return ProbeAnswer::kHadNoEffect;
  }
  if (type == "4") {
    trail.Note(fmt::format("system.query_log says ExceptionWhileProcessing (code {})", exception));
    if (HadNoEffect(exception) && !WritesData(statement.facts)) return ProbeAnswer::kHadNoEffect;
    return std::nullopt;
  }
  trail.Note("system.query_log says that it began and not how it ended");
  return std::nullopt;
}

Result<Answer> AskMutations(Trail& trail, const db::ServerFacts& facts,
                            const project::RenderedStatement& statement, const ProbeHints& hints) {
  if (statement.facts.statement_class != StatementClass::kMutation ||
      statement.facts.objects.empty()) {
    return std::nullopt;
  }
  const sql::ObjectName& table = statement.facts.objects.front();
  const std::string reason =
      facts.version >= kHasMutationFailures ? "max(latest_fail_reason)" : "''";
  ASSIGN_OR_RETURN(
      const auto rows,
      trail.asker.Rows(
          fmt::format("SELECT count(), {} FROM system.mutations WHERE database = {} AND "
                      "table = {} AND is_done = 0",
                      reason, DatabaseExpression(table.database), sql::QuoteString(table.name)),
          2, "system.mutations"));
  if (!rows || rows->empty()) return std::nullopt;
  if (!rows->front()[1].empty()) {
    trail.Note("a mutation of the table fails: " + rows->front()[1]);
    return ProbeAnswer::kCannotTell;
  }
  if (rows->front()[0] != "0") {
    trail.Note("system.mutations shows unfinished mutations of the table");
    return ProbeAnswer::kStillRunning;
  }
  trail.Note("system.mutations shows no unfinished mutation of the table");
  if (hints.accepted) return ProbeAnswer::kTookEffect;
  return std::nullopt;
}

Result<Answer> AskAnnotation(Trail& trail, const project::RenderedStatement& statement) {
  const std::string* probe = statement.FindAnnotation("probe");
  if (probe == nullptr) return std::nullopt;
  ASSIGN_OR_RETURN(const auto value, trail.asker.Number(*probe, "its `-- probe:`"));
  if (!value) return std::nullopt;
  trail.Note(fmt::format("its `-- probe:` answers {}", *value));
  if (*value == 1) return ProbeAnswer::kTookEffect;
  if (*value == 0) return ProbeAnswer::kHadNoEffect;
  return ProbeAnswer::kCannotTell;
}

Result<Answer> AskObjects(Trail& trail, const project::RenderedStatement& statement,
                          const ProbeHints& hints) {
  const auto marks = MarksOf(statement);
  if (!marks) return std::nullopt;
  ASSIGN_OR_RETURN(const MarksAnswer seen, ProbeMarks(trail.asker, *marks, hints));
  trail.proves_sent = trail.proves_sent || seen.proves_sent;
  return seen.answer;
}

}  // namespace

Result<ProbeResult> ProbeStatement(db::Session& session, const db::ServerFacts& facts,
                                   const project::RenderedStatement& statement,
                                   const std::string& query_id, const ProbeHints& hints) {
  Trail trail{Asker(session)};
  ASSIGN_OR_RETURN(Answer answer, AskProcesses(trail, query_id));
  if (!answer && facts.has_query_log) {
    ASSIGN_OR_RETURN(answer, AskQueryLog(trail, session, facts, statement, query_id, hints));
  } else if (!answer) {
    trail.Note("the server keeps no system.query_log");
  }
  if (!answer) {
    ASSIGN_OR_RETURN(answer, AskMutations(trail, facts, statement, hints));
  }
  if (!answer) {
    ASSIGN_OR_RETURN(answer, AskAnnotation(trail, statement));
  }
  if (!answer) {
    ASSIGN_OR_RETURN(answer, AskObjects(trail, statement, hints));
  }
  ProbeAnswer verdict = answer.value_or(ProbeAnswer::kCannotTell);
  if (verdict == ProbeAnswer::kCannotTell && IsSafeToResend(statement)) {
    trail.Note("it may be sent again");
    verdict = ProbeAnswer::kSafeToResend;
  }
  return ProbeResult{verdict, trail.asker.Notes(), trail.proves_sent};
}

bool IsSafeToResend(const project::RenderedStatement& statement) {
  const sql::StatementFacts& facts = statement.facts;
  if (!facts.on_cluster.empty() || facts.as_select) return false;
  if (facts.statement_class == StatementClass::kQuery ||
      facts.statement_class == StatementClass::kSession) {
    return true;
  }
  switch (facts.verb) {
    case Verb::kGrant:
    case Verb::kRevoke:
      return true;
    case Verb::kCreate:
      if (facts.if_not_exists) return true;
      // A table or a materialized view with a table of its own would lose the rows that came
      // meanwhile.
      return facts.or_replace && facts.object_kind != ObjectKind::kTable &&
             facts.object_kind != ObjectKind::kMaterializedView &&
             facts.object_kind != ObjectKind::kOther;
    case Verb::kDrop:
      return facts.if_exists;
    case Verb::kAlter:
      return !facts.actions.empty() &&
             std::ranges::all_of(facts.actions, [](const sql::AlterAction& action) {
               switch (action.kind) {
                 case sql::AlterActionKind::kCommentColumn:
                 case sql::AlterActionKind::kModifyComment:
                 case sql::AlterActionKind::kModifySetting:
                 case sql::AlterActionKind::kModifyQuery:
                   return true;
                 case sql::AlterActionKind::kAddColumn:
                 case sql::AlterActionKind::kAddIndex:
                   return action.if_not_exists;
                 case sql::AlterActionKind::kDropColumn:
                 case sql::AlterActionKind::kDropIndex:
                   return action.if_exists;
                 default:
                   return false;
               }
             });
    default:
      return false;
  }
}

}  // namespace housewright::exec
