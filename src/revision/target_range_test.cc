#include "revision/target_range.h"

#include <gtest/gtest.h>

#include "revision/graph_literal.h"

namespace housewright::revision {
namespace {

using testing::Applied;
using testing::Graph;
using testing::Ids;

// Line lib: 0001 0002; line app: 0003 0004 0005, where 0004 depends on 0001; 0006 beside 0005.
RevisionGraph TwoServices() {
  return Graph({"0001 lib", "0002 lib <- 0001", "0003 app", "0004 app <- 0003 needs 0001",
                "0005 app <- 0004", "0006 app <- 0004 labels side"});
}

std::string Range(std::string_view range, std::string_view applied = "") {
  const auto graph = TwoServices();
  const auto found = ResolveRange(graph, Applied(applied), range);
  return found ? Ids(graph, *found) : found.error().ToString();
}

TEST(ResolveRange, GoesFromTheNewestToTheOldestEndsIncluded) {
  EXPECT_EQ(Range(":"), "0006 0005 0004 0003 0002 0001");
  EXPECT_EQ(Range("0003:0005"), "0005 0004 0003");
  EXPECT_EQ(Range("0004:"), "0006 0005 0004");
  EXPECT_EQ(Range(":0004"), "0004 0003 0001");
  EXPECT_EQ(Range("base:lib@head"), "0002 0001");
  EXPECT_EQ(Range("lib@base:"), "0002 0001");
  EXPECT_EQ(Range("side@0003:"), "0006 0004 0003");
  EXPECT_EQ(Range("current:", "0003"), "0006 0005 0004 0003");
  EXPECT_EQ(Range("0001:0001"), "0001");
}

TEST(ResolveRange, CountsFromTheHeadsAndFromTheLowerEnd) {
  EXPECT_EQ(Range("lib@-1:"), "0002 0001");
  EXPECT_EQ(Range("side@-1:side@head"), "0006 0004");
  EXPECT_EQ(Range("0003:+1"), "0004 0003");
  // Beyond the end is the end.
  EXPECT_EQ(Range("lib@-9:"), "0002 0001");
  EXPECT_EQ(Range("lib@base:lib@+9"), "0002 0001");
  EXPECT_EQ(Range("0003-5:0003"), "0003");
}

TEST(ResolveRange, RefusesWhatIsNoRange) {
  EXPECT_EQ(Range("0005:0003"),
            "error: 0005 is not below 0003\n"
            "  next: a range goes from the older revision to the newer one");
  EXPECT_EQ(Range("0002"),
            "error: a range is START:END, and '0002' has no ':'\n"
            "  next: leave a side out for all: `-r 0003:` or `-r :0003`");
  EXPECT_EQ(Range("0002:0003:0004"),
            "error: a range is START:END, and '0002:0003:0004' has more than one ':'\n"
            "  next: leave a side out for all: `-r 0003:` or `-r :0003`");
  EXPECT_EQ(Range("+1:"),
            "error: '+1' counts from what is applied, which is not asked for here\n"
            "  next: write current+1");
}

}  // namespace
}  // namespace housewright::revision
