#include "project/squash.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "project/project_checks.h"
#include "revision/find_revision.h"

namespace housewright::project {
namespace {

using revision::AppliedState;
using revision::RevisionGraph;
using revision::RevisionId;
using revision::RevisionSet;
using Index = RevisionGraph::Index;

Error NoRun(std::string message, std::string advice) {
  return Error(ErrorCode::kInvalidInput, std::move(message)).WithAdvice(std::move(advice));
}

std::string IdOf(const RevisionGraph& graph, Index index) { return graph.node(index).id.text(); }

// From `last` down along parents to `first`, or to the first of the line.
Result<std::vector<Index>> WalkDown(const RevisionGraph& graph, std::optional<Index> first,
                                    Index last) {
  std::vector<Index> line = {last};
  while (line.back() != first) {
    const auto parents = graph.Parents(line.back());
    if (parents.empty() && !first) break;
    if (parents.size() != 1) {
      const std::string id = IdOf(graph, line.back());
      if (parents.empty()) {
        return Fail(
            NoRun(fmt::format("{} does not follow {}", IdOf(graph, last), IdOf(graph, *first)),
                  "name two revisions of one line, the older one first"));
      }
      return Fail(
          NoRun(fmt::format("revision {} joins several lines", id), "begin the run behind it"));
    }
    line.push_back(parents.front());
  }
  std::ranges::reverse(line);
  return line;
}

Result<void> CheckLine(const RevisionGraph& graph, const std::vector<Index>& line,
                       const RevisionSet& run) {
  if (line.size() < 2) {
    return Fail(NoRun(
        fmt::format("{} is one revision: there is nothing to squash", IdOf(graph, line.front())),
        "name the first and the last of a run: FIRST:LAST"));
  }
  for (std::size_t i = 0; i + 1 < line.size(); ++i) {
    for (const Index child : graph.Children(line[i])) {
      if (run.Contains(child)) continue;
      return Fail(NoRun(fmt::format("revision {} branches off within the run, from {}",
                                    IdOf(graph, child), IdOf(graph, line[i])),
                        "end the run there, or begin it behind"));
    }
  }
  const RevisionSet above = revision::WithDescendants(graph, std::array{line.front()});
  for (const Index between : revision::WithAncestors(graph, std::array{line.back()}).Members()) {
    if (run.Contains(between) || !above.Contains(between)) continue;
    return Fail(NoRun(
        fmt::format("revision {} comes between {} and {}: it needs the one, and the other needs it",
                    IdOf(graph, between), IdOf(graph, line.front()), IdOf(graph, line.back())),
        "squash up to what it needs, or from what needs it"));
  }
  return {};
}

Project Parts(const Project& project) {
  Project copy;
  copy.config = project.config;
  copy.bootstrap = project.bootstrap;
  copy.released = project.released;
  copy.elsewhere = project.elsewhere;
  copy.squashed = project.squashed;
  return copy;
}

std::expected<Project, Diagnostics> WithFiles(Project project, std::vector<RevisionFile> files) {
  std::ranges::sort(files, {}, &RevisionFile::id);
  LoadedRevisions revisions;
  revisions.files = std::move(files);
  Diagnostics diagnostics;
  std::optional<RevisionGraph> graph = BuildGraph(revisions, diagnostics);
  if (!graph) return std::unexpected(std::move(diagnostics));
  project.graph = *std::move(graph);
  project.revisions = std::move(revisions.files);
  return project;
}

bool StandsAmong(const AppliedState& applied, const RevisionFile& file) {
  if (applied.revisions.contains(file.id)) return false;
  return std::ranges::any_of(file.replaces, [&applied](const RevisionId& id) {
    const auto state = applied.revisions.find(id);
    return state != applied.revisions.end() && (state->second.applied || state->second.progress);
  });
}

}  // namespace

const std::string& SquashRun::ServiceOf(const Project& project) const {
  return project.graph.node(revisions.front()).service;
}

Result<SquashRun> FindSquashRun(const Project& project, std::string_view range) {
  const RevisionGraph& graph = project.graph;
  const std::size_t colon = range.find(':');
  const std::string_view from = colon == std::string_view::npos ? "" : range.substr(0, colon);
  const std::string_view to = colon == std::string_view::npos ? range : range.substr(colon + 1);
  std::optional<Index> first;
  if (!from.empty() && from != "base") {
    ASSIGN_OR_RETURN(first, revision::FindRevision(graph, from));
  }
  ASSIGN_OR_RETURN(const Index last, revision::FindRevision(graph, to));
  SquashRun run{.revisions = {},
                .before = RevisionSet(graph.size()),
                .parents = {},
                .depends_on = {},
                .labels = {}};
  ASSIGN_OR_RETURN(run.revisions, WalkDown(graph, first, last));
  RevisionSet members(graph.size());
  for (const Index index : run.revisions) members.Insert(index);
  TRY(CheckLine(graph, run.revisions, members));
  run.before = revision::WithAncestors(graph, run.revisions);
  run.before.RemoveAll(members);
  for (const Index parent : graph.Parents(run.revisions.front()))
    run.parents.push_back(graph.node(parent).id);
  for (const Index index : run.revisions) {
    const RevisionFile& file = project.FileOf(index);
    if (!file.replaces.empty()) {
      return Fail(Error(ErrorCode::kConflict,
                        fmt::format("revision {} stands for others itself", file.id.text()))
                      .At(file.WhereHeader("replaces"))
                      .WithAdvice("remove the line when no database stands at one of them any "
                                  "more, or begin the run "
                                  "behind it"));
    }
    run.labels.insert(run.labels.end(), file.labels.begin(), file.labels.end());
    for (const Index needed : graph.Needs(index)) {
      const std::string id = IdOf(graph, needed);
      const bool is_parent =
          std::ranges::find(graph.Parents(index), needed) != graph.Parents(index).end();
      if (members.Contains(needed) || is_parent) continue;
      if (std::ranges::find(run.depends_on, id) == run.depends_on.end())
        run.depends_on.push_back(id);
    }
  }
  return run;
}

std::expected<Project, Diagnostics> WithBaseline(const Project& project, RevisionFile baseline) {
  Project squashed = Parts(project);
  std::vector<RevisionFile> files;
  for (const RevisionFile& file : project.revisions) {
    const bool is_replaced =
        std::ranges::find(baseline.replaces, file.id) != baseline.replaces.end();
    (is_replaced ? squashed.squashed : files).push_back(file);
  }
  files.push_back(std::move(baseline));
  return WithFiles(std::move(squashed), std::move(files));
}

std::optional<Project> ForStateAmongReplaced(const Project& project, const AppliedState& applied) {
  if (project.squashed.empty()) return std::nullopt;
  std::vector<RevisionFile> files;
  bool any = false;
  for (const RevisionFile& file : project.revisions) {
    if (!StandsAmong(applied, file)) {
      files.push_back(file);
      continue;
    }
    any = true;
    for (const RevisionId& id : file.replaces) {
      const auto old = std::ranges::find(project.squashed, id, &RevisionFile::id);
      if (old == project.squashed.end()) return std::nullopt;
      files.push_back(*old);
    }
    // Who follows the one revision follows the last of the many.
    files.back().replaces.push_back(file.id);
  }
  if (!any) return std::nullopt;
  auto fitting = WithFiles(Parts(project), std::move(files));
  if (!fitting) return std::nullopt;
  return *std::move(fitting);
}

}  // namespace housewright::project
