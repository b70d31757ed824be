#include "cli/revision_output.h"

#include <algorithm>

#include "cli/render/text.h"
#include "cli/run_flow.h"
#include "cli/target_connection.h"

namespace housewright::cli {

void PrintRevisions(Context& context, const std::vector<RevisionView>& views,
                    std::string (*line)(const RevisionView&)) {
  const Style style(context.io.out_is_terminal && context.talk.style().color());
  for (const RevisionView& view : views) {
    context.io.out << (context.talk.verbose() ? VerboseEntry(view, style) : line(view)) << '\n';
  }
}

CurrentSet CurrentOf(const revision::RevisionGraph& graph, const revision::AppliedState& applied) {
  CurrentSet current;
  for (revision::RevisionGraph::Index i = 0; i < graph.size(); ++i) {
    if (!applied.IsApplied(graph.node(i).id)) continue;
    const bool followed = std::ranges::any_of(graph.Children(i), [&](const auto child) {
      return applied.IsApplied(graph.node(child).id);
    });
    if (!followed) current.insert(i);
  }
  return current;
}

Outcome<revision::AppliedState> ReadApplied(Context& context, const project::Project& project) {
  ASSIGN_OR_RETURN(TargetConnection connection, TargetConnection::Open(context, project));
  ASSIGN_OR_RETURN(const journal::JournalContents contents, connection.ReadJournal(true));
  return AppliedOf(project, contents);
}

bool NamesCurrent(std::string_view target) {
  return target == "current" || target.starts_with("current+") || target.starts_with("current-") ||
         target.ends_with("@current");
}

}  // namespace housewright::cli
