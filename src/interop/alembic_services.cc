#include "interop/alembic_services.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "base/file_system.h"
#include "base/text.h"
#include "project/diagnostics.h"
#include "project/template.h"

namespace housewright::interop {
namespace {

using revision::GraphFault;
using revision::RevisionGraph;
using revision::RevisionId;
using revision::RevisionNode;

using ById = std::map<std::string, const LocatedRevision*, std::less<>>;

ById IndexOf(const std::vector<LocatedRevision>& revisions) {
  ById by_id;
  for (const LocatedRevision& located : revisions) by_id.emplace(located.revision.id, &located);
  return by_id;
}

void Refuse(Diagnostics& diagnostics, std::string message, std::string advice,
            const SourceExcerpt& where) {
  project::Report(
      diagnostics,
      {.rule = "import-graph", .message = std::move(message), .advice = std::move(advice)}, where);
}

std::string CleanName(std::string_view name) {
  std::string clean;
  for (const char c : name) clean += project::IsWordByte(c) || c == '-' ? c : '_';
  while (clean.starts_with('-')) clean.erase(0, 1);
  return clean;
}

bool CheckNames(const std::vector<LocatedRevision>& revisions, Diagnostics& diagnostics) {
  bool good = true;
  std::map<std::string, const AlembicRevision*, std::less<>> ids;
  for (const LocatedRevision& located : revisions) {
    const AlembicRevision& one = located.revision;
    const auto [known, is_new] = ids.emplace(one.id, &one);
    if (is_new) continue;
    Refuse(diagnostics,
           fmt::format("revision {} is in '{}' too", one.id, known->second->source.file()),
           "remove the file that is out of date, or give it an id of its own", one.id_where);
    good = false;
  }
  std::map<std::string, const AlembicRevision*, std::less<>> labels;
  for (const LocatedRevision& located : revisions) {
    const AlembicRevision& one = located.revision;
    for (const std::string& label : one.branch_labels) {
      if (label.empty() || CleanName(label) != label) {
        Refuse(diagnostics, fmt::format("the branch label '{}' cannot be kept", label),
               "use letters, digits, '_' and '-'", one.labels_where);
        good = false;
        continue;
      }
      const auto [known, is_new] = labels.emplace(label, &one);
      const bool is_id = ids.contains(label);
      if (is_new && !is_id) continue;
      Refuse(diagnostics,
             is_id ? fmt::format("the branch label '{}' is the id of a revision", label)
                   : fmt::format("the branch label '{}' is that of revision {} too", label,
                                 known->second->id),
             "give the branch another label", one.labels_where);
      good = false;
    }
  }
  return good;
}

void ReportFault(const GraphFault& fault, const ById& by_id, Diagnostics& diagnostics) {
  const auto found = by_id.find(fault.members.at(0).text());
  if (found == by_id.end()) return;
  const AlembicRevision& one = found->second->revision;
  std::vector<std::string> ids;
  for (const auto& [id, located] : by_id) ids.push_back(id);
  const auto did_you_mean = [&] {
    return project::DidYouMean(fault.name, ids, "add the missing file, or correct the id");
  };
  switch (fault.kind) {
    case GraphFault::Kind::kDuplicateId:
      return;
    case GraphFault::Kind::kMissingParent:
      return Refuse(diagnostics,
                    fmt::format("revision {} follows {}, which does not exist", one.id, fault.name),
                    did_you_mean(), one.down_where);
    case GraphFault::Kind::kMissingDependency:
      return Refuse(
          diagnostics,
          fmt::format("revision {} depends on {}, which does not exist", one.id, fault.name),
          did_you_mean(), one.depends_where);
    case GraphFault::Kind::kReservedName:
      return Refuse(
          diagnostics,
          fmt::format("'{}' cannot be kept: as a target it has a meaning of its own", fault.name),
          "choose another name", fault.name == one.id ? one.id_where : one.labels_where);
    case GraphFault::Kind::kAmbiguousDependency:
    case GraphFault::Kind::kLabelTaken:
      return;  // names are checked before, and dependencies are ids by now
    case GraphFault::Kind::kSelfLoop:
    case GraphFault::Kind::kCycle: {
      std::vector<std::string> members;
      for (const RevisionId& id : fault.members) members.push_back(id.text());
      return Refuse(diagnostics,
                    members.size() == 1
                        ? fmt::format("revision {} needs itself", one.id)
                        : fmt::format("revisions that need each other: {}", Join(members, ", ")),
                    "correct down_revision or depends_on of one of them", one.down_where);
    }
  }
}

// "xapi" of migrations/xapi/versions and of migrations/xapi.
std::string NameOfLocation(std::string_view location) {
  std::string_view name = FileName(location);
  if (name == "versions" && ParentPath(location) != ".") name = FileName(ParentPath(location));
  return CleanName(name);
}

// The parts of the graph that down_revision holds together.
class Components {
 public:
  explicit Components(const std::vector<LocatedRevision>& revisions) {
    for (std::size_t i = 0; i < revisions.size(); ++i) {
      index_.emplace(revisions[i].revision.id, i);
      root_.push_back(i);
    }
    for (std::size_t i = 0; i < revisions.size(); ++i) {
      for (const std::string& parent : revisions[i].revision.down_revision) {
        const auto found = index_.find(parent);
        if (found != index_.end()) root_[RootOf(i)] = RootOf(found->second);
      }
    }
  }

