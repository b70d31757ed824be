#include "cli/commands/resolve.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "cli/journal_writing.h"
#include "cli/project_loading.h"
#include "cli/render/json.h"
#include "cli/run_flow.h"
#include "cli/version_rows.h"
#include "exec/unit.h"
#include "journal/detail.h"

namespace housewright::cli {
namespace {

using revision::Progress;

std::vector<std::string> OpenRevisions(const revision::AppliedState& applied) {
  std::vector<std::string> open;
  for (const auto& [id, state] : applied.revisions) {
    if (state.progress && !state.progress->open.empty()) open.push_back(id.text());
  }
  return open;
}

// The revision may be gone from the project, so the journal is asked, not the graph.
Result<revision::RevisionId> FindOpenRevision(const revision::AppliedState& applied,
                                              const std::string& text) {
  const std::vector<std::string> open = OpenRevisions(applied);
  std::vector<std::string> matching;
  for (const std::string& id : open) {
    if (id == text) return revision::RevisionId(id);
    if (id.starts_with(text)) matching.push_back(id);
  }
  if (matching.size() == 1) return revision::RevisionId(matching.front());
  if (matching.size() > 1) {
    return Fail(ErrorCode::kInvalidInput, fmt::format("several open revisions start with '{}': {}",
                                                      text, Join(matching, ", ")));
  }
  if (open.empty()) {
    return Fail(Error(ErrorCode::kNotFound,
                      "no statement is open on this target: there is nothing to settle")
                    .WithAdvice("housewright status"));
  }
  return Fail(
      Error(ErrorCode::kNotFound, fmt::format("revision '{}' has no open statement; open are: {}",
                                              text, Join(open, ", ")))
          .WithAdvice("housewright status"));
}

Result<Progress::Open> FindOpenStatement(const revision::RevisionId& id, const Progress& progress,
                                         std::optional<std::uint32_t> wanted) {
  std::vector<std::string> indexes;
  for (const Progress::Open& open : progress.open) {
    indexes.push_back(std::to_string(open.index));
    if (wanted && open.index == *wanted) return open;
  }
  if (wanted) {
    return Fail(ErrorCode::kNotFound,
                fmt::format("statement {} of revision {} is not open; open are: {}", *wanted,
                            id.text(), Join(indexes, ", ")));
  }
  if (progress.open.size() == 1) return progress.open.front();
  return Fail(
      Error(ErrorCode::kInvalidInput, fmt::format("revision {} has several open statements: {}",
                                                  id.text(), Join(indexes, ", ")))
          .WithAdvice(fmt::format("add --statement {}", indexes.front())));
}

}  // namespace

Outcome<Status> Execute(const ResolveOptions& options, Context& context) {
  ASSIGN_OR_RETURN(const project::Project whole, LookAtProjectForTarget(context));
  ASSIGN_OR_RETURN(TargetConnection connection, TargetConnection::Open(context, whole));
  ASSIGN_OR_RETURN(const journal::JournalContents contents, connection.ReadJournal(true));
  const revision::AppliedState applied = AppliedOf(whole, contents);
  const FittingProject fitting(whole, applied);
  const project::Project& project = fitting.get();
  ASSIGN_OR_RETURN(const revision::RevisionId id, FindOpenRevision(applied, options.revision));
  const revision::RevisionState& state = applied.revisions.at(id);
  ASSIGN_OR_RETURN(const Progress::Open open,
                   FindOpenStatement(id, *state.progress, options.statement));

  const bool took_effect = options.verdict == Verdict::kTookEffect;
  const std::string_view verdict = took_effect ? "took effect" : "had no effect";
  ASSIGN_OR_RETURN(journal::Entry entry, NewEntry(context, connection, contents, "resolve"));
  entry.kind = journal::EntryKind::kReconciled;
  entry.service = state.service;
  entry.revision = id.text();
  entry.direction = DirectionName(state.progress->direction);
  entry.statement = open.index;
  entry.statements = state.progress->total;
  entry.revision_hash = state.revision_hash;
  entry.statement_hash = open.hash;
  entry.query_id = open.query_id;
  entry.detail = journal::SettledDetail(
      took_effect, fmt::format("{}@{} said so", context.io.os_user(), context.io.os_host));
  if (!open.chunk.empty()) {
    entry.detail = journal::WithChunk(entry.detail, {open.chunk, open.chunk_number, open.chunks});
  }
  VersionRows rows(context, project, connection);
  TRY(rows.Check());
  ASSIGN_OR_RETURN(const Status status,
                   AppendEntries(context, project, connection, contents, {std::move(entry)}, rows));

  if (context.json()) {
    context.io.out << ResolveJson(connection.name(), id.text(), open.index, open.chunk, verdict);
    return status;
  }
  const std::string chunk =
      open.chunk.empty() ? ""
                         : exec::ChunkName(open.chunk, open.chunk_number, open.chunks) + " of ";
  context.io.out << fmt::format("resolved: {}statement {} of {} {}\n", chunk, open.index, id.text(),
                                verdict);
  context.talk.Say(fmt::format("next: housewright {}", DirectionName(state.progress->direction)));
  return status;
}

}  // namespace housewright::cli
