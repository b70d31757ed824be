#include "revision/target_errors.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"

namespace housewright::revision {
namespace {

constexpr std::size_t kMostListed = 10;

std::string JoinAtMost(std::vector<std::string> parts) {
  const std::size_t count = parts.size();
  if (count > kMostListed) {
    parts.resize(kMostListed);
    parts.push_back(fmt::format("and {} more", count - kMostListed));
  }
  return Join(parts, ", ");
}

}  // namespace

std::string ListRevisions(const RevisionGraph& graph, Indices revisions) {
  std::vector<std::string> parts;
  for (const auto index : revisions) {
    const RevisionNode& node = graph.node(index);
    parts.push_back(fmt::format("{} ({})", node.id.text(), node.service));
  }
  return JoinAtMost(std::move(parts));
}

std::string ListChoices(const RevisionGraph& graph, Indices revisions, std::string_view suffix) {
  std::set<std::string> services;
  for (const auto index : revisions) services.insert(graph.node(index).service);
  std::vector<std::string> parts;
  if (services.size() == revisions.size()) {
    for (const std::string& service : services)
      parts.push_back(fmt::format("{}@{}", service, suffix));
  } else {
    for (const auto index : revisions) parts.push_back(graph.node(index).id.text());
  }
  return JoinAtMost(std::move(parts));
}

Error SeveralHeads(const RevisionGraph& graph, const TargetExpression& target, Indices heads) {
  const std::string where = target.branch.empty() ? "" : fmt::format("'{}' has ", target.branch);
  const std::string all = target.branch.empty() ? "heads" : target.branch + "@heads";
  const std::string suffix = "head" + target.OffsetText();
  return Error(ErrorCode::kInvalidInput,
               fmt::format("'{}' is ambiguous: {}{} heads: {}", target.text,
                           where.empty() ? "there are " : where, heads.size(),
                           ListRevisions(graph, heads)))
      .WithAdvice(target.offset || target.name == TargetName::kHeads
                      ? fmt::format("use one of: {}", ListChoices(graph, heads, suffix))
                      : fmt::format("use '{}' for all of them, or one of: {}", all,
                                    ListChoices(graph, heads, suffix)));
}

Error SeveralAppliedHeads(const RevisionGraph& graph, const TargetExpression& target,
                          Indices heads) {
  std::string where;
  if (!target.branch.empty()) where = fmt::format(" of '{}'", target.branch);
  return Error(ErrorCode::kInvalidInput,
               fmt::format("'{}' is ambiguous: {} heads{} are applied: {}", target.text,
                           heads.size(), where, ListRevisions(graph, heads)))
      .WithAdvice(fmt::format("use one of: {}", ListChoices(graph, heads, target.OffsetText())));
}

Error SeveralWays(const RevisionGraph& graph, const TargetExpression& target,
                  std::string_view direction, RevisionGraph::Index from, Indices ways) {
  return Error(ErrorCode::kInvalidInput,
               fmt::format("'{}' is ambiguous: {} revisions stand directly {} {}: {}", target.text,
                           ways.size(), direction, graph.node(from).id.text(),
                           ListRevisions(graph, ways)))
      .WithAdvice("name the revision to go to");
}

Error SeveralBases(const RevisionGraph& graph, const TargetExpression& target, Indices bases) {
  const std::string suffix = "base" + target.OffsetText();
  return Error(ErrorCode::kInvalidInput,
               fmt::format("'{}' is ambiguous: there are {} first revisions: {}", target.text,
                           bases.size(), ListRevisions(graph, bases)))
      .WithAdvice(fmt::format("use one of: {}", ListChoices(graph, bases, suffix)));
}

Error AmbiguousPrefix(const RevisionGraph& graph, std::string_view prefix,
                      std::span<const NamedRevision> found) {
  std::vector<std::string> names;
  bool has_label = false;
  for (const NamedRevision& named : found) {
    const RevisionNode& node = graph.node(named.index);
    has_label = has_label || named.name != node.id.text();
    names.push_back(named.name == node.id.text()
                        ? fmt::format("{} ({})", named.name, node.service)
                        : fmt::format("{} (label of {})", named.name, node.id.text()));
  }
  return Error(ErrorCode::kInvalidInput,
               fmt::format("'{}' is ambiguous: {} {} begin with it: {}", prefix, found.size(),
                           has_label ? "names" : "revisions", JoinAtMost(std::move(names))))
      .WithAdvice(has_label ? "write more of it" : "write more of the id");
}

Error UnknownBranch(const RevisionGraph& graph, const std::string& branch) {
  const std::vector<std::string> services = graph.Services();
  const std::vector<std::string> near = NearestNames(branch, services);
  Error error(ErrorCode::kNotFound, fmt::format("there is no service or label '{}'", branch));
  if (!near.empty())
    return std::move(error).WithAdvice(fmt::format("did you mean {}?", Join(near, " or ")));
  if (services.empty()) return std::move(error).WithAdvice("no service has a revision yet");
  return std::move(error).WithAdvice(
      fmt::format("services with revisions: {}", JoinAtMost(services)));
}

Error NotOfBranch(const RevisionGraph& graph, RevisionGraph::Index revision, const Branch& branch) {
  const RevisionNode& node = graph.node(revision);
  const std::string& id = node.id.text();
  return Error(ErrorCode::kInvalidInput,
               branch.is_service
                   ? fmt::format("revision {} is of service '{}', not of '{}'", id, node.service,
                                 branch.text)
                   : fmt::format("revision {} is neither above nor below '{}'", id, branch.text))
      .WithAdvice(fmt::format("write {}", id));
}

Error NoWayToBranch(const RevisionGraph& graph, const TargetExpression& target,
                    RevisionGraph::Index from, Indices children) {
  std::vector<std::string> choices;
  const std::string& id = graph.node(from).id.text();
  for (const auto child : children)
    choices.push_back(fmt::format("{}@{}", graph.node(child).id.text(), id));
  return Error(ErrorCode::kInvalidInput,
               fmt::format("'{}' is ambiguous: {} revisions stand directly above {}, and none of "
                           "them leads up to '{}': {}",
                           target.text, children.size(), id, target.branch,
                           ListRevisions(graph, children)))
      .WithAdvice(fmt::format("use '{}' for all of them, or one of: {}", id,
                              JoinAtMost(std::move(choices))));
}

namespace {

Error WrongWay(const TargetExpression& target, std::string_view way, std::string_view command,
               std::string_view other) {
  return Error(ErrorCode::kInvalidInput,
               fmt::format("'{}' leads {}: `{}` cannot go there", target.text, way, command))
      .WithAdvice(fmt::format("run `housewright {} {}`", other, target.text));
}

}  // namespace

Error LeadsDown(const TargetExpression& target) {
  return WrongWay(target, "down", "upgrade", "downgrade");
}

Error LeadsUp(const TargetExpression& target) {
  return WrongWay(target, "up", "downgrade", "upgrade");
}

Error CountsFromApplied(const TargetExpression& target) {
  return Error(ErrorCode::kInvalidInput,
               fmt::format("'{}' counts from what is applied, which is not asked for here",
                           target.text))
      .WithAdvice(fmt::format("write current{}", target.OffsetText()));
}

Error NotApplied(const RevisionGraph& graph, RevisionGraph::Index revision, Indices applied_heads) {
  Error error(ErrorCode::kInvalidInput,
              fmt::format("revision {} is not applied, so there is nothing above it to undo",
                          graph.node(revision).id.text()));
  if (applied_heads.empty()) return std::move(error).WithAdvice("nothing is applied");
  return std::move(error).WithAdvice(fmt::format("name a revision below an applied head: {}",
                                                 ListRevisions(graph, applied_heads)));
}

Error NothingAbove(const RevisionGraph& graph, RevisionGraph::Index revision,
                   const AppliedView& view) {
  const std::string& id = graph.node(revision).id.text();
  std::vector<RevisionGraph::Index> dependents;
  for (const auto index : graph.NeededBy(revision)) {
    if (view.IsPresent(index)) dependents.push_back(index);
  }
  return Error(ErrorCode::kInvalidInput,
               fmt::format("nothing above revision {} is applied on its line, so there is nothing "
                           "to undo; it is there for what depends on it: {}",
                           id, ListRevisions(graph, dependents)))
      .WithAdvice(fmt::format("to undo what depends on it, name a revision below {}",
                              graph.node(dependents.front()).id.text()));
}

Error NotBelow(const RevisionGraph& graph, RevisionGraph::Index lower,
               std::span<const std::string> upper) {
  return Error(ErrorCode::kInvalidInput,
               fmt::format("{} is not below {}", graph.node(lower).id.text(),
                           upper.empty() ? "base" : Join(upper, ", ")))
      .WithAdvice("a range goes from the older revision to the newer one");
}

Error NotAHead(const RevisionGraph& graph, RevisionGraph::Index revision) {
  return Error(
             ErrorCode::kInvalidInput,
             fmt::format("revision {} is not a head: {} follows it", graph.node(revision).id.text(),
                         graph.node(graph.Children(revision).front()).id.text()))
      .WithAdvice("name a head (`housewright heads` lists them), or add --splice for a new branch");
}

Result<void> RefuseOverlap(const RevisionGraph& graph, Indices goals) {
  if (goals.size() < 2) return {};
  std::vector<RevisionGraph::Index> needed;
  for (const auto goal : goals) {
    const auto needs = graph.Needs(goal);
    needed.insert(needed.end(), needs.begin(), needs.end());
  }
  const RevisionSet below = WithAncestors(graph, needed);
  for (const auto lower : goals) {
    if (!below.Contains(lower)) continue;
    const RevisionSet above = WithDescendants(graph, std::span(&lower, 1));
    const auto upper = *std::ranges::find_if(
        goals, [&](auto goal) { return goal != lower && above.Contains(goal); });
    const std::string& id = graph.node(lower).id.text();
    return Fail(Error(ErrorCode::kInvalidInput,
                      fmt::format("revisions {} and {} overlap: {} needs {}", id,
                                  graph.node(upper).id.text(), graph.node(upper).id.text(), id))
                    .WithAdvice(fmt::format("name one of them: {} brings {} along",
                                            graph.node(upper).id.text(), id)));
  }
  return {};
}

Error UnknownApplied(std::span<const RevisionId> unknown) {
  std::vector<std::string> ids;
  for (const RevisionId& id : unknown) ids.push_back(id.text());
  const bool is_one = ids.size() == 1;
  return Error(ErrorCode::kNotFound,
               fmt::format("the target has {} {} that this project does not have: it was written "
                           "by a newer or another version of the project",
                           is_one ? "revision" : "revisions", JoinAtMost(std::move(ids))))
      .WithAdvice(
          fmt::format("use the version of the project that has {}", is_one ? "it" : "them"));
}

}  // namespace housewright::revision
