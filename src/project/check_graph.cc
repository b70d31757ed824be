// BuildGraph(), CheckReplaces() and CheckHeads() of project_checks.h.

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/text.h"
#include "project/diagnostics.h"
#include "project/project_checks.h"
#include "project/replacements.h"
#include "project/revision_header.h"

namespace housewright::project {
namespace {

using revision::GraphFault;
using revision::RevisionGraph;
using revision::RevisionId;
using revision::RevisionNode;

// Looking for near names among 10,000 takes time: after a few findings it helps nobody.
constexpr std::size_t kFindingsWithNearNames = 20;

// `name` within the header's line of `key`.
SourceExcerpt WhereNamed(const RevisionFile& file, std::string_view key, std::string_view name) {
  HeaderLines lines(file.source.text(), 0, file.source.text().size());
  while (const std::optional<HeaderLine> line = lines.Next()) {
    if (line->key != key) continue;
    const std::size_t at = line->value.find(name);
    if (at == std::string_view::npos) break;
    return file.source.Excerpt(file.source.OffsetOf(line->value) + at, name.size());
  }
  return file.WhereHeader(key);
}

// The line that makes `file` need `needed`.
SourceExcerpt WhereNeeded(const RevisionFile& file, const RevisionId& needed) {
  const bool is_parent = std::ranges::find(file.down_revision, needed) != file.down_revision.end();
  return WhereNamed(file, is_parent ? "down_revision" : "depends_on", needed.text());
}

class FaultReporter {
 public:
  FaultReporter(const LoadedRevisions& revisions, Diagnostics& diagnostics)
      : revisions_(revisions), diagnostics_(diagnostics) {}

  void Report(const GraphFault& fault) {
    switch (fault.kind) {
      case GraphFault::Kind::kDuplicateId:
        return;  // CheckIds() names both files
      case GraphFault::Kind::kMissingParent:
        return Missing(fault, "missing-parent", "down_revision");
      case GraphFault::Kind::kMissingDependency:
        return Missing(fault, "missing-dependency", "depends_on");
      case GraphFault::Kind::kSelfLoop:
      case GraphFault::Kind::kCycle:
        return Cycle(fault);
      case GraphFault::Kind::kAmbiguousDependency:
        return AmbiguousDependency(fault);
      case GraphFault::Kind::kLabelTaken:
        return LabelTaken(fault);
      case GraphFault::Kind::kReservedName:
        return ReservedName(fault);
    }
  }

 private:
  void Missing(const GraphFault& fault, std::string_view rule, std::string_view key) {
    const RevisionFile* file = FindFile(revisions_.files, fault.members.at(0));
    const bool has_other_finding =
        std::ranges::find(revisions_.unusable_ids, fault.name) != revisions_.unusable_ids.end();
    if (file == nullptr || has_other_finding) return;
    const bool is_parent = key == "down_revision";
    project::Report(
        diagnostics_,
        {.rule = rule,
         .message = fmt::format("revision {} {} {}, which does not exist", file->id.text(),
                                is_parent ? "follows" : "depends on", fault.name),
         .advice = DidYouMean(fault.name, NearCandidates(is_parent),
                              fmt::format("correct -- {}:, or write the missing revision", key))},
        WhereNamed(*file, key, fault.name));
  }

  std::vector<std::string> NearCandidates(bool ids_only) {
    std::vector<std::string> names;
    if (++findings_ > kFindingsWithNearNames) return names;
    std::set<std::string> labels;
    for (const RevisionFile& file : revisions_.files) {
      names.push_back(file.id.text());
      if (ids_only) continue;
      labels.insert(file.service);
      labels.insert(file.labels.begin(), file.labels.end());
    }
    names.insert(names.end(), labels.begin(), labels.end());
    return names;
  }

