#include "exec/probe.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "db/error_table.h"
#include "exec/ask.h"
#include "exec/before_image.h"
#include "exec/made_definition.h"
#include "exec/marks.h"
#include "exec/object_probe.h"
#include "exec/query_log.h"
#include "sql/quote.h"

namespace housewright::exec {
namespace {

using sql::ObjectKind;
using sql::StatementClass;
using sql::Verb;

// What one source said; nothing where it could not tell.
using Answer = std::optional<ProbeAnswer>;

// What the sources leave behind beside an answer.
struct Trail {
  Asker asker;
  bool proves_sent = false;
  bool wrote_a_part = false;           // and then it failed
  std::vector<std::string> mutations;  // that its 341 named
  std::optional<Mutation> failing_mutation;
  bool by_silence = false;

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

// An exception is no proof of no effect: 341 UNFINISHED ends a statement that goes on, and it is
// logged as ExceptionBeforeStart, because what DDL does is done before its pipeline starts. For the
// same reason one that names several objects may have dealt with some of them.
bool HadNoEffect(const sql::StatementFacts& facts, int code) {
  const db::ErrorRule* rule = db::FindErrorRule(code);
  return facts.objects.size() <= 1 && rule != nullptr && !rule->outcome_is_ambiguous &&
         (rule->reaction == db::Reaction::kStop || rule->reaction == db::Reaction::kRetry);
}

Answer JudgeFailure(Trail& trail, const sql::StatementFacts& facts, const LogRow& row) {
  const bool is_insert = facts.verb == Verb::kInsert;
  if (row.event == LogEvent::kFailedBeforeStart) {
    trail.Note(fmt::format("system.query_log says ExceptionBeforeStart (code {})", row.code));
    // Rows are only read and written by a pipeline that has started.
    if (is_insert || HadNoEffect(facts, row.code)) return ProbeAnswer::kHadNoEffect;
    return std::nullopt;
  }
  trail.Note(fmt::format("system.query_log says ExceptionWhileProcessing (code {})", row.code));
  if (is_insert && row.written_rows == 0) {
    trail.Note("no row was written");
    return ProbeAnswer::kHadNoEffect;
  }
  if (is_insert && row.written_rows) {
    trail.Note(fmt::format("{} written before it",
                           Count(static_cast<std::size_t>(*row.written_rows), "row")));
    trail.wrote_a_part = true;
  }
  // Blocks that were written before the exception stay.
  const bool writes =
      is_insert || facts.as_select || facts.statement_class == StatementClass::kData;
  if (!writes && HadNoEffect(facts, row.code)) return ProbeAnswer::kHadNoEffect;
  return std::nullopt;
}

Result<Answer> AskQueryLog(Trail& trail, db::Session& session, const db::ServerFacts& facts,
                           const project::RenderedStatement& statement, const std::string& query_id,
                           const ProbeHints& hints) {
  ASSIGN_OR_RETURN(const auto row,
                   ReadQueryLog(trail.asker, session, facts, query_id, hints.intent_time));
  if (!row) return std::nullopt;
  trail.proves_sent = true;
  if (trail.mutations.empty()) trail.mutations = MutationsIn(row->unfinished);
  switch (row->event) {
    case LogEvent::kFinished:
      trail.Note("system.query_log says QueryFinish");
      return ProbeAnswer::kTookEffect;
    case LogEvent::kBegan:
      trail.Note("system.query_log says that it began and not how it ended");
      return std::nullopt;
    default:
      return JudgeFailure(trail, statement.facts, *row);
  }
}

// The mutations that the statement waited for, where none of the table is left.
Result<Answer> AskEnded(Trail& trail, MutationsTable& table) {
  ASSIGN_OR_RETURN(const auto known, table.Find(trail.asker, trail.mutations));
  if (!known) return std::nullopt;
  for (const std::string& id : trail.mutations) {
    const auto found = std::ranges::find(*known, id, &Mutation::id);
    if (found == known->end() || !found->is_done || found->is_killed) {
      trail.Note(fmt::format("mutation {} was killed: parts that were done by then stay", id));
      return ProbeAnswer::kCannotTell;
    }
  }
  trail.Note(fmt::format("system.mutations says that {} is done", Join(trail.mutations, ", ")));
  return ProbeAnswer::kTookEffect;
}

Result<Answer> AskMutations(Trail& trail, const project::RenderedStatement& statement,
                            const ProbeHints& hints) {
  if (!IsMutation(statement.facts)) return std::nullopt;
  MutationsTable table(statement.facts.objects.front());
  ASSIGN_OR_RETURN(
      const auto unfinished,
      table.Unfinished(trail.asker, fmt::format("toDateTime({})", hints.intent_time.value_or(0))));
  if (!unfinished) return std::nullopt;
  // Its own before those that stand before it.
  auto failing = std::ranges::find_if(
      *unfinished, [](const Mutation& one) { return one.fails() && !one.is_older; });
  if (failing == unfinished->end()) failing = std::ranges::find_if(*unfinished, &Mutation::fails);
  if (failing != unfinished->end()) {
    trail.Note(FailureText(*failing));
    trail.failing_mutation = *failing;
    return ProbeAnswer::kCannotTell;
  }
  if (!std::ranges::all_of(*unfinished, &Mutation::is_killed)) {
    trail.Note("system.mutations shows unfinished mutations of the table");
    return ProbeAnswer::kStillRunning;
  }
  if (!trail.mutations.empty()) return AskEnded(trail, table);
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
  // A part of the rows may well make it answer 1.
  if (*value == 1 && !trail.wrote_a_part) return ProbeAnswer::kTookEffect;
  if (*value == 0) return ProbeAnswer::kHadNoEffect;
  return ProbeAnswer::kCannotTell;
}

Result<Answer> AskBefore(Trail& trail, db::Session& session,
                         const project::RenderedStatement& statement, const ProbeHints& hints) {
  const auto image = hints.before ? BeforeImageOf(statement) : nullptr;
  if (image == nullptr || image->kind() != hints.before->kind) return std::nullopt;
  std::unique_ptr<db::Session> other;
  if (hints.another) {
    ASSIGN_OR_RETURN(other, hints.another());
  }
  Asker asker(other ? *other : session);
  ASSIGN_OR_RETURN(const auto verdict, image->Compare(asker, hints.before->values));
  trail.Note(asker.Notes());
  switch (verdict) {
    case BeforeImage::Verdict::kChanged:
      trail.proves_sent = true;
      return ProbeAnswer::kTookEffect;
    case BeforeImage::Verdict::kAsItWas:
      if (!other) return std::nullopt;
      trail.by_silence = true;
      return ProbeAnswer::kHadNoEffect;
    case BeforeImage::Verdict::kCannotTell:
      break;
  }
  return std::nullopt;
}

Result<Answer> AskObjects(Trail& trail, const project::RenderedStatement& statement,
                          const ProbeHints& hints) {
  const auto marks = MarksOf(statement);
  if (!marks) return std::nullopt;
  ASSIGN_OR_RETURN(const MarksAnswer seen, ProbeMarks(trail.asker, *marks, hints));
  if (seen.answer == ProbeAnswer::kTookEffect && !statement.facts.if_not_exists &&
      !hints.may_be_changed) {
    ASSIGN_OR_RETURN(const bool is_as_made, IsAsMade(trail.asker, statement));
    if (!is_as_made) return ProbeAnswer::kCannotTell;
  }
  trail.proves_sent = trail.proves_sent || seen.proves_sent;
  return seen.answer;
}

Result<Answer> AskWhetherTheLogWouldKnow(Trail& trail, const std::string& query_id,
                                         const ProbeHints& hints) {
  if (!hints.intent_time || !hints.another || !hints.is_logged) return std::nullopt;
  ASSIGN_OR_RETURN(const auto session, hints.another());
  ASSIGN_OR_RETURN(const bool would, LogWouldKnow(*session, query_id, *hints.intent_time));
  if (!would) return std::nullopt;
  trail.by_silence = true;
  trail.Note("and would, as the server has run and logged since before it could be sent");
  return ProbeAnswer::kHadNoEffect;
}

}  // namespace

bool ArrivesSoon(const project::RenderedStatement& statement) {
  constexpr std::size_t kHead = 8'192;  // of the request, with settings
  return statement.sql.text.size() + kHead <= db::kSmallRequest;
}

bool IsLogged(const std::map<std::string, std::string>& target,
              const project::RenderedStatement& statement) {
  constexpr std::string_view kSetting = "log_queries";
  const std::string* own = statement.FindAnnotation("settings");
  const auto sets_it = [&](std::string_view text) { return text.find(kSetting) != text.npos; };
  return !sets_it(statement.sql.text) && (own == nullptr || !sets_it(*own)) &&
         std::ranges::none_of(target, [&](const auto& one) { return sets_it(one.first); });
}

Result<ProbeResult> ProbeStatement(db::Session& session, const db::ServerFacts& facts,
                                   const project::RenderedStatement& statement,
                                   const std::string& query_id, const ProbeHints& hints) {
  Trail trail{.asker = Asker(session), .mutations = hints.mutations, .failing_mutation = {}};
  ASSIGN_OR_RETURN(Answer answer, AskProcesses(trail, query_id));
  if (!answer) {
    ASSIGN_OR_RETURN(answer, AskQueryLog(trail, session, facts, statement, query_id, hints));
  }
  // An old server's log says that it is queued, and not that it is done.
  const bool is_queued = answer == ProbeAnswer::kTookEffect && facts.version < kKnowsMutationsSync;
  if (!answer || is_queued) {
    ASSIGN_OR_RETURN(const Answer of_mutations, AskMutations(trail, statement, hints));
    if (of_mutations) answer = of_mutations;
  }
  if (!answer) {
    ASSIGN_OR_RETURN(answer, AskAnnotation(trail, statement));
  }
  if (!answer) {
    ASSIGN_OR_RETURN(answer, AskBefore(trail, session, statement, hints));
  }
  if (!answer) {
    ASSIGN_OR_RETURN(answer, AskObjects(trail, statement, hints));
  }
  if (!answer && !trail.proves_sent) {
    ASSIGN_OR_RETURN(answer, AskWhetherTheLogWouldKnow(trail, query_id, hints));
  }
  ProbeAnswer verdict = answer.value_or(ProbeAnswer::kCannotTell);
  if (verdict == ProbeAnswer::kCannotTell && IsSafeToResend(statement)) {
    trail.Note("it may be sent again");
    verdict = ProbeAnswer::kSafeToResend;
  }
  return ProbeResult{verdict, trail.asker.Notes(), trail.proves_sent, trail.by_silence,
                     std::move(trail.failing_mutation)};
}

Result<WrittenRows> ProbeWrittenRows(db::Session& session, const db::ServerFacts& facts,
                                     const std::string& query_id, const ProbeHints& hints) {
  Asker asker(session);
  ASSIGN_OR_RETURN(const auto row,
                   ReadQueryLog(asker, session, facts, query_id, hints.intent_time));
  if (row && row->event == LogEvent::kFailedBeforeStart) {
    return WrittenRows{0, "system.query_log says ExceptionBeforeStart"};
  }
  if (!row || row->event != LogEvent::kFailedWhileProcessing || !row->written_rows) {
    return WrittenRows{std::nullopt, asker.Notes()};
  }
  return WrittenRows{row->written_rows,
                     fmt::format("system.query_log says {} written before the exception",
                                 Count(static_cast<std::size_t>(*row->written_rows), "row"))};
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
