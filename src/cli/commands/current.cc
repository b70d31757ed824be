#include "cli/commands/current.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "cli/project_loading.h"
#include "cli/render/json.h"
#include "cli/render/text.h"
#include "cli/revision_output.h"
#include "cli/run_flow.h"
#include "cli/target_connection.h"

namespace housewright::cli {
namespace {

bool AtHeads(const project::Project& project, const revision::AppliedState& applied) {
  return std::ranges::all_of(project.revisions, [&](const project::RevisionFile& file) {
    const auto state = applied.revisions.find(file.id);
    return state != applied.revisions.end() && state->second.applied && !state->second.progress;
  });
}

void SayHalfWay(Context& context, const revision::AppliedState& applied) {
  for (const auto& [id, state] : applied.revisions) {
    if (!state.progress) continue;
    context.talk.Say(fmt::format("half-way: {} {}, {} of {} done; see `housewright status`",
                                 id.text(), DirectionName(state.progress->direction),
                                 state.progress->done, Count(state.progress->total, "statement")));
  }
}

}  // namespace

Outcome<Status> Execute(const CurrentOptions& options, Context& context) {
  ASSIGN_OR_RETURN(const project::Project whole, LookAtProjectForTarget(context));
  ASSIGN_OR_RETURN(TargetConnection connection, TargetConnection::Open(context, whole));
  ASSIGN_OR_RETURN(const journal::JournalContents contents, connection.ReadJournal(true));
  const revision::AppliedState applied = AppliedOf(whole, contents);
  const FittingProject fitting(whole, applied);
  const project::Project& project = fitting.get();
  const CurrentSet current = CurrentOf(project.graph, applied);
  std::vector<RevisionView> views;
  for (const auto index : current) views.push_back(ViewOf(project, index, &current));
  std::ranges::sort(views, {}, &RevisionView::id);
  const std::vector<std::string> unknown = UnknownRevisions(project, applied);
  std::vector<std::string> half_way;
  for (const auto& [id, state] : applied.revisions) {
    if (state.progress) half_way.push_back(id.text());
  }
  const bool at_heads = AtHeads(project, applied) && unknown.empty() && half_way.empty();
  const Status status = options.check_heads && !at_heads ? Status::kDifferences : Status::kDone;
  if (context.json()) {
    context.io.out << CurrentJson(connection.name(), views, unknown, half_way, at_heads);
    return status;
  }
  context.talk.Detail(fmt::format("Current revision(s) for {}:", connection.Display()));
  // In a list where every line is current the mark says nothing.
  for (RevisionView& view : views) view.current.reset();
  PrintRevisions(context, views, HeadLine);
  for (const std::string& id : unknown) context.io.out << id << " (not in this project)\n";
  SayHalfWay(context, applied);
  if (status == Status::kDifferences) {
    context.talk.Say("the target is not at the heads: see `housewright plan`");
  }
  return status;
}

}  // namespace housewright::cli