  void Cycle(const GraphFault& fault) {
    const RevisionId& first = fault.members.at(0);
    const RevisionId& second = fault.members.size() > 1 ? fault.members[1] : first;
    std::string message = fmt::format("revision {} needs", first.text());
    if (fault.members.size() == 1) {
      message += " itself";
    } else {
      for (std::size_t i = 1; i < fault.members.size(); ++i) {
        message += fmt::format("{} {},", i == 1 ? "" : " which needs", fault.members[i].text());
      }
      message += fmt::format(" which needs {}: a cycle", first.text());
    }
    const RevisionFile* file = FindFile(revisions_.files, first);
    if (file == nullptr) return;
    project::Report(diagnostics_,
                    {.rule = "cycle",
                     .message = std::move(message),
                     .advice = fault.members.size() == 1
                                   ? "take it out of its own header"
                                   : "correct -- down_revision: or -- depends_on: of one of them"},
                    WhereNeeded(*file, second));
  }

  void AmbiguousDependency(const GraphFault& fault) {
    const RevisionFile* file = FindFile(revisions_.files, fault.members.at(0));
    if (file == nullptr) return;
    project::Report(diagnostics_,
                    {.rule = "ambiguous-dependency",
                     .message = fmt::format("revision {} depends on service '{}', which has "
                                            "several first revisions",
                                            file->id.text(), fault.name),
                     .advice = "name the revision that it needs"},
                    WhereNamed(*file, "depends_on", fault.name));
  }

  void LabelTaken(const GraphFault& fault) {
    const auto carries = [&](const RevisionFile& file) {
      return std::ranges::find(file.labels, fault.name) != file.labels.end();
    };
    const RevisionFile* carrier = nullptr;
    std::vector<std::string> others;
    for (const RevisionId& id : fault.members) {
      const RevisionFile* file = FindFile(revisions_.files, id);
      if (file == nullptr) continue;
      if (carries(*file)) carrier = file;
      others.push_back(
          fmt::format("{} {}", carries(*file) ? "a label of" : "the id of", id.text()));
    }
    if (carrier == nullptr) return;
    if (others.size() == 1) {
      others.push_back(carrier->id.text() == fault.name ? "its own id" : "the name of a service");
    }
    project::Report(diagnostics_,
                    {.rule = "label-taken",
                     .message = fmt::format("'{}' is {}", fault.name, Join(others, " and ")),
                     .advice = "choose another label",
                     .code = ErrorCode::kConflict},
                    WhereNamed(*carrier, "branch_labels", fault.name));
  }

  void ReservedName(const GraphFault& fault) {
    const RevisionFile* file = FindFile(revisions_.files, fault.members.at(0));
    if (file == nullptr) return;
    project::Report(diagnostics_,
                    {.rule = "reserved-name",
                     .message = fmt::format("'{}' cannot be a label: as a target it has a meaning "
                                            "of its own",
                                            fault.name),
                     .advice = "choose another label"},
                    WhereNamed(*file, "branch_labels", fault.name));
  }

  const LoadedRevisions& revisions_;
  Diagnostics& diagnostics_;
  std::size_t findings_ = 0;
};

// Whoever names an id that is gone means the revision that stands for it, unless that is itself.
class Successors {
 public:
  explicit Successors(const std::vector<RevisionFile>& files) : replaced_(ReplacedIds(files)) {}

  std::vector<RevisionId> Of(const std::vector<RevisionId>& ids, const RevisionId& self) const {
    std::vector<RevisionId> successors;
    for (const RevisionId& id : ids) Add(successors, id, self);
    return successors;
  }
  std::vector<std::string> Of(const std::vector<std::string>& names, const RevisionId& self) const {
    std::vector<std::string> successors;
    for (const std::string& name : names) {
      std::vector<RevisionId> one;
      Add(one, RevisionId(name), self);
      for (const RevisionId& id : one) successors.push_back(id.text());
    }
    return successors;
  }

 private:
  void Add(std::vector<RevisionId>& successors, const RevisionId& id,
           const RevisionId& self) const {
    const auto found = replaced_.find(id);
    const RevisionId& successor = found == replaced_.end() ? id : found->second;
    if (found != replaced_.end() && successor == self) return;
    if (std::ranges::find(successors, successor) == successors.end())
      successors.push_back(successor);
  }

