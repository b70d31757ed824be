#include "revision/target_grammar.h"

#include <gtest/gtest.h>

#include "revision/graph_literal.h"

namespace housewright::revision {
namespace {

using testing::Applied;
using testing::Graph;
using testing::Ids;

template <class T>
std::string Answer(const RevisionGraph& graph, const Result<T>& result) {
  return result ? Ids(graph, *result) : result.error().ToString();
}
std::string Up(const RevisionGraph& graph, const AppliedState& applied, std::string_view target) {
  return Answer(graph, ResolveUpgrade(graph, applied, target));
}
std::string Up(const RevisionGraph& graph, std::string_view applied, std::string_view target) {
  return Up(graph, Applied(applied), target);
}
std::string Down(const RevisionGraph& graph, const AppliedState& applied, std::string_view target) {
  return Answer(graph, ResolveDowngrade(graph, applied, target));
}
std::string Down(const RevisionGraph& graph, std::string_view applied, std::string_view target) {
  return Down(graph, Applied(applied), target);
}
std::string Show(const RevisionGraph& graph, std::string_view applied, std::string_view target) {
  return Answer(graph, ResolveRevisions(graph, Applied(applied), target));
}
std::string Stamp(const RevisionGraph& graph, std::string_view applied,
                  std::vector<std::string> targets) {
  const auto set = ResolveStamp(graph, Applied(applied), targets);
  if (!set) return set.error().ToString();
  std::vector<RevisionGraph::Index> members;
  for (RevisionGraph::Index i = 0; i < graph.size(); ++i) {
    if (set->Contains(i)) members.push_back(i);
  }
  return Ids(graph, members);
}

// xapi: 0001 0002 0005; event_sink: 0003 0004; vector: 0006, which needs 0002.
RevisionGraph ThreeServices() {
  return Graph({"0001 xapi", "0002 xapi <- 0001", "0003 event_sink", "0004 event_sink <- 0003",
                "0005 xapi <- 0002", "0006 vector needs 0002"});
}
RevisionGraph OneLine() { return Graph({"0001 a", "0002 a <- 0001", "0003 a <- 0002"}); }
RevisionGraph Fork() { return Graph({"0001 a", "0002 a <- 0001", "0003 a <- 0001"}); }

TEST(FindRevision, TakesWholeIdsAndUnambiguousPrefixes) {
  const auto graph = Graph({"abc a", "abcd a <- abc", "b123 a <- abcd labels mobile"});
  const auto find = [&](std::string_view text) {
    const auto found = FindRevision(graph, text);
    return found ? graph.node(*found).id.text() : found.error().message();
  };
  EXPECT_EQ(find("abc"), "abc");
  EXPECT_EQ(find("abcd"), "abcd");
  EXPECT_EQ(find("b"), "b123");
  EXPECT_EQ(find("mobile"), "b123");
  EXPECT_EQ(find("mob"), "b123");
  // Three characters are never shortened: "ab" cannot mean abc.
  EXPECT_EQ(find("ab"), "abcd");
}

TEST(FindRevision, ListsTheChoicesOfAnAmbiguousPrefix) {
  EXPECT_EQ(FindRevision(ThreeServices(), "000").error().ToString(),
            "error: '000' is ambiguous: 6 revisions begin with it: 0001 (xapi), 0002 (xapi), "
            "0003 (event_sink), 0004 (event_sink), 0005 (xapi), 0006 (vector)\n"
            "  next: write more of the id");
  EXPECT_EQ(FindRevision(Graph({"abcd a labels abce"}), "abc").error().ToString(),
            "error: 'abc' is ambiguous: 2 names begin with it: abcd (a), abce (label of abcd)\n"
            "  next: write more of it");
}

TEST(FindRevision, NamesTheNearestOfAnUnknownId) {
  const auto graph = ThreeServices();
  EXPECT_EQ(FindRevision(graph, "0009").error().ToString(),
            "error: there is no revision '0009'\n  next: did you mean 0001 or 0002 or 0003?");
  EXPECT_EQ(FindRevision(graph, "6").error().ToString(),
            "error: there is no revision '6'\n  next: did you mean 0006?");
  EXPECT_EQ(FindRevision(graph, "xapi").error().ToString(),
            "error: there is no revision 'xapi'\n"
            "  next: 'xapi' is a service: write xapi@head");
  EXPECT_EQ(FindRevision(graph, "zzzzzzzz").error().ToString(),
            "error: there is no revision 'zzzzzzzz'\n"
            "  next: `housewright history` lists the revisions");
  EXPECT_EQ(FindRevision(graph, "").error().code(), ErrorCode::kNotFound);
}

TEST(ResolveUpgrade, FollowsTheTotalOrder) {
  const auto graph = ThreeServices();
  EXPECT_EQ(Up(graph, "", "heads"), "0001 0002 0003 0004 0005 0006");
  EXPECT_EQ(Up(graph, "0001 0003", "heads"), "0002 0004 0005 0006");
  EXPECT_EQ(Up(graph, "0001 0002 0003 0004 0005 0006", "heads"), "");
  EXPECT_EQ(Up(graph, "", "vector@head"), "0001 0002 0006");
  EXPECT_EQ(Up(graph, "", "xapi@heads"), "0001 0002 0005");
  EXPECT_EQ(Up(graph, "0001", "0002"), "0002");
  EXPECT_EQ(Up(graph, "0001", "xapi@0005"), "0002 0005");
  EXPECT_EQ(Up(graph, "0001 0002 0005", "0002"), "");
  EXPECT_EQ(Up(graph, "0001", "current"), "");
  EXPECT_EQ(Up(OneLine(), "", "head"), "0001 0002 0003");
  EXPECT_EQ(Up(RevisionGraph(), "", "head"), "");
  EXPECT_EQ(Up(RevisionGraph(), "", "heads"), "");
}

TEST(ResolveUpgrade, ListsSeveralHeads) {
  EXPECT_EQ(Up(ThreeServices(), "", "head"),
            "error: 'head' is ambiguous: there are 3 heads: 0004 (event_sink), 0005 (xapi), "
            "0006 (vector)\n"
            "  next: use 'heads' for all of them, or one of: event_sink@head, vector@head, "
            "xapi@head");
  EXPECT_EQ(Up(Fork(), "", "a@head"),
            "error: 'a@head' is ambiguous: 'a' has 2 heads: 0002 (a), 0003 (a)\n"
            "  next: use 'a@heads' for all of them, or one of: 0002, 0003");
}

TEST(ResolveUpgrade, CountsStepsFromWhatIsApplied) {
  const auto graph = ThreeServices();
  EXPECT_EQ(Up(OneLine(), "", "+1"), "0001");
  EXPECT_EQ(Up(OneLine(), "0001", "+2"), "0002 0003");
  EXPECT_EQ(Up(graph, "0001", "xapi@+1"), "0002");
  EXPECT_EQ(Up(graph, "0001", "xapi@current+1"), "0002");
  EXPECT_EQ(Up(graph, "", "vector@+1"), "0001 0002 0006");
  EXPECT_EQ(Up(graph, "0001 0002 0005 0006 0003", "+1"), "0004");
}

TEST(ResolveUpgrade, RefusesAmbiguousSteps) {
  EXPECT_EQ(Up(ThreeServices(), "0001 0002 0006", "+1"),
            "error: '+1' is ambiguous: 2 services have pending revisions\n"
            "  next: use one of: event_sink@+1, xapi@+1");
  EXPECT_EQ(Up(Fork(), "0001", "+1"),
            "error: '+1' is ambiguous: 2 revisions stand directly above 0001: 0002 (a), 0003 (a)\n"
            "  next: name the revision to go to");
  EXPECT_EQ(Up(Fork(), "", "+1"), "0001");
}

TEST(ResolveUpgrade, RefusesToGoTooFarOrDown) {
  EXPECT_EQ(Up(OneLine(), "0001", "+3"),
            "error: '+3' goes too far: 2 revisions are above 0001\n  next: use a@heads");
  EXPECT_EQ(Up(ThreeServices(), "0001 0002", "xapi@+2"),
            "error: 'xapi@+2' goes too far: 1 revision of 'xapi' is above 0002\n"
            "  next: use xapi@heads");
  EXPECT_EQ(Up(OneLine(), "0001 0002 0003", "+1"),
            "error: '+1' goes too far: 0 revisions are above 0003\n  next: use a@heads");
  EXPECT_EQ(Up(ThreeServices(), "0001 0002 0003 0004 0005 0006", "+1"),
            "error: '+1' goes too far: no revision is pending\n"
            "  next: nothing is to do; `housewright current` shows what is applied");
  EXPECT_EQ(Up(OneLine(), "0001", "-1"),
            "error: '-1' leads down: `upgrade` cannot go there\n"
            "  next: run `housewright downgrade -1`");
  // Base is below everything: it is reached.
  EXPECT_EQ(Up(OneLine(), "0001", "base"), "");
  EXPECT_EQ(Up(ThreeServices(), "0001", "xapi@base"), "");
}

TEST(ResolveUpgrade, WalksFromNamedRevisions) {
  const auto graph = ThreeServices();
  EXPECT_EQ(Up(graph, "", "0001+2"), "0001 0002 0005");
  EXPECT_EQ(Up(graph, "", "0005-1"), "0001 0002");
  EXPECT_EQ(Up(graph, "", "xapi@head-2"), "0001");
  EXPECT_EQ(Up(graph, "", "event_sink@base+2"), "0003 0004");
  EXPECT_EQ(Up(Fork(), "", "0001+1"),
            "error: '0001+1' is ambiguous: 2 revisions stand directly above 0001: 0002 (a), "
            "0003 (a)\n"
            "  next: name the revision to go to");
  EXPECT_EQ(Up(graph, "", "0005+1"),
            "error: '0005+1' goes too far: 0 revisions are above 0005\n  next: use xapi@heads");
  EXPECT_EQ(Up(graph, "", "0002-2"),
            "error: '0002-2' leads to base: 0001 is the first revision of its line\n"
            "  next: name a revision, or use xapi@base");
  EXPECT_EQ(Up(graph, "", "base+1"),
            "error: 'base+1' is ambiguous: there are 3 first revisions: 0001 (xapi), "
            "0003 (event_sink), 0006 (vector)\n"
            "  next: use one of: event_sink@base+1, vector@base+1, xapi@base+1");
}

TEST(ResolveUpgrade, NamesUnknownServicesAndForeignRevisions) {
  EXPECT_EQ(Up(ThreeServices(), "", "xap@head"),
            "error: there is no service or label 'xap'\n  next: did you mean xapi?");
  EXPECT_EQ(Up(ThreeServices(), "", "unrelated@head"),
            "error: there is no service or label 'unrelated'\n"
            "  next: services with revisions: event_sink, vector, xapi");
  EXPECT_EQ(Up(ThreeServices(), "", "xapi@0004"),
            "error: revision 0004 is of service 'event_sink', not of 'xapi'\n"
            "  next: write 0004");
}

TEST(ResolveUpgrade, RefusesTextThatIsNoTarget) {
  for (const std::string text : {"", "@head", "xapi@", "+", "-", "+0", "+x", "0001+", "0001-@",
                                 "a b", "0001:0002", "+1+1", "++1", "+12345678", "xapi@@head"}) {
    EXPECT_EQ(Up(ThreeServices(), "", text),
              "error: cannot read the target '" + text +
                  "'\n  next: write head, heads, base, current, an id, +N or -N; 'service@' before "
                  "it means one service");
  }
}

TEST(ResolveUpgrade, IncludesRevisionsThatAreHalfWay) {
  auto applied = Applied("0001 0002 0003");
  applied.revisions[RevisionId("0002")].progress = Progress{};
  EXPECT_EQ(Up(OneLine(), applied, "head"), "0002");
  EXPECT_EQ(Up(OneLine(), applied, "+1"), "0002");
}

TEST(ResolveUpgrade, OldCodeIsIdleOnANewerDatabaseAndRefusesToGoOn) {
  EXPECT_EQ(Up(OneLine(), "0001 0002 0003 0004", "head"), "");
  EXPECT_EQ(Up(OneLine(), "0001 0004", "head"),
            "error: the target has revision 0004 that this project does not have: it was written "
            "by a newer or another version of the project\n"
            "  next: use the version of the project that has it");
  EXPECT_EQ(Up(OneLine(), "0001 0002 0003 0004 0005", "0005"),
            "error: the target has revision 0005 that this project does not have: it was written "
            "by a newer or another version of the project\n"
            "  next: use the version of the project that has it");
}

TEST(ResolveDowngrade, TakesDependentsDownFirst) {
  const auto graph = ThreeServices();
  const std::string all = "0001 0002 0003 0004 0005 0006";
  EXPECT_EQ(Down(graph, all, "base"), "0006 0005 0004 0003 0002 0001");
  EXPECT_EQ(Down(graph, all, "xapi@base"), "0006 0005 0002 0001");
  EXPECT_EQ(Down(graph, all, "event_sink@base"), "0004 0003");
  EXPECT_EQ(Down(graph, all, "0001"), "0006 0005 0002");
  EXPECT_EQ(Down(graph, all, "0002"), "0005");
  EXPECT_EQ(Down(graph, "0001 0002 0006", "0001"), "0006 0002");
  EXPECT_EQ(Down(graph, "", "base"), "");
  EXPECT_EQ(Down(graph, all, "heads"),
            "error: 'heads' is ambiguous: there are 3 heads: 0004 (event_sink), 0005 (xapi), "
            "0006 (vector)\n"
            "  next: use one of: event_sink@head, vector@head, xapi@head");
  EXPECT_EQ(Down(OneLine(), "0001 0002 0003", "heads"), "");
  EXPECT_EQ(Down(graph, all, "current"), "");
  EXPECT_EQ(Down(Fork(), "0001 0002 0003", "0001"), "0003 0002");
}

TEST(ResolveDowngrade, CountsStepsFromTheAppliedHead) {
  const auto graph = ThreeServices();
  EXPECT_EQ(Down(OneLine(), "0001 0002 0003", "-1"), "0003");
  EXPECT_EQ(Down(OneLine(), "0001 0002 0003", "-3"), "0003 0002 0001");
  EXPECT_EQ(Down(OneLine(), "0001 0002 0003", "head-2"), "0003 0002");
  EXPECT_EQ(Down(graph, "0001 0002 0005 0006", "xapi@-2"), "0006 0005 0002");
  EXPECT_EQ(Down(graph, "0001 0002 0006", "-1"), "0006");
  EXPECT_EQ(Down(graph, "0001 0002 0003 0006", "vector@-1"), "0006");
}

TEST(ResolveDowngrade, RefusesAmbiguousSteps) {
  EXPECT_EQ(Down(ThreeServices(), "0001 0002 0003 0004 0005", "-1"),
            "error: '-1' is ambiguous: 2 heads are applied: 0004 (event_sink), 0005 (xapi)\n"
            "  next: use one of: event_sink@-1, xapi@-1");
  const auto merged = Graph({"0001 a", "0002 a <- 0001", "0003 a <- 0001", "0004 a <- 0002 0003"});
  EXPECT_EQ(Down(merged, "0001 0002 0003 0004", "-1"), "0004");
  EXPECT_EQ(Down(merged, "0001 0002 0003 0004", "-2"),
            "error: '-2' is ambiguous: 2 revisions stand directly below 0004: 0002 (a), 0003 (a)\n"
            "  next: name the revision to go to");
}

TEST(ResolveDowngrade, RefusesToGoTooFarOrUp) {
  EXPECT_EQ(Down(OneLine(), "0001 0002", "-3"),
            "error: '-3' goes too far: 2 revisions are applied on this line\n  next: use a@base");
  EXPECT_EQ(Down(OneLine(), "", "-1"),
            "error: '-1' goes too far: no revision is applied\n"
            "  next: nothing is to undo; `housewright current` shows what is applied");
  EXPECT_EQ(Down(OneLine(), "0001", "+1"),
            "error: '+1' leads up: `downgrade` cannot go there\n"
            "  next: run `housewright upgrade +1`");
  EXPECT_EQ(Down(OneLine(), "0001", "0003"),
            "error: revision 0003 is not applied, so there is nothing above it to undo\n"
            "  next: name a revision below an applied head: 0001 (a)");
  EXPECT_EQ(Down(OneLine(), "0001 0009", "base"),
            "error: the target has revision 0009 that this project does not have: it was written "
            "by a newer or another version of the project\n"
            "  next: use the version of the project that has it");
}

TEST(ResolveDowngrade, IncludesRevisionsThatAreHalfWay) {
  auto applied = Applied("0001");
  applied.revisions[RevisionId("0002")].progress = Progress{};
  EXPECT_EQ(Down(OneLine(), applied, "base"), "0002 0001");
}

TEST(AppliedHeads, AreTheMaximalAppliedRevisionsUnderAllEdges) {
  const auto graph = ThreeServices();
  EXPECT_EQ(Ids(graph, AppliedHeads(graph, Applied("0001 0002 0003 0006"))), "0003 0006");
  EXPECT_EQ(Ids(graph, AppliedHeads(graph, Applied(""))), "");
}

TEST(ResolveStamp, MovesOneLineAndLeavesTheOthers) {
  const auto graph = ThreeServices();
  EXPECT_EQ(Stamp(graph, "", {"heads"}), "0001 0002 0003 0004 0005 0006");
  EXPECT_EQ(Stamp(graph, "0003", {"0002"}), "0001 0002 0003");
  EXPECT_EQ(Stamp(graph, "0001 0002 0003 0005 0006", {"0001"}), "0001 0003");
  EXPECT_EQ(Stamp(graph, "", {"0002", "0003"}), "0001 0002 0003");
  EXPECT_EQ(Stamp(graph, "0001 0003", {"base"}), "");
  EXPECT_EQ(Stamp(graph, "0001 0002 0003 0006", {"xapi@base"}), "0003");
  EXPECT_EQ(Stamp(graph, "0001 0002 0003", {"xapi@-1"}), "0001 0003");
  EXPECT_EQ(Stamp(graph, "0001", {"xapi@+1"}), "0001 0002");
  EXPECT_EQ(Stamp(graph, "", {"0009"}),
            "error: there is no revision '0009'\n  next: did you mean 0001 or 0002 or 0003?");
}

TEST(ResolveStamp, ReplacesTheHeadsAboveAndBelow) {
  const auto graph = Graph({"0001 a", "0002 a <- 0001", "0003 a <- 0001", "0004 a <- 0002 0003",
                            "0005 a needs 0001", "0006 a"});
  const std::string all = "0001 0002 0003 0004 0005 0006";
  // As Alembic, whose table knows heads only: 0003 was there for 0004, which goes.
  EXPECT_EQ(Stamp(graph, "0001 0002 0003 0004 0006", {"0002"}), "0001 0002 0006");
  EXPECT_EQ(Stamp(graph, "0001 0002 0003", {"0002"}), "0001 0002 0003");
  EXPECT_EQ(Stamp(graph, all, {"0001"}), "0001 0006");
  EXPECT_EQ(Stamp(graph, "0006", {"0003", "0001"}), "0001 0003 0006");
  EXPECT_EQ(Stamp(graph, "0006 0001 0002", {"heads"}), all);
}

TEST(ResolveStamp, OtherServicesKeepWhatTheyCan) {
  const auto graph = Graph({"0001 lib", "0002 lib <- 0001", "0003 app",
                            "0004 app <- 0003 needs 0002", "0005 app <- 0004"});
  const std::string all = "0001 0002 0003 0004 0005";
  EXPECT_EQ(Stamp(graph, all, {"0002"}), all);
  EXPECT_EQ(Stamp(graph, all, {"0001"}), "0001 0003");
  EXPECT_EQ(Stamp(graph, all, {"lib@base"}), "0003");
  EXPECT_EQ(Stamp(graph, all, {"app@base"}), "0001 0002");
  EXPECT_EQ(Stamp(graph, all, {"0003"}), "0001 0002 0003");
}

TEST(ResolveRevisions, NamesWhatShowAndHistoryMean) {
  const auto graph = ThreeServices();
  EXPECT_EQ(Show(graph, "", "0003"), "0003");
  EXPECT_EQ(Show(graph, "", "heads"), "0004 0005 0006");
  EXPECT_EQ(Show(graph, "", "base"), "");
  EXPECT_EQ(Show(graph, "", "xapi@base"), "");
  EXPECT_EQ(Show(graph, "", "base+1"),
            "error: 'base+1' is ambiguous: there are 3 first revisions: 0001 (xapi), "
            "0003 (event_sink), 0006 (vector)\n"
            "  next: use one of: event_sink@base+1, vector@base+1, xapi@base+1");
  EXPECT_EQ(Show(graph, "", "xapi@base+1"), "0001");
  EXPECT_EQ(Show(graph, "0001 0002 0003 0006", "current"), "0003 0006");
  EXPECT_EQ(Show(graph, "0001 0002 0003 0006", "xapi@current"), "0002");
  // Where nobody asks what is applied, -N counts from the heads.
  EXPECT_EQ(Show(graph, "", "xapi@-1"), "0002");
  EXPECT_EQ(Show(OneLine(), "", "-2"), "0001");
  EXPECT_EQ(Show(OneLine(), "", "-3"), "");
  EXPECT_EQ(Show(OneLine(), "0001", "current+1"), "0002");
  EXPECT_EQ(Show(OneLine(), "0001", "+1"),
            "error: '+1' counts from what is applied, which is not asked for here\n"
            "  next: write current+1");
  EXPECT_EQ(Show(OneLine(), "", "-4"),
            "error: '-4' goes too far: 2 revisions are below 0003\n  next: use a@base");
}

}  // namespace
}  // namespace housewright::revision
