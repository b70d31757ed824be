#include "exec/settle.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "exec/messages.h"
#include "exec/mutation_follower.h"
#include "exec/probe.h"
#include "exec/rows.h"
#include "journal/detail.h"
#include "journal/fold.h"
#include "project/render.h"

namespace housewright::exec {
namespace {

using journal::Entry;
using journal::EntryKind;
using revision::Direction;
using revision::Progress;
using std::chrono::milliseconds;

constexpr milliseconds kShortestPoll{200};
constexpr milliseconds kLongestPoll{5'000};
// A request of a run that has just died may still be on its way to the server. Where objects tell,
// a statement that comes late is refused.
constexpr milliseconds kYoung{2'000};

// One open statement: where the journal has it, and what a probe said.
struct OpenStatement {
  revision::RevisionId id;
  const revision::RevisionState* state = nullptr;
  Progress::Open open;
  journal::IntentPlace place;
  project::RenderedStatement statement;
  ProbeResult result;

  std::string DisplayName() const {
    std::string name =
        fmt::format("statement {} of {} of revision {} ({})", open.index, state->progress->total,
                    id.text(), revision::DirectionName(state->progress->direction));
    if (open.chunk.empty()) return name;
    return fmt::format("{} of {}", ChunkName(open.chunk, open.chunk_number, open.chunks), name);
  }
};

class Settler {
 public:
  Settler(const Executor::Dependencies& dependencies, const RunContext& context)
      : dependencies_(dependencies), context_(context), rows_(dependencies_, context_) {}

  Result<revision::AppliedState> Settle(const project::Project& project,
                                        const project::Values& values,
                                        const revision::AppliedState& applied);

 private:
  Result<std::vector<OpenStatement>> Collect(const project::Project& project,
                                             const project::Values& values,
                                             const revision::AppliedState& applied);
  Result<void> Place(std::vector<OpenStatement>& statements);
  // `is_last`: no open statement stands behind it.
  Result<ProbeResult> Ask(const OpenStatement& statement, bool is_last);
  Result<ProbeResult> WithHint(const OpenStatement& statement, ProbeHints hints,
                               ProbeResult result);
  MutationLook LookAt(const OpenStatement& statement) const;
  Result<ProbeResult> AskUntilItEnds(const OpenStatement& statement, const ProbeHints& hints);
  Result<std::vector<Entry>> Decide(const std::vector<OpenStatement>& statements) const;
  bool WasSentHere(const OpenStatement& statement) const;
  bool KnowsWhatWasSent(const OpenStatement& statement) const;
  void DoubtWhereSentElsewhere(OpenStatement& statement) const;
  Entry Row(const OpenStatement& statement, bool took_effect, const std::string& how) const;
  Error NobodyKnows(const OpenStatement& statement, const std::string& evidence) const;

  const Executor::Dependencies& dependencies_;
  const RunContext& context_;
  RowMaker rows_;
  milliseconds placed_at_{0};  // when the ages of the intents were asked for
};

Error CannotProbe(const OpenStatement& statement, const std::string& why) {
  return Error(ErrorCode::kNeedsDecision,
               fmt::format("nobody knows whether {} took effect, and it cannot be probed: {}",
                           statement.DisplayName(), why))
      .WithAdvice(fmt::format("look at the server for query id {}, then run {}",
                              statement.open.query_id, ResolveCommands(statement.id.text())));
}

Result<project::RenderedStatement> RenderOpen(const project::Project& project,
                                              const project::Values& values,
                                              const OpenStatement& open) {
  const project::RevisionFile* file = project.Find(open.id);
  if (file == nullptr) return Fail(CannotProbe(open, "the revision is not in this project"));
  const project::RevisionPart& part =
      open.state->progress->direction == Direction::kUpgrade ? file->upgrade : file->downgrade;
  project::RenderedPart rendered =
      project::RenderStatements(file->source, part.begin, part.end, project.config, values);
  for (Diagnostic& diagnostic : rendered.diagnostics) {
    if (diagnostic.severity == Severity::kError) return Fail(std::move(diagnostic.error));
  }
  const std::size_t position = open.open.index - 1;
  if (position >= rendered.statements.size() ||
      rendered.statements[position].hash.ToHex() != open.open.hash) {
    return Fail(CannotProbe(open, fmt::format("{} has changed since it was sent", file->path)));
  }
  return std::move(rendered.statements[position]);
}

Result<std::vector<OpenStatement>> Settler::Collect(const project::Project& project,
                                                    const project::Values& values,
                                                    const revision::AppliedState& applied) {
  std::vector<OpenStatement> statements;
  for (const auto& [id, state] : applied.revisions) {
    if (!state.progress) continue;
    for (const Progress::Open& open : state.progress->open) {
      OpenStatement statement;
      statement.id = id;
      statement.state = &state;
      statement.open = open;
      statements.push_back(std::move(statement));
    }
  }
  TRY(Place(statements));
  for (OpenStatement& statement : statements) {
    ASSIGN_OR_RETURN(statement.statement, RenderOpen(project, values, statement));
  }
  return statements;
}

// In the order in which they were to be sent, which is that of their intents.
Result<void> Settler::Place(std::vector<OpenStatement>& statements) {
  std::vector<std::string> query_ids;
  for (const OpenStatement& statement : statements) query_ids.push_back(statement.open.query_id);
  placed_at_ = dependencies_.clock->Monotonic();
  ASSIGN_OR_RETURN(const auto places, dependencies_.journal->ReadIntents(query_ids));
  for (OpenStatement& statement : statements) {
    const auto place = places.find(statement.open.query_id);
    if (place != places.end()) statement.place = place->second;
  }
  std::ranges::stable_sort(statements, {},
                           [](const OpenStatement& statement) { return statement.place.seq; });
  return {};
}

// Tells how far its mutation is. That one fails is for the probe to tell.
MutationLook Settler::LookAt(const OpenStatement& statement) const {
  const auto& objects = statement.statement.facts.objects;
  return MutationLook(
      objects.empty() ? sql::ObjectName{} : objects.front(), *dependencies_.clock,
      placed_at_ - std::chrono::seconds(statement.place.age),
      {.progress =
           [this](const MutationView& view) { dependencies_.observer(MutationProgress{view}); },
       .failing = [](const Mutation&) {}});
}

Result<ProbeResult> Settler::AskUntilItEnds(const OpenStatement& statement,
                                            const ProbeHints& hints) {
  MutationLook look = LookAt(statement);
  for (milliseconds pause = kShortestPoll;; pause = std::min(pause * 2, kLongestPoll)) {
    ASSIGN_OR_RETURN(ProbeResult result,
                     ProbeStatement(*dependencies_.journal_session, *dependencies_.facts,
                                    statement.statement, statement.open.query_id, hints));
    if (result.answer != ProbeAnswer::kStillRunning) return result;
    if (dependencies_.stop.stop_requested() || dependencies_.abort.stop_requested()) {
      return Fail(Error(ErrorCode::kInterrupted,
                        fmt::format("stopped while waiting for {}, which still runs on the server",
                                    statement.DisplayName()))
                      .WithAdvice(fmt::format("run `housewright {}` again", context_.command)));
    }
    if (dependencies_.observer && pause == kShortestPoll) {
      dependencies_.observer(
          WaitingStarted{statement.DisplayName(), rows_.Redact(result.evidence)});
    }
    if (dependencies_.observer && IsMutation(statement.statement.facts)) {
      Asker asker(*dependencies_.journal_session);
      (void)look.Look(asker);
    }
    dependencies_.clock->Sleep(pause);
  }
}

// How long to wait before asking again about a statement whose intent is so old.
milliseconds WaitFor(const ProbeResult& result, milliseconds age) {
  // At least a moment: what a busy server had left unread is read by then.
  if (result.by_silence) return age >= kOnItsWay ? kYoung : kOnItsWay;
  // Also where it seems to be done: what it was to drop may never have been there.
  const bool may_come = result.answer == ProbeAnswer::kHadNoEffect ||
                        result.answer == ProbeAnswer::kSafeToResend || !result.proves_sent;
  return may_come && age < kYoung ? kYoung : milliseconds(0);
}

// Of several servers with one journal. The one that a target says to lead to is known whatever its
// host is called, and from another one of the same host.
bool Settler::WasSentHere(const OpenStatement& statement) const {
  if (!dependencies_.journal->in_keeper()) return true;
  const std::string sent_to = journal::ReadOnlyServer(statement.place.detail);
  const std::string& here = dependencies_.facts->only_server;
  if (!sent_to.empty() && !here.empty()) return sent_to == here;
  return statement.place.host == dependencies_.facts->host_name;
}

// Whether what the server does not know was not sent: both the run that wrote the intent and this
// one have the word of their target that they lead to this server alone.
bool Settler::KnowsWhatWasSent(const OpenStatement& statement) const {
  if (!dependencies_.journal->in_keeper()) return true;
  const std::string& here = dependencies_.facts->only_server;
  return !here.empty() && journal::ReadOnlyServer(statement.place.detail) == here;
}

Result<ProbeResult> Settler::Ask(const OpenStatement& statement, bool is_last) {
  ProbeHints hints;
  hints.may_be_changed = !is_last;
  if (statement.place.seq != 0) hints.intent_time = statement.place.server_time;
  if (KnowsWhatWasSent(statement) && ArrivesSoon(statement.statement)) {
    hints.another = dependencies_.open_session;
  }
  hints.is_logged = IsLogged(context_.settings, statement.statement);
  if (WasSentHere(statement)) hints.before = journal::ReadBefore(statement.place.detail);
  ASSIGN_OR_RETURN(ProbeResult result, AskUntilItEnds(statement, hints));
  const milliseconds age =
      std::chrono::seconds(statement.place.age) + dependencies_.clock->Monotonic() - placed_at_;
  milliseconds waited{0};
  for (milliseconds wanted = WaitFor(result, age); wanted > waited; wanted = WaitFor(result, age)) {
    dependencies_.clock->Sleep(wanted - waited);
    waited = wanted;
    ASSIGN_OR_RETURN(result, AskUntilItEnds(statement, hints));
  }
  return WithHint(statement, hints, std::move(result));
}

// Where nothing but other servers keeps this one from telling, the person is told so.
Result<ProbeResult> Settler::WithHint(const OpenStatement& statement, ProbeHints hints,
                                      ProbeResult result) {
  const bool cannot_tell = result.answer == ProbeAnswer::kCannotTell;
  if (!cannot_tell || KnowsWhatWasSent(statement) || !WasSentHere(statement)) return result;
  if (!ArrivesSoon(statement.statement)) return result;
  hints.another = dependencies_.open_session;
  ASSIGN_OR_RETURN(const ProbeResult alone, AskUntilItEnds(statement, hints));
  if (alone.answer != ProbeAnswer::kHadNoEffect) return result;
  result.evidence +=
      "; another server behind the target's url may have it (where there is none, `single_server` "
      "lets the runs to come know that)";
  return result;
}

// Of several servers one is asked. That it executes nothing of the statement and has no trace of it
// says nothing of the one that the statement was sent to; an effect is one wherever it was made.
void Settler::DoubtWhereSentElsewhere(OpenStatement& statement) const {
  ProbeResult& result = statement.result;
  const bool is_nothing = result.answer == ProbeAnswer::kHadNoEffect ||
                          (result.answer == ProbeAnswer::kCannotTell && !result.proves_sent);
  if (WasSentHere(statement) || !is_nothing) return;
  const std::string& host = statement.place.host;
  const std::string& here = dependencies_.facts->host_name;
  result.answer = ProbeAnswer::kCannotTell;
  result.evidence += fmt::format(
      "; it was sent to {}, whose queries {} does not see: a run with a "
      "url that leads there can tell",
      host == here ? "another server of " + host : host, here);
}

Entry Settler::Row(const OpenStatement& statement, bool took_effect, const std::string& how) const {
  Entry row = rows_.Base(EntryKind::kReconciled);
  row.service = statement.state->service;
  row.revision = statement.id.text();
  row.direction = revision::DirectionName(statement.state->progress->direction);
  row.statement = statement.open.index;
  row.statements = statement.state->progress->total;
  row.revision_hash = statement.state->revision_hash;
  row.statement_hash = statement.open.hash;
  row.query_id = statement.open.query_id;
  row.summary = rows_.Redact(sql::Summarize(statement.statement.facts));
  row.detail = journal::SettledDetail(took_effect, rows_.Redact(how));
  if (!statement.open.chunk.empty()) {
    row.detail = journal::WithChunk(
        row.detail, {statement.open.chunk, statement.open.chunk_number, statement.open.chunks});
  }
  return row;
}

Error Settler::NobodyKnows(const OpenStatement& statement, const std::string& evidence) const {
  const sql::StatementFacts& facts = statement.statement.facts;
  const auto& failing = statement.result.failing_mutation;
  const std::string advice =
      failing
          ? fmt::format("{}, then run {}", FailureAdvice(*failing, facts, facts.objects.front()),
                        SendAgainCommand(statement.id.text()))
          : "look at the server, then run " + ResolveCommands(statement.id.text());
  return Error(ErrorCode::kNeedsDecision,
               rows_.Redact(fmt::format("nobody knows whether {} took effect: {}",
                                        statement.DisplayName(), evidence)))
      .At(WhereOf(statement.statement))
      .WithAdvice(advice);
}

// A statement is sent only after the success of all before it in its run. So one that was sent
// proves those before it, and behind one that had no effect none was sent.
Result<std::vector<Entry>> Settler::Decide(const std::vector<OpenStatement>& statements) const {
  std::vector<Entry> rows;
  std::map<std::string, const OpenStatement*> last_sent;      // of each run
  std::map<std::string, const OpenStatement*> first_without;  // effect, of each run
  std::map<std::string, bool> is_certain;  // that the first without effect, or one behind, has none
  for (const OpenStatement& statement : statements) {
    if (statement.result.proves_sent) last_sent[statement.open.run_id] = &statement;
  }
  for (const OpenStatement& statement : statements) {
    const ProbeResult& result = statement.result;
    const OpenStatement* sent = last_sent[statement.open.run_id];
    const OpenStatement*& without = first_without[statement.open.run_id];
    // The first without effect may only be one that can be sent again: then what stands behind it
    // may have been sent too.
    const bool may_have_been_sent = without == nullptr || !is_certain[statement.open.run_id];
    const bool precedes_sent = sent != nullptr && sent->place.seq > statement.place.seq;
    if (precedes_sent && result.answer == ProbeAnswer::kHadNoEffect) {
      return Fail(
          NobodyKnows(statement, fmt::format("{}; but {} was sent after it: {}", result.evidence,
                                             sent->DisplayName(), sent->result.evidence)));
    }
    if (precedes_sent && result.answer != ProbeAnswer::kTookEffect) {
      rows.push_back(
          Row(statement, true,
              fmt::format("{} was sent after it: {}", sent->DisplayName(), sent->result.evidence)));
    } else if (may_have_been_sent && result.answer == ProbeAnswer::kCannotTell) {
      return Fail(NobodyKnows(statement, result.evidence));
    } else if (without != nullptr) {
      is_certain[statement.open.run_id] |= result.answer == ProbeAnswer::kHadNoEffect;
      rows.push_back(
          Row(statement, false, fmt::format("not sent: {} had no effect", without->DisplayName())));
    } else if (result.answer == ProbeAnswer::kTookEffect) {
      rows.push_back(Row(statement, true, result.evidence));
    } else {
      rows.push_back(Row(statement, false, result.evidence));
      without = &statement;
      is_certain[statement.open.run_id] = result.answer == ProbeAnswer::kHadNoEffect;
    }
  }
  return rows;
}

Result<revision::AppliedState> Settler::Settle(const project::Project& project,
                                               const project::Values& values,
                                               const revision::AppliedState& applied) {
  ASSIGN_OR_RETURN(std::vector<OpenStatement> statements, Collect(project, values, applied));
  for (OpenStatement& statement : statements) {
    ASSIGN_OR_RETURN(statement.result, Ask(statement, &statement == &statements.back()));
    DoubtWhereSentElsewhere(statement);
  }
  ASSIGN_OR_RETURN(const std::vector<Entry> rows, Decide(statements));
  if (auto written = dependencies_.journal->Append(rows); !written) {
    Error error = std::move(written).error();
    if (!error.advice().empty()) return Fail(std::move(error));
    return Fail(std::move(error).WithAdvice(
        fmt::format("run `housewright {}` again: nothing was sent, and it asks the server again",
                    context_.command)));
  }
  revision::AppliedState settled = applied;
  for (const Entry& row : rows) {
    journal::Apply(settled, row);
    if (!dependencies_.observer) continue;
    dependencies_.observer(
        Note{fmt::format("statement {} of {} of revision {}, left open by an "
                         "earlier run: {}",
                         row.statement, row.statements, row.revision, row.detail)});
  }
  return settled;
}

}  // namespace

bool NeedsSettling(const revision::AppliedState& applied) {
  return std::ranges::any_of(applied.revisions, [](const auto& entry) {
    return entry.second.progress && !entry.second.progress->open.empty();
  });
}

Result<revision::AppliedState> SettleOpenStatements(const Executor::Dependencies& dependencies,
                                                    const RunContext& context,
                                                    const project::Project& project,
                                                    const project::Values& values,
                                                    const revision::AppliedState& applied) {
  if (!NeedsSettling(applied)) return applied;
  auto settled = Settler(dependencies, context).Settle(project, values, applied);
  if (settled || dependencies.redactor == nullptr) return settled;
  return Fail(settled.error().WithTextsChangedBy(
      [&](std::string_view text) { return dependencies.redactor->Redact(text); }));
}

}  // namespace housewright::exec
