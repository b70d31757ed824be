// Targets on branches: labels, several bases, merges, dependencies, and the errors that Alembic has
// a class for.

#include <gtest/gtest.h>

#include "revision/graph_literal.h"
#include "revision/target_grammar.h"

namespace housewright::revision {
namespace {

using testing::Applied;
using testing::Graph;
using testing::Ids;

std::string AnswerText(const RevisionGraph& graph,
                       const Result<std::vector<RevisionGraph::Index>>& r) {
  return r ? Ids(graph, *r) : r.error().ToString();
}
std::string UpOnBranch(const RevisionGraph& graph, std::string_view applied,
                       std::string_view target) {
  return AnswerText(graph, ResolveUpgrade(graph, Applied(applied), target));
}
std::string UpOnBranch(const RevisionGraph& graph, const std::vector<std::string>& targets) {
  return AnswerText(graph, ResolveUpgrade(graph, {}, targets));
}
std::string DownOnBranch(const RevisionGraph& graph, std::string_view applied,
                         std::string_view target) {
  return AnswerText(graph, ResolveDowngrade(graph, Applied(applied), target));
}
std::string ShowOnBranch(const RevisionGraph& graph, std::string_view target) {
  return AnswerText(graph, ResolveRevisions(graph, {}, target));
}

// 0001 branches into 0002, 0003 (left) and 0004, 0005 (right); 0006 stands alone.
RevisionGraph TwoLines() {
  return Graph({"0001 a", "0002 a <- 0001 labels left", "0003 a <- 0002",
                "0004 a <- 0001 labels right", "0005 a <- 0004", "0006 a labels alone"});
}
// The same, merged in 0007.
RevisionGraph Merged() {
  return Graph({"0001 a", "0002 a <- 0001 labels left", "0003 a <- 0002",
                "0004 a <- 0001 labels right", "0005 a <- 0004", "0007 a <- 0003 0005"});
}
// Line lib: 0001 0002; line app: 0003 0004, where 0004 depends on 0002.
RevisionGraph Dependent() {
  return Graph(
      {"0001 a labels lib", "0002 a <- 0001", "0003 a labels app", "0004 a <- 0003 needs 0002"});
}

TEST(TargetBranch, ALabelIsTheRevisionThatCarriesItAndBeforeAnAtItsLine) {
  const auto graph = TwoLines();
  EXPECT_EQ(UpOnBranch(graph, "", "left"), "0001 0002");
  EXPECT_EQ(UpOnBranch(graph, "", "lef"), "0001 0002");
  EXPECT_EQ(UpOnBranch(graph, "", "left@head"), "0001 0002 0003");
  EXPECT_EQ(UpOnBranch(graph, "", "0004@head"), "0001 0004 0005");
  EXPECT_EQ(UpOnBranch(graph, "", "left@0001"), "0001");
  EXPECT_EQ(UpOnBranch(graph, "0001", "right@+1"), "0004");
  EXPECT_EQ(UpOnBranch(graph, "", "left@base+3"), "0001 0002 0003");
  EXPECT_EQ(ShowOnBranch(graph, "left@000"),
            "error: '000' is ambiguous: 3 revisions begin with it: 0001 (a), 0002 (a), 0003 (a)\n"
            "  next: write more of the id");
  EXPECT_EQ(ShowOnBranch(graph, "heads"), "0003 0005 0006");
  EXPECT_EQ(ShowOnBranch(graph, "left@-1"), "0002");
}

TEST(TargetBranch, RefusesARevisionOfAnotherLine) {
  EXPECT_EQ(UpOnBranch(TwoLines(), "", "left@0005"),
            "error: revision 0005 is neither above nor below 'left'\n  next: write 0005");
  EXPECT_EQ(UpOnBranch(TwoLines(), "", "middle@head"),
            "error: there is no service or label 'middle'\n  next: services with revisions: a");
  // Also where Alembic does not look: there is only one way down.
  EXPECT_EQ(DownOnBranch(TwoLines(), "0001 0002", "middle@base"),
            "error: there is no service or label 'middle'\n  next: services with revisions: a");
}

TEST(TargetBranch, AFewHeadsOfWhichOneNeedsTheOthersAreOne) {
  const auto graph = Dependent();
  EXPECT_EQ(UpOnBranch(graph, "", "head"), "0001 0002 0003 0004");
  EXPECT_EQ(UpOnBranch(graph, "", "lib@head"), "0001 0002");
  EXPECT_EQ(ShowOnBranch(graph, "heads"), "0004");
  EXPECT_EQ(ShowOnBranch(graph, "lib@heads"), "0002");
  EXPECT_EQ(ShowOnBranch(graph, "heads-1"), "0003");
}

TEST(TargetBranch, SeveralTargetsMustNotOverlap) {
  EXPECT_EQ(UpOnBranch(TwoLines(), {"0003", "0004"}), "0001 0002 0003 0004");
  EXPECT_EQ(UpOnBranch(TwoLines(), {"0003", "0001"}),
            "error: revisions 0001 and 0003 overlap: 0003 needs 0001\n"
            "  next: name one of them: 0003 brings 0001 along");
}

TEST(TargetBranch, StepsUpNeedOneLineToGoUp) {
  EXPECT_EQ(UpOnBranch(TwoLines(), "0001 0002 0004", "+1"),
            "error: '+1' is ambiguous: 2 heads are applied: 0002 (a), 0004 (a)\n"
            "  next: use one of: 0002, 0004");
  EXPECT_EQ(UpOnBranch(TwoLines(), "0001 0002", "+1"), "0003");
  EXPECT_EQ(UpOnBranch(Merged(), "0001 0002 0003", "+1"), "0004 0005 0007");
  EXPECT_EQ(UpOnBranch(TwoLines(), "", "+1"),
            "error: '+1' is ambiguous: there are 2 first revisions: 0001 (a), 0006 (a)\n"
            "  next: use one of: 0001, 0006");
}

TEST(TargetBranch, DowngradeUndoesTheLineOfTheBranchOnly) {
  const auto graph = TwoLines();
  const std::string all = "0001 0002 0003 0004 0005 0006";
  EXPECT_EQ(DownOnBranch(graph, all, "left@0001"), "0003 0002");
  EXPECT_EQ(DownOnBranch(graph, all, "0001"), "0005 0004 0003 0002");
  // Base of a branch is base of the line through it: all that stands on its first revision.
  EXPECT_EQ(DownOnBranch(graph, all, "left@base"), "0005 0004 0003 0002 0001");
  EXPECT_EQ(DownOnBranch(graph, all, "alone@base"), "0006");
  EXPECT_EQ(DownOnBranch(graph, all, "left@-1"), "0003");
  EXPECT_EQ(DownOnBranch(graph, all, "0003-1"), "0003");
  EXPECT_EQ(DownOnBranch(graph, all, "0002-2"), "0005 0004 0003 0002 0001");
  EXPECT_EQ(DownOnBranch(graph, all, "-1"),
            "error: '-1' is ambiguous: 3 heads are applied: 0003 (a), 0005 (a), 0006 (a)\n"
            "  next: use one of: 0003, 0005, 0006");
  EXPECT_EQ(DownOnBranch(graph, "0001 0002 0004", "0001@0001"),
            "error: '0001@0001' is ambiguous: 2 revisions stand directly above 0001, and none of "
            "them leads up to '0001': 0002 (a), 0004 (a)\n"
            "  next: use '0001' for all of them, or one of: 0002@0001, 0004@0001");
}

TEST(TargetBranch, DowngradeAcrossAMergeKeepsTheOtherLine) {
  const std::string all = "0001 0002 0003 0004 0005 0007";
  EXPECT_EQ(DownOnBranch(Merged(), all, "0003"), "0007");
  EXPECT_EQ(DownOnBranch(Merged(), all, "0004"), "0007 0005");
  EXPECT_EQ(DownOnBranch(Merged(), all, "-1"), "0007");
  EXPECT_EQ(DownOnBranch(Merged(), all, "base"), "0007 0005 0004 0003 0002 0001");
}

TEST(TargetBranch, DowngradeTakesWhatDependsAlong) {
  const std::string all = "0001 0002 0003 0004";
  EXPECT_EQ(DownOnBranch(Dependent(), all, "0001"), "0004 0002");
  EXPECT_EQ(DownOnBranch(Dependent(), all, "lib@base"), "0004 0002 0001");
  EXPECT_EQ(DownOnBranch(Dependent(), all, "app@base"), "0004 0003");
  EXPECT_EQ(DownOnBranch(Dependent(), all, "lib@-1"), "0004 0002");
  EXPECT_EQ(DownOnBranch(Dependent(), all, "0002"),
            "error: nothing above revision 0002 is applied on its line, so there is nothing to "
            "undo; it is there for what depends on it: 0004 (a)\n"
            "  next: to undo what depends on it, name a revision below 0004");
  EXPECT_EQ(DownOnBranch(Dependent(), "0001 0002", "0002"), "");
}

TEST(AppliedTips, AreAlsoTheHeadsOfLinesThatAnotherDependsOn) {
  const auto graph = Dependent();
  EXPECT_EQ(Ids(graph, AppliedTips(graph, Applied("0001 0002 0003 0004"))), "0002 0004");
  EXPECT_EQ(Ids(graph, AppliedHeads(graph, Applied("0001 0002 0003 0004"))), "0004");
}

}  // namespace
}  // namespace housewright::revision
