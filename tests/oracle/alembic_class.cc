#include "alembic_class.h"

#include <fmt/format.h>

#include <array>
#include <string_view>

namespace housewright::oracle {
namespace {

using revision::GraphFault;

struct Wording {
  std::string_view part;
  std::string_view alembic_class;
};

// In this order: the first part that the message has decides.
constexpr std::array kWordings = {
    Wording{"heads are applied", "RevisionError"},
    Wording{"heads of '", "RevisionError"},
    Wording{" begin with it", "ResolutionError"},
    Wording{"there is no revision", "ResolutionError"},
    Wording{"there is no service or label", "ResolutionError"},
    Wording{"is neither above nor below", "ResolutionError"},
    Wording{"that this project does not have", "ResolutionError"},
    Wording{"cannot read the target", "ResolutionError"},
    Wording{"counts from what is applied", "ResolutionError"},
    Wording{" heads: ", "MultipleHeads"},
    Wording{"is not applied", "RangeNotAncestorError"},
    Wording{"nothing above revision", "RangeNotAncestorError"},
    Wording{"is not below", "RangeNotAncestorError"},
    Wording{"directly above", "RevisionError"},
    Wording{"directly below", "RevisionError"},
    Wording{"first revisions", "RevisionError"},
    Wording{"goes too far", "RevisionError"},
    Wording{"leads to base", "RevisionError"},
    Wording{"leads down", "RevisionError"},
    Wording{"leads up", "RevisionError"},
    Wording{"names nothing", "RevisionError"},
    Wording{"overlap", "RevisionError"},
    Wording{"character that is not allowed", "RevisionError"},
    Wording{"cannot be a revision id", "RevisionError"},
    Wording{"is not a head", "CommandError"},
    Wording{"named twice", "CommandError"},
    Wording{"names no revision to depend on", "AttributeError"},
};

std::string_view KindName(GraphFault::Kind kind) {
  switch (kind) {
    case GraphFault::Kind::kDuplicateId:
      return "duplicate id";
    case GraphFault::Kind::kMissingParent:
      return "missing parent";
    case GraphFault::Kind::kMissingDependency:
      return "missing dependency";
    case GraphFault::Kind::kCycle:
      return "cycle";
    case GraphFault::Kind::kSelfLoop:
      return "self-loop";
    case GraphFault::Kind::kAmbiguousDependency:
      return "ambiguous dependency";
    case GraphFault::Kind::kLabelTaken:
      return "label taken";
    case GraphFault::Kind::kReservedName:
      return "reserved name";
  }
  return "?";
}

}  // namespace

std::string AlembicClassOf(const Error& error) {
  for (const Wording& wording : kWordings) {
    if (error.message().find(wording.part) != std::string::npos)
      return std::string(wording.alembic_class);
  }
  return "unknown";
}

std::string AlembicClassOf(const GraphFault& fault) {
  switch (fault.kind) {
    case GraphFault::Kind::kSelfLoop:
      return fault.through_dependency ? "DependencyLoopDetected" : "LoopDetected";
    case GraphFault::Kind::kCycle:
      return fault.through_dependency ? "DependencyCycleDetected" : "CycleDetected";
    case GraphFault::Kind::kMissingParent:
    case GraphFault::Kind::kMissingDependency:
      return "KeyError";
    case GraphFault::Kind::kLabelTaken:
      return "RevisionError";
    case GraphFault::Kind::kDuplicateId:
    case GraphFault::Kind::kAmbiguousDependency:
    case GraphFault::Kind::kReservedName:
      break;
  }
  return "none";  // Alembic takes such a graph
}

std::string TextOf(const GraphFault& fault) {
  std::string text = fmt::format("{}:", KindName(fault.kind));
  for (const revision::RevisionId& member : fault.members) text += " " + member.text();
  if (!fault.name.empty()) text += fmt::format(" '{}'", fault.name);
  return text;
}

}  // namespace housewright::oracle
