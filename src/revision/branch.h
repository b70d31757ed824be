#pragma once

// What stands before the @ of a target: a service, a label or a revision, and the line through it.

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "revision/graph.h"

namespace housewright::revision {

struct Branch {
  std::string text;  // as the user wrote it
  bool is_service = false;
  // The revisions of the service; the one that carries the label; the revision itself. By id.
  std::vector<RevisionGraph::Index> anchors;
  RevisionSet below;    // the anchors and what is below them along parents
  RevisionSet lineage;  // that, and what is above them along parents
};

// A service wins over a label, a label over an id, all of them over a prefix. kNotFound where there
// is nothing of that name, kInvalidInput where a prefix fits several.
Result<Branch> FindBranch(const RevisionGraph& graph, const std::string& text);

// The heads of a branch along parents, by id; without a branch those of the graph.
std::vector<RevisionGraph::Index> HeadsOf(const RevisionGraph& graph,
                                          const std::optional<Branch>& branch);
// The first revisions below the anchors of a branch, by id; without a branch those of the graph.
std::vector<RevisionGraph::Index> BasesOf(const RevisionGraph& graph,
                                          const std::optional<Branch>& branch);

}  // namespace housewright::revision
