#include "project/replacements.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "project/test_support.h"
#include "testing/memory_file_system.h"

namespace housewright::project {
namespace {

using revision::AppliedState;
using revision::RevisionId;

// 0004 stands for 0001 to 0003, 0006 follows 0005, which followed 0003.
testing::MemoryFileSystem Files() {
  return {{"housewright.toml", "[services.app]\n[services.side]\n"},
          {"services/app/0004_all.sql",
           RevisionText("0004", "none", "-- replaces: 0001, 0002, 0003\n")},
          {"services/app/0005_e.sql", RevisionText("0005", "0003")},
          {"services/side/0006_f.sql", RevisionText("0006", "none", "-- depends_on: 0002\n")}};
}

std::string IdsOf(const AppliedState& applied) {
  std::string text;
  for (const auto& [id, state] : applied.revisions) {
    text += fmt::format("{}{}{}", text.empty() ? "" : " ", id.text(), state.applied ? "" : "?");
  }
  return text;
}

TEST(Replacements, OthersFollowTheRevisionThatStandsForTheirParent) {
  const LoadedProject loaded = LoadProject(Files(), "housewright.toml");
  EXPECT_EQ(TextOf(loaded.diagnostics), "");
  ASSERT_TRUE(loaded.project.has_value());
  const revision::RevisionGraph& graph = loaded.project->graph;
  const auto first = *graph.Find(RevisionId("0004"));
  EXPECT_EQ(graph.Parents(*graph.Find(RevisionId("0005"))).front(), first);
  EXPECT_EQ(graph.Needs(*graph.Find(RevisionId("0006"))).front(), first);
}

TEST(Replacements, TheStateCountsWhatIsReplacedInFull) {
  const LoadedProject loaded = LoadProject(Files(), "housewright.toml");
  ASSERT_TRUE(loaded.project.has_value());
  const auto seen = [&](AppliedState applied) {
    return WithReplacements(*loaded.project, std::move(applied));
  };
  EXPECT_EQ(IdsOf(seen(StateOf("0001 0002 0003 0005"))), "0004 0005");
  const std::string hash = loaded.project->Find(RevisionId("0004"))->hash.ToHex();
  EXPECT_EQ(seen(StateOf("0001 0002 0003")).revisions.at(RevisionId("0004")).revision_hash, hash);
  EXPECT_EQ(IdsOf(seen(StateOf("0001 0002"))), "0001 0002") << "in the middle";
  AppliedState downgraded = StateOf("0001 0002 0003 0004");
  downgraded.revisions[RevisionId("0004")].applied = false;
  downgraded.revisions[RevisionId("0004")].completed = true;
  EXPECT_EQ(IdsOf(seen(downgraded)), "0004?") << "what the journal says of 0004 itself holds";
  AppliedState half_way = StateOf("0001 0002 0003");
  half_way.revisions[RevisionId("0003")].progress = revision::Progress{};
  EXPECT_EQ(IdsOf(seen(half_way)), "0001 0002 0003");
}

TEST(Replacements, WhatWasBegunOfARevisionChangesNothingOfWhatItReplaces) {
  const LoadedProject loaded = LoadProject(Files(), "housewright.toml");
  ASSERT_TRUE(loaded.project.has_value());
  const RevisionId id("0004");
  const auto seen = [&](std::string_view ids, const revision::RevisionState& own) {
    AppliedState applied = StateOf(ids);
    applied.revisions[id] = own;
    return WithReplacements(*loaded.project, std::move(applied));
  };
  revision::RevisionState own;
  own.last_error = "refused";
  EXPECT_EQ(IdsOf(seen("0001 0002 0003", own)), "0004");
  EXPECT_EQ(IdsOf(seen("0001 0002", own)), "0001 0002");
  EXPECT_EQ(IdsOf(seen("0005", own)), "0004? 0005");
  const revision::RevisionState by_replaced = seen("0001 0002 0003", own).revisions.at(id);
  EXPECT_EQ(by_replaced.applied_by.size(), 3U);
  EXPECT_EQ(by_replaced.last_error, "refused");

  own.progress = revision::Progress{};
  own.progress->direction = revision::Direction::kDowngrade;
  own.progress->done = 1;
  const AppliedState half_way = seen("0001 0002 0003", own);
  EXPECT_EQ(IdsOf(half_way), "0004") << "it began where it was applied";
  EXPECT_EQ(half_way.revisions.at(id).progress->done, 1U);
  own.progress->direction = revision::Direction::kUpgrade;
  EXPECT_EQ(IdsOf(seen("0005", own)), "0004? 0005");

  own.progress.reset();
  own.completed = true;
  const AppliedState gone = seen("0001 0002 0003", own);
  EXPECT_EQ(IdsOf(gone), "0004?");
  EXPECT_TRUE(gone.revisions.at(id).applied_by.empty());
  own.applied = true;
  EXPECT_EQ(IdsOf(seen("0001 0002 0003", own)), "0004") << "upgraded again";
}

TEST(Replacements, NoPartOfTheHash) {
  const ParsedRevisionFile with = ParseRevisionFile(
      "app", SourceText("0004_a.sql", RevisionText("0004", "none", "-- replaces: 0001\n")));
  const ParsedRevisionFile without =
      ParseRevisionFile("app", SourceText("0004_a.sql", RevisionText("0004", "none")));
  EXPECT_EQ(with.file->hash.ToHex(), without.file->hash.ToHex());
}

TEST(Replacements, AReplacedIdIsNotThereAndReplacedOnce) {
  testing::MemoryFileSystem files = Files();
  files.Put("services/app/0007_g.sql", RevisionText("0007", "0005", "-- replaces: 0003, 0005\n"));
  EXPECT_EQ(TextOf(LoadProject(files, "housewright.toml").diagnostics),
            "[replaced-id] error: revision 0003 is replaced by 0004 and by 0007\n"
            "  --> services/app/0007_g.sql:3:1\n"
            "  3 | -- replaces: 0003, 0005\n"
            "    | ^^^^^^^^^^^^^^^^^^^^^^^\n"
            "  next: name it once\n"
            "[replaced-id] error: revision 0007 replaces 0005, which is there\n"
            "  --> services/app/0007_g.sql:3:1\n"
            "  3 | -- replaces: 0003, 0005\n"
            "    | ^^^^^^^^^^^^^^^^^^^^^^^\n"
            "  next: take 0005 out of the line, or move 'services/app/0005_e.sql' away\n");
}

TEST(Replacements, AReleasedRevisionMayBeReplaced) {
  testing::MemoryFileSystem files = Files();
  files.Put("released.toml",
            fmt::format("0002 = {{ hash = \"{}\", service = \"app\", released = \"x\" }}\n",
                        std::string(64, 'a')));
  EXPECT_EQ(TextOf(LoadProject(files, "housewright.toml").diagnostics), "");
}

}  // namespace
}  // namespace housewright::project