  std::map<RevisionId, RevisionId> replaced_;
};

std::vector<RevisionNode> NodesOf(const std::vector<RevisionFile>& files) {
  const Successors successors(files);
  std::vector<RevisionNode> nodes;
  nodes.reserve(files.size());
  for (const RevisionFile& file : files) {
    // Of two files with one id, which is a finding already, the first stands for both.
    if (!nodes.empty() && nodes.back().id == file.id) continue;
    nodes.push_back({.id = file.id,
                     .service = file.service,
                     .parents = successors.Of(file.down_revision, file.id),
                     .depends_on = successors.Of(file.depends_on, file.id),
                     .labels = file.labels});
  }
  return nodes;
}

void CheckParentServices(const RevisionGraph& graph, const std::vector<RevisionFile>& files,
                         Diagnostics& diagnostics) {
  for (RevisionGraph::Index index = 0; index < graph.size(); ++index) {
    const RevisionNode& node = graph.node(index);
    for (const RevisionGraph::Index parent_index : graph.Parents(index)) {
      const RevisionNode& parent = graph.node(parent_index);
      const RevisionFile* file = FindFile(files, node.id);
      if (parent.service == node.service || file == nullptr) continue;
      Report(
          diagnostics,
          {.rule = "cross-service",
           .message = fmt::format("revision {} of service '{}' follows {} of service '{}'",
                                  node.id.text(), node.service, parent.id.text(), parent.service),
           .advice = fmt::format("name the revision of '{}' before it in -- down_revision:, and "
                                 "{} in -- depends_on:",
                                 node.service, parent.id.text())},
          WhereNamed(*file, "down_revision", parent.id.text()));
    }
  }
}

void RefuseReplaced(const RevisionFile& file, std::string message, std::string advice,
                    Diagnostics& diagnostics) {
  Report(diagnostics,
         {.rule = "replaced-id",
          .message = std::move(message),
          .advice = std::move(advice),
          .code = ErrorCode::kConflict},
         file.WhereHeader("replaces"));
}

}  // namespace

void CheckReplaces(const std::vector<RevisionFile>& files, Diagnostics& diagnostics) {
  std::map<RevisionId, RevisionId> replaced;
  for (const RevisionFile& file : files) {
    for (const RevisionId& id : file.replaces) {
      if (const RevisionFile* there = FindFile(files, id)) {
        RefuseReplaced(
            file, fmt::format("revision {} replaces {}, which is there", file.id.text(), id.text()),
            fmt::format("take {} out of the line, or move '{}' away", id.text(), there->path),
            diagnostics);
      }
      const auto [first, is_new] = replaced.emplace(id, file.id);
      if (!is_new) {
        RefuseReplaced(file,
                       fmt::format("revision {} is replaced by {} and by {}", id.text(),
                                   first->second.text(), file.id.text()),
                       "name it once", diagnostics);
      }
    }
  }
}

const RevisionFile* FindFile(const std::vector<RevisionFile>& files, const RevisionId& id) {
  const auto it = std::ranges::lower_bound(files, id, {}, &RevisionFile::id);
  return it != files.end() && it->id == id ? &*it : nullptr;
}

std::optional<RevisionGraph> BuildGraph(const LoadedRevisions& revisions,
                                        Diagnostics& diagnostics) {
  auto graph = RevisionGraph::Build(NodesOf(revisions.files));
  if (graph) {
    CheckParentServices(*graph, revisions.files, diagnostics);
    return *std::move(graph);
  }
  FaultReporter reporter(revisions, diagnostics);
  for (const GraphFault& fault : graph.error()) reporter.Report(fault);
  return std::nullopt;
}

void CheckHeads(const RevisionGraph& graph, const Project& project, Diagnostics& diagnostics) {
  for (const std::string& service : graph.Services()) {
    const std::vector<RevisionGraph::Index> heads = graph.Heads(service);
    if (heads.size() < 2) continue;
    std::vector<std::string> ids;
    for (const RevisionGraph::Index head : heads) ids.push_back(graph.node(head).id.text());
    Report(diagnostics,
           {.rule = "multiple-heads",
            .message = fmt::format("service '{}' has {} heads: {}", service, heads.size(),
                                   Join(ids, ", ")),
            .advice = fmt::format("let one follow the other, or write a revision with "
                                  "-- down_revision: {}",
                                  Join(ids, ", ")),
            .severity = Severity::kWarning},
           project.FileOf(heads.back()).WhereHeader("revision"));
  }
}

}  // namespace housewright::project
