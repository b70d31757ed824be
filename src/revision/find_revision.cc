#include "revision/find_revision.h"

#include <fmt/format.h>

#include "base/text.h"
#include "revision/target_errors.h"

namespace housewright::revision {
namespace {

using Index = RevisionGraph::Index;

// Shorter names are told apart at a glance, and an id like a1 must not stand for a12.
constexpr std::size_t kShortestToShorten = 4;

// Indices are in the order of ids: those that begin with `prefix` stand together.
Index FirstAtLeast(const RevisionGraph& graph, std::string_view prefix) {
  Index first = 0;
  Index last = static_cast<Index>(graph.size());
  while (first < last) {
    const Index middle = first + (last - first) / 2;
    if (graph.node(middle).id.text() < prefix) {
      first = middle + 1;
    } else {
      last = middle;
    }
  }
  return first;
}

std::string_view WithoutZeros(std::string_view number) {
  const std::size_t first = number.find_first_not_of('0');
  return first == std::string_view::npos ? std::string_view() : number.substr(first);
}

std::string AdviceFor(const RevisionGraph& graph, std::string_view text) {
  if (graph.HasService(text)) return fmt::format("'{0}' is a service: write {0}@head", text);
  std::vector<std::string> ids;
  ids.reserve(graph.size());
  for (Index i = 0; i < graph.size(); ++i) {
    const std::string& id = graph.node(i).id.text();
    // "7" is what people type for "0007".
    if (!WithoutZeros(text).empty() && WithoutZeros(id) == WithoutZeros(text))
      return fmt::format("did you mean {}?", id);
    ids.push_back(id);
  }
  const std::vector<std::string> near = NearestNames(text, ids);
  if (!near.empty()) return fmt::format("did you mean {}?", Join(near, " or "));
  return "`housewright history` lists the revisions";
}

}  // namespace

std::vector<NamedRevision> FindByPrefix(const RevisionGraph& graph, std::string_view prefix,
                                        const RevisionSet* within) {
  std::vector<NamedRevision> found;
  if (prefix.empty()) return found;
  const auto take = [&](const std::string& name, Index index) {
    if (!name.starts_with(prefix)) return false;
    const bool is_wanted = within == nullptr || within->Contains(index);
    if (is_wanted && name.size() >= kShortestToShorten) found.push_back({name, index});
    return true;
  };
  for (Index i = FirstAtLeast(graph, prefix); i < graph.size(); ++i) {
    if (!take(graph.node(i).id.text(), i)) break;
  }
  const auto& labels = graph.Labels();
  for (auto it = labels.lower_bound(prefix); it != labels.end(); ++it) {
    if (!take(it->first, it->second)) break;
  }
  return found;
}

Result<Index> FindRevision(const RevisionGraph& graph, std::string_view text,
                           const RevisionSet* within) {
  if (const auto exact = graph.Find(RevisionId(std::string(text)))) return *exact;
  if (const auto labelled = graph.Labelled(text)) return *labelled;
  const std::vector<NamedRevision> found = FindByPrefix(graph, text, within);
  if (found.size() == 1) return found.front().index;
  if (found.size() > 1) return Fail(AmbiguousPrefix(graph, text, found));
  return Fail(Error(ErrorCode::kNotFound, fmt::format("there is no revision '{}'", text))
                  .WithAdvice(AdviceFor(graph, text)));
}

}  // namespace housewright::revision