  std::size_t RootOf(std::size_t index) {
    while (root_[index] != index) {
      root_[index] = root_[root_[index]];
      index = root_[index];
    }
    return index;
  }

 private:
  std::map<std::string, std::size_t, std::less<>> index_;
  std::vector<std::size_t> root_;
};

struct Component {
  std::vector<const LocatedRevision*> members;  // by id
  std::set<std::string> locations;
  std::vector<const AlembicRevision*> bases;
};

}  // namespace

void ResolveDependencies(std::vector<LocatedRevision>& revisions) {
  std::map<std::string, std::string, std::less<>> by_label;
  std::set<std::string, std::less<>> ids;
  for (const LocatedRevision& located : revisions) {
    ids.insert(located.revision.id);
    for (const std::string& label : located.revision.branch_labels) {
      by_label.emplace(label, located.revision.id);
    }
  }
  for (LocatedRevision& located : revisions) {
    for (std::string& name : located.revision.depends_on) {
      if (ids.contains(name)) continue;
      if (const auto label = by_label.find(name); label != by_label.end()) {
        name = label->second;
        continue;
      }
      const auto first = ids.lower_bound(name);
      const bool begins = first != ids.end() && first->starts_with(name);
      const auto second = begins ? std::next(first) : ids.end();
      if (begins && (second == ids.end() || !second->starts_with(name))) name = *first;
    }
  }
}

std::optional<RevisionGraph> CheckAlembicGraph(const std::vector<LocatedRevision>& revisions,
                                               Diagnostics& diagnostics) {
  if (!CheckNames(revisions, diagnostics)) return std::nullopt;
  const ById by_id = IndexOf(revisions);
  std::vector<RevisionNode> nodes;
  for (const LocatedRevision& located : revisions) {
    const AlembicRevision& one = located.revision;
    RevisionNode node{.id = RevisionId(one.id),
                      .service = "-",  // no name that a revision or label can have
                      .parents = {},
                      .depends_on = one.depends_on,
                      .labels = one.branch_labels};
    for (const std::string& parent : one.down_revision) node.parents.emplace_back(parent);
    nodes.push_back(std::move(node));
  }
  auto graph = RevisionGraph::Build(std::move(nodes));
  if (graph) return *std::move(graph);
  for (const GraphFault& fault : graph.error()) ReportFault(fault, by_id, diagnostics);
  return std::nullopt;
}

std::map<std::string, std::string> AssignServices(const std::vector<LocatedRevision>& revisions) {
  Components parts(revisions);
  std::map<std::size_t, Component> components;
  std::map<std::string, std::set<std::size_t>> users;  // of each location
  std::set<std::string> taken;                         // ids and labels have a meaning of their own
  for (std::size_t i = 0; i < revisions.size(); ++i) {
    const AlembicRevision& one = revisions[i].revision;
    Component& component = components[parts.RootOf(i)];
    component.members.push_back(&revisions[i]);
    component.locations.insert(revisions[i].location);
    if (one.down_revision.empty()) component.bases.push_back(&one);
    users[revisions[i].location].insert(parts.RootOf(i));
    taken.insert(one.id);
    taken.insert(one.branch_labels.begin(), one.branch_labels.end());
  }
  std::map<std::string, std::string> services;
  std::set<std::string> used;
  for (auto& [root, component] : components) {
    std::string name;
    const std::string& location = *component.locations.begin();
    const bool has_label =
        component.bases.size() == 1 && !component.bases[0]->branch_labels.empty();
    const bool is_alone = component.locations.size() == 1 && users[location].size() == 1;
    bool is_label = false;
    if (users.size() > 1 && is_alone) {
      name = NameOfLocation(location);
    } else if (has_label) {
      name = CleanName(component.bases[0]->branch_labels[0]);
      is_label = true;
    } else if (components.size() == 1) {
      name = "app";
    } else {
      name = fmt::format("{}_{}", NameOfLocation(location),
                         component.bases.empty() ? "" : component.bases[0]->id);
    }
    if (name.empty()) name = "app";
    is_label = is_label || (has_label && name == component.bases[0]->branch_labels[0]);
    std::string unique = name;
    for (int n = 2; used.contains(unique) || (taken.contains(unique) && !is_label); ++n) {
      unique = fmt::format("{}_{}", name, n);
      is_label = false;
    }
    used.insert(unique);
    for (const LocatedRevision* member : component.members) {
      services[member->revision.id] = unique;
    }
  }
  return services;
}

}  // namespace housewright::interop
