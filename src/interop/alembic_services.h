#pragma once

// Which service each revision of Alembic's belongs to, and the graph as ours.

#include <map>
#include <string>
#include <vector>

#include "base/error.h"
#include "interop/alembic_directory.h"
#include "interop/alembic_revision.h"
#include "revision/graph.h"

namespace housewright::interop {

struct LocatedRevision {
  AlembicRevision revision;
  std::string location;
};

// A label that a revision depends on means the revision that carries it, and an unambiguous begin
// of an id means that id, as in Alembic: both become the whole id.
void ResolveDependencies(std::vector<LocatedRevision>& revisions);

// Reports ids that two files have, labels that two revisions have, missing parents and
// dependencies, and cycles (import-graph). The graph, where there are none of these.
std::optional<revision::RevisionGraph> CheckAlembicGraph(
    const std::vector<LocatedRevision>& revisions, Diagnostics& diagnostics);

// A service for each part of the graph that down_revision holds together, since a parent is of the
// same service; the name is that of its directory, else that of the label of its base. By id.
std::map<std::string, std::string> AssignServices(const std::vector<LocatedRevision>& revisions);

}  // namespace housewright::interop
