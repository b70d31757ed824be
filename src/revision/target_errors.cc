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
      .WithAdvice(target.offset ? fmt::format("use one of: {}", ListChoices(graph, heads, suffix))
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

Error NotOfBranch(const RevisionGraph& graph, RevisionGraph::Index revision,
                  const std::string& branch) {
  const RevisionNode& node = graph.node(revision);
  return Error(ErrorCode::kInvalidInput, fmt::format("revision {} is of service '{}', not of '{}'",
                                                     node.id.text(), node.service, branch))
      .WithAdvice(fmt::format("write {}", node.id.text()));
}

Error NotApplied(const RevisionGraph& graph, RevisionGraph::Index revision, Indices applied_heads) {
  Error error(ErrorCode::kInvalidInput,
              fmt::format("revision {} is not applied, so there is nothing above it to undo",
                          graph.node(revision).id.text()));
  if (applied_heads.empty()) return std::move(error).WithAdvice("nothing is applied");
  return std::move(error).WithAdvice(fmt::format("name a revision below an applied head: {}",
                                                 ListRevisions(graph, applied_heads)));
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
