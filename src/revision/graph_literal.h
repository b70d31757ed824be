#pragma once

// For tests: graphs and applied states as short literals.

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "revision/applied_state.h"
#include "revision/graph.h"

namespace housewright::revision::testing {

// "0003 xapi <- 0001 0002 needs 0004 vector labels mobile"
inline RevisionNode Node(const std::string& literal) {
  RevisionNode node;
  std::string section = "id";
  for (const std::string_view word : Split(literal, ' ')) {
    if (word == "<-" || word == "needs" || word == "labels") {
      section = word;
    } else if (section == "id") {
      node.id = RevisionId(std::string(word));
      section = "service";
    } else if (section == "service") {
      node.service = word;
    } else if (section == "<-") {
      node.parents.emplace_back(std::string(word));
    } else if (section == "needs") {
      node.depends_on.emplace_back(word);
    } else {
      node.labels.emplace_back(word);
    }
  }
  return node;
}

inline std::vector<RevisionNode> Nodes(std::initializer_list<const char*> literals) {
  std::vector<RevisionNode> nodes;
  for (const char* const literal : literals) nodes.push_back(Node(literal));
  return nodes;
}

inline RevisionGraph Graph(std::initializer_list<const char*> literals) {
  auto graph = RevisionGraph::Build(Nodes(literals));
  EXPECT_TRUE(graph.has_value()) << "the literal has faults";
  return graph ? *std::move(graph) : RevisionGraph();
}

// "0001 0002": these are applied.
inline AppliedState Applied(std::string_view ids) {
  AppliedState state;
  state.journal_exists = true;
  for (const std::string_view id : Split(ids, ' ')) {
    if (!id.empty()) state.revisions[RevisionId(std::string(id))].applied = true;
  }
  return state;
}

template <class Indices>
std::string Ids(const RevisionGraph& graph, const Indices& indices) {
  std::vector<std::string> ids;
  for (const auto index : indices) ids.push_back(graph.node(index).id.text());
  return Join(ids, " ");
}

}  // namespace housewright::revision::testing
