#include "revision/branch.h"

#include "revision/find_revision.h"
#include "revision/target_errors.h"

namespace housewright::revision {
namespace {

using Index = RevisionGraph::Index;

Result<std::vector<Index>> AnchorsOf(const RevisionGraph& graph, const std::string& text) {
  if (graph.HasService(text)) return graph.Branch(text);
  if (const auto labelled = graph.Labelled(text)) return std::vector<Index>{*labelled};
  if (const auto exact = graph.Find(RevisionId(text))) return std::vector<Index>{*exact};
  const std::vector<NamedRevision> found = FindByPrefix(graph, text, nullptr);
  if (found.empty()) return Fail(UnknownBranch(graph, text));
  if (found.size() > 1) return Fail(AmbiguousPrefix(graph, text, found));
  return std::vector<Index>{found.front().index};
}

}  // namespace

Result<Branch> FindBranch(const RevisionGraph& graph, const std::string& text) {
  Branch branch;
  ASSIGN_OR_RETURN(branch.anchors, AnchorsOf(graph, text));
  branch.text = text;
  branch.is_service = graph.HasService(text);
  branch.below = WithLineBelow(graph, branch.anchors);
  branch.lineage = WithLineAbove(graph, branch.anchors);
  branch.lineage.InsertAll(branch.below);
  return branch;
}

std::vector<Index> HeadsOf(const RevisionGraph& graph, const std::optional<Branch>& branch) {
  if (branch && branch->is_service) return graph.Heads(branch->text);
  std::vector<Index> heads = graph.Heads();
  if (branch) std::erase_if(heads, [&](Index index) { return !branch->lineage.Contains(index); });
  return heads;
}

std::vector<Index> BasesOf(const RevisionGraph& graph, const std::optional<Branch>& branch) {
  if (branch && branch->is_service) return graph.Bases(branch->text);
  std::vector<Index> bases = graph.Bases();
  if (branch) std::erase_if(bases, [&](Index index) { return !branch->below.Contains(index); });
  return bases;
}

}  // namespace housewright::revision
