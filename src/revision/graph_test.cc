#include "revision/graph.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "revision/graph_literal.h"

namespace housewright::revision {
namespace {

using testing::Graph;
using testing::Ids;
using testing::Nodes;

// "cycle 0001 0002; missing-parent 0003 0009"
std::string Faults(std::initializer_list<const char*> literals) {
  const auto graph = RevisionGraph::Build(Nodes(literals));
  if (graph) return "none";
  std::vector<std::string> texts;
  for (const GraphFault& fault : graph.error()) {
    constexpr std::array<const char*, 8> kNames = {
        "duplicate", "missing-parent",       "missing-dependency", "cycle",
        "self-loop", "ambiguous-dependency", "label-taken",        "reserved-name"};
    std::string text = kNames.at(static_cast<std::size_t>(fault.kind));
    if (fault.through_dependency) text = "dependency-" + text;
    for (const RevisionId& member : fault.members) text += " " + member.text();
    if (!fault.name.empty()) text += " " + fault.name;
    texts.push_back(text);
  }
  return Join(texts, "; ");
}

TEST(RevisionGraph, OrdersByNeedThenById) {
  const auto graph = Graph({"0005 xapi <- 0002", "0004 event_sink <- 0003 needs 0005",
                            "0003 event_sink", "0002 xapi <- 0001", "0001 xapi"});
  EXPECT_EQ(Ids(graph, graph.TopologicalOrder()), "0001 0002 0003 0005 0004");
}

TEST(RevisionGraph, AnswersEdgesBothWays) {
  const auto graph = Graph({"1 a", "2 a <- 1", "3 a <- 1", "4 a <- 2 3 needs 5 2", "5 b"});
  const auto merge = *graph.Find(RevisionId("4"));
  EXPECT_EQ(Ids(graph, graph.Parents(merge)), "2 3");
  EXPECT_EQ(Ids(graph, graph.Needs(merge)), "2 3 5");
  EXPECT_EQ(Ids(graph, graph.Children(*graph.Find(RevisionId("1")))), "2 3");
  EXPECT_EQ(Ids(graph, graph.NeededBy(*graph.Find(RevisionId("5")))), "4");
  EXPECT_FALSE(graph.Find(RevisionId("6")).has_value());
}

TEST(RevisionGraph, KnowsHeadsAndBasesOfGraphServiceAndLabel) {
  const auto graph =
      Graph({"1 a", "2 a <- 1 labels mobile", "3 a <- 1", "4 b", "5 b <- 4 needs 2", "6 a <- 2"});
  EXPECT_EQ(Ids(graph, graph.Heads()), "3 5 6");
  EXPECT_EQ(Ids(graph, graph.Heads("a")), "3 6");
  EXPECT_EQ(Ids(graph, graph.Heads("b")), "5");
  EXPECT_EQ(Ids(graph, graph.Heads("mobile")), "6");
  EXPECT_EQ(Ids(graph, graph.Heads("c")), "");
  EXPECT_EQ(Ids(graph, graph.Bases()), "1 4");
  EXPECT_EQ(Ids(graph, graph.Bases("b")), "4");
  EXPECT_EQ(Ids(graph, graph.Bases("mobile")), "2");
  EXPECT_EQ(Ids(graph, graph.Branch("mobile")), "2 6");
  EXPECT_EQ(graph.Services(), (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(graph.HasService("a"));
  EXPECT_FALSE(graph.HasService("mobile"));
  EXPECT_TRUE(graph.HasBranch("mobile"));
}

TEST(RevisionGraph, AParentInAnotherServiceLeavesAHeadInEach) {
  const auto graph = Graph({"1 a", "2 b <- 1"});
  EXPECT_EQ(Ids(graph, graph.Heads()), "2");
  EXPECT_EQ(Ids(graph, graph.Heads("a")), "1");
  EXPECT_EQ(Ids(graph, graph.Bases("b")), "2");
}

TEST(RevisionGraph, KnowsWhatNothingNeedsAndWhatNeedsNothing) {
  const auto graph = Graph({"1 a", "2 a <- 1", "3 b needs 2", "4 b <- 3", "5 a <- 1"});
  EXPECT_EQ(Ids(graph, graph.Heads()), "2 4 5");
  EXPECT_EQ(Ids(graph, graph.RealHeads()), "4 5");
  EXPECT_EQ(Ids(graph, graph.Bases()), "1 3");
  EXPECT_EQ(Ids(graph, graph.RealBases()), "1");
}

TEST(RevisionGraph, DependencyOnALabelMeansTheRevisionThatCarriesIt) {
  const auto graph = Graph({"4 c labels x also_x", "5 c <- 4", "6 d needs x", "7 d needs also_x"});
  EXPECT_EQ(Ids(graph, graph.Needs(*graph.Find(RevisionId("6")))), "4");
  EXPECT_EQ(Ids(graph, graph.Needs(*graph.Find(RevisionId("7")))), "4");
  EXPECT_EQ(graph.Labelled("x"), graph.Find(RevisionId("4")));
  EXPECT_EQ(graph.Labelled("c"), std::nullopt);
}

TEST(RevisionGraph, DependencyOnAServiceMeansItsFirstRevision) {
  const auto graph = Graph({"1 a", "2 a <- 1", "3 b needs a"});
  EXPECT_EQ(Ids(graph, graph.Needs(*graph.Find(RevisionId("3")))), "1");
  EXPECT_EQ(Faults({"1 a", "2 a", "3 b needs a"}), "ambiguous-dependency 3 a");
}

TEST(RevisionGraph, ALabelStandsForOneThing) {
  EXPECT_EQ(Faults({"1 a labels x", "2 a <- 1 labels x"}), "label-taken 1 2 x");
  EXPECT_EQ(Faults({"1 a labels 2", "2 a <- 1"}), "label-taken 1 2 2");
  EXPECT_EQ(Faults({"1 a labels 1"}), "label-taken 1 1");
  EXPECT_EQ(Faults({"1 a labels b", "2 b"}), "label-taken 1 b");
}

TEST(RevisionGraph, WordsOfTheTargetGrammarAreNoNames) {
  EXPECT_EQ(Faults({"head a"}), "reserved-name head head");
  for (const std::string word : {"head", "heads", "base", "current", "none"})
    EXPECT_EQ(Faults({("1 a labels " + word).c_str()}), "reserved-name 1 " + word);
}

TEST(RevisionGraph, RejectsCycleAndNamesItsMembersInOrder) {
  EXPECT_EQ(Faults({"1 a <- 3", "2 a <- 1", "3 a <- 2"}), "cycle 1 3 2");
}

TEST(RevisionGraph, FindsACycleBetweenABaseAndAHead) {
  EXPECT_EQ(Faults({"1 a", "2 a <- 1 3", "3 a <- 2", "4 a <- 3"}), "cycle 2 3");
  EXPECT_EQ(Faults({"1 a", "2 a <- 3", "3 a <- 2 1", "7 a <- 3 2"}), "cycle 2 3");
}

TEST(RevisionGraph, ReportsEachCycleOnceAndAllFaultsTogether) {
  EXPECT_EQ(Faults({"1 a needs 2", "2 b needs 1", "3 a <- 4", "4 a <- 3", "5 a <- 5 needs 5",
                    "6 a <- 9 8 needs nope", "7 a", "7 b", "7 c"}),
            "dependency-cycle 1 2; cycle 3 4; self-loop 5; missing-parent 6 8; missing-parent 6 9; "
            "missing-dependency 6 nope; duplicate 7");
}

TEST(RevisionGraph, TellsCyclesOfParentsFromThoseThroughDependencies) {
  EXPECT_EQ(Faults({"1 a needs 1"}), "dependency-self-loop 1");
  EXPECT_EQ(Faults({"1 a", "2 a <- 1 needs 3", "3 a <- 2"}), "dependency-cycle 2 3");
  // Of cycles that share revisions, one along parents, though another is shorter and begins sooner.
  EXPECT_EQ(Faults({"1 a needs 2", "2 a <- 4 needs 1", "3 a <- 2", "4 a <- 3"}), "cycle 2 4 3");
}

TEST(RevisionGraph, ARevisionThatNothingNeedsChangesTheOrderOfNoOther) {
  const auto before = Graph({"2 a", "4 a <- 2", "3 b needs 4", "5 b <- 3"});
  EXPECT_EQ(Ids(before, before.TopologicalOrder()), "2 4 3 5");
  const auto after =
      Graph({"2 a", "4 a <- 2", "3 b needs 4", "5 b <- 3", "1 a <- 4", "0 b <- 3", "9 a <- 1 0"});
  EXPECT_EQ(Ids(after, after.TopologicalOrder()), "2 4 1 3 0 5 9");
}

TEST(RevisionGraph, FaultsDoNotDependOnTheOrderOfTheNodes) {
  EXPECT_EQ(Faults({"2 a <- 1", "3 a <- 2", "1 a <- 3", "4 b <- 9"}),
            Faults({"4 b <- 9", "1 a <- 3", "3 a <- 2", "2 a <- 1"}));
}

TEST(RevisionGraph, ALongChainNeedsNoDeepStack) {
  std::vector<RevisionNode> nodes;
  for (int i = 0; i < 50'000; ++i) {
    RevisionNode node;
    node.id = RevisionId(std::to_string(100'000 + i));
    node.service = "a";
    node.parents = {RevisionId(std::to_string(100'000 + (i + 49'999) % 50'000))};
    nodes.push_back(std::move(node));
  }
  const auto cycle = RevisionGraph::Build(nodes);
  ASSERT_FALSE(cycle.has_value());
  ASSERT_EQ(cycle.error().size(), 1U);
  EXPECT_EQ(cycle.error().front().members.size(), 50'000U);
  nodes.front().parents.clear();
  EXPECT_EQ(RevisionGraph::Build(nodes).value().TopologicalOrder().size(), 50'000U);
}

TEST(RevisionSet, AncestorsAndDescendantsFollowDependencies) {
  const auto graph = Graph({"1 a", "2 a <- 1", "3 b", "4 b <- 3 needs 2", "5 b <- 4", "6 c"});
  const auto members = [&](const RevisionSet& set) {
    std::vector<RevisionGraph::Index> indices;
    for (RevisionGraph::Index i = 0; i < graph.size(); ++i) {
      if (set.Contains(i)) indices.push_back(i);
    }
    EXPECT_EQ(indices.size(), set.Count());
    return Ids(graph, indices);
  };
  const std::vector<RevisionGraph::Index> four = {*graph.Find(RevisionId("4"))};
  const std::vector<RevisionGraph::Index> one = {*graph.Find(RevisionId("1"))};
  EXPECT_EQ(members(WithAncestors(graph, four)), "1 2 3 4");
  EXPECT_EQ(members(WithDescendants(graph, one)), "1 2 4 5");
  EXPECT_EQ(members(WithAncestors(graph, {})), "");
}

}  // namespace
}  // namespace housewright::revision
