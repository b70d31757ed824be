#include "revision/new_edges.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "revision/graph_literal.h"

namespace housewright::revision {
namespace {

using testing::Graph;
using testing::Ids;

RevisionGraph RootAndTwo() {
  return Graph({"0001 a labels root", "0002 a <- 0001", "0003 a <- 0001 needs 0002"});
}

std::string Parents(const std::vector<std::string>& targets, bool splice = false) {
  const auto graph = RootAndTwo();
  const auto parents = ResolveNewParents(graph, targets, splice);
  return parents ? Ids(graph, *parents) : parents.error().ToString();
}

std::string Dependencies(const std::vector<std::string>& names) {
  const auto found = ResolveNewDependencies(RootAndTwo(), names);
  return found ? Join(*found, " ") : found.error().ToString();
}

TEST(ResolveNewParents, TakesHeads) {
  EXPECT_EQ(Parents({"0002"}), "0002");
  EXPECT_EQ(Parents({"0002", "0003"}), "0002 0003");
  EXPECT_EQ(Parents({"heads"}), "0003");
  EXPECT_EQ(Parents({"a@heads"}), "0002 0003");
  EXPECT_EQ(Parents({"base"}), "");
}

TEST(ResolveNewParents, RefusesToChooseBetweenLines) {
  // Also where one of them needs the other: an upgrade can go to both, a revision follows one.
  EXPECT_EQ(Parents({"head"}),
            "error: 'head' is ambiguous: there are 2 heads: 0002 (a), 0003 (a)\n"
            "  next: use 'heads' for all of them, or one of: 0002, 0003");
}

TEST(ResolveNewParents, RefusesWhatIsNoHeadUnlessItIsToBeSpliced) {
  EXPECT_EQ(Parents({"0001"}),
            "error: revision 0001 is not a head: 0002 follows it\n"
            "  next: name a head (`housewright heads` lists them), or add --splice for a new "
            "branch");
  EXPECT_EQ(Parents({"0001"}, true), "0001");
  EXPECT_EQ(Parents({"0001", "0002"}, true), "0001 0002");
}

TEST(ResolveNewParents, RefusesAParentNamedTwice) {
  EXPECT_EQ(Parents({"0002", "a@0002"}),
            "error: revision 0002 is named twice as parent\n  next: name each parent once");
}

TEST(ResolveNewDependencies, WritesWholeIdsAndKeepsLabels) {
  EXPECT_EQ(Dependencies({"0002", "root", "a"}), "0002 root a");
  EXPECT_EQ(Dependencies({"root@0003"}), "0003");
  EXPECT_EQ(Dependencies({"heads"}), "0003");
}

TEST(ResolveNewDependencies, RefusesWhatIsNotOneRevision) {
  EXPECT_EQ(Dependencies({"a@heads"}),
            "error: 'a@heads' is ambiguous: 'a' has 2 heads: 0002 (a), 0003 (a)\n"
            "  next: use one of: 0002, 0003");
  EXPECT_EQ(Dependencies({"base"}),
            "error: 'base' names no revision to depend on\n"
            "  next: name a revision, a label or a service");
  EXPECT_EQ(Dependencies({"0009"}),
            "error: there is no revision '0009'\n  next: did you mean 0001 or 0002 or 0003?");
}

}  // namespace
}  // namespace housewright::revision
