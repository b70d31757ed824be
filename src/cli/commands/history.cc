#include "cli/commands/history.h"

#include <fmt/format.h>

#include <ranges>

#include "cli/project_loading.h"
#include "cli/render/json.h"
#include "cli/render/text.h"
#include "cli/revision_output.h"
#include "revision/target_grammar.h"

namespace housewright::cli {
namespace {

using revision::AppliedState;
using revision::RevisionGraph;
using revision::RevisionSet;

struct Range {
  std::string start;  // empty: from the first
  std::string end;    // empty: to the heads
};

Result<Range> ParseRange(const std::optional<std::string>& text) {
  if (!text) return Range{};
  const std::size_t colon = text->find(':');
  if (colon == std::string::npos) {
    return Fail(
        Error(ErrorCode::kUsage, fmt::format("a range is START:END, and '{}' has no ':'", *text))
            .WithAdvice("leave a side out for all: `-r 0003:` or `-r :0003`"));
  }
  return Range{text->substr(0, colon), text->substr(colon + 1)};
}

// Both ends belong to the range.
Result<RevisionSet> RevisionsIn(const RevisionGraph& graph, const AppliedState& applied,
                                const Range& range) {
  ASSIGN_OR_RETURN(const auto ends, revision::ResolveRevisions(
                                        graph, applied, range.end.empty() ? "heads" : range.end));
  RevisionSet set = revision::WithAncestors(graph, ends);
  if (range.start.empty() || range.start == "base") return set;
  ASSIGN_OR_RETURN(const auto starts, revision::ResolveRevisions(graph, applied, range.start));
  const RevisionSet above = revision::WithDescendants(graph, starts);
  for (RevisionGraph::Index i = 0; i < graph.size(); ++i) {
    if (!above.Contains(i)) set.Remove(i);
  }
  if (set.Count() == 0 && graph.size() > 0 && !starts.empty()) {
    return Fail(
        Error(ErrorCode::kInvalidInput, fmt::format("{} is not below {}", range.start,
                                                    range.end.empty() ? "heads" : range.end))
            .WithAdvice("a range goes from the older revision to the newer one"));
  }
  return set;
}

}  // namespace

Outcome<Status> Execute(const HistoryOptions& options, Context& context) {
  ASSIGN_OR_RETURN(const project::Project project, LoadProjectToLook(context));
  ASSIGN_OR_RETURN(const Range range, ParseRange(options.range));
  const RevisionGraph& graph = project.graph;
  const bool asks_target =
      options.indicate_current || NamesCurrent(range.start) || NamesCurrent(range.end);
  AppliedState applied;
  if (asks_target) {
    ASSIGN_OR_RETURN(applied, ReadApplied(context, project));
  }
  ASSIGN_OR_RETURN(const RevisionSet set, RevisionsIn(graph, applied, range));
  const CurrentSet current = CurrentOf(graph, applied);
  std::vector<RevisionView> views;
  for (const RevisionGraph::Index index : std::views::reverse(graph.TopologicalOrder())) {
    if (!set.Contains(index)) continue;
    views.push_back(ViewOf(project, index, asks_target ? &current : nullptr));
  }
  if (context.json()) {
    context.io.out << RevisionsJson("history", views);
  } else {
    PrintRevisions(context, views, HistoryLine);
  }
  return Status::kDone;
}

}  // namespace housewright::cli
