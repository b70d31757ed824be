#pragma once

// One revision by its id, its label, or the beginning of one of them.

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "revision/graph.h"

namespace housewright::revision {

// A name that fits, an id or a label, and its revision.
struct NamedRevision {
  std::string name;
  RevisionGraph::Index index = 0;
};

// Ids and labels that begin with `prefix`, in their order, the ids first. Names of fewer than four
// characters are never shortened. `within`: only of these revisions; null for all.
std::vector<NamedRevision> FindByPrefix(const RevisionGraph& graph, std::string_view prefix,
                                        const RevisionSet* within);

// The revision of the id or label `text`, or the only one whose id or label begins with it.
// kNotFound with the nearest names, kInvalidInput with the choices where a prefix is ambiguous.
Result<RevisionGraph::Index> FindRevision(const RevisionGraph& graph, std::string_view text,
                                          const RevisionSet* within = nullptr);

}  // namespace housewright::revision
