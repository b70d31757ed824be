#include "project/released.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace housewright::project {
namespace {

const std::string kHash(64, 'a');

Result<Released> Parse(std::string text) {
  return ParseReleased(SourceText("released.toml", std::move(text)));
}

TEST(Released, WhatIsRenderedIsReadBack) {
  Released released;
  released.revisions[revision::RevisionId("0003")] = {
      .hash = std::string(64, 'b'), .service = "event_sink", .released = "2026-11-23T10:00:00Z"};
  released.revisions[revision::RevisionId("0002")] = {
      .hash = kHash, .service = "xapi", .released = "2026-11-23T10:00:00Z"};
  const std::string text = RenderReleased(released);
  EXPECT_EQ(text,
            "# Released revisions: their files must not change any more. Written by `housewright "
            "release`;\n"
            "# one line each, sorted, so that two branches that release meet in a merge conflict.\n"
            "# The last release: 2026-11-23T10:00:00Z, 0002 to 0003, 2 of them; 2 in all.\n"
            "0002 = { hash = \"" +
                kHash +
                "\", service = \"xapi\", released = \"2026-11-23T10:00:00Z\" }\n"
                "0003 = { hash = \"" +
                std::string(64, 'b') +
                "\", service = \"event_sink\", released = \"2026-11-23T10:00:00Z\" }\n");
  const Released read = *Parse(text);
  EXPECT_EQ(RenderReleased(read), text);
  EXPECT_TRUE(read.Contains(revision::RevisionId("0002")));
  EXPECT_FALSE(read.Contains(revision::RevisionId("0004")));
}

TEST(Released, AcceptsBlanksCommentsCrlfAndAByteOrderMark) {
  const Result<Released> read = Parse("\xEF\xBB\xBF# comment\r\n\r\n  0002={hash=\"" + kHash +
                                      "\",service=\"a\",released=\"t\"} # why\r\n");
  ASSERT_TRUE(read) << read.error().ToString();
  EXPECT_EQ(read->revisions.at(revision::RevisionId("0002")).service, "a");
}

TEST(Released, AnEmptyFileReleasesNothing) { EXPECT_TRUE(Parse("")->revisions.empty()); }

TEST(Released, SaysWhatIsWrongAndWhere) {
  EXPECT_EQ(Parse("<<<<<<< HEAD\n").error().ToString(),
            R"(error: a merge conflict stands in the file
  --> released.toml:1:1
  1 | <<<<<<< HEAD
    | ^^^^^^^^^^^^
  next: keep the lines of both sides without the markers, and run `housewright verify`)");
  EXPECT_EQ(Parse("\n0002 = { hsh = \"\" }\n").error().ToString(),
            R"(error: the line is no released revision
  --> released.toml:2:14
  2 | 0002 = { hsh = "" }
    |              ^^^^^^
  next: write id = { hash = "...", service = "...", released = "..." }, or take the file from version control again)");
  EXPECT_EQ(Parse("0002 = { hash = \"12\", service = \"a\", released = \"t\" }").error().ToString(),
            R"(error: the hash of 0002 is not 64 hex digits
  --> released.toml:1:1
  1 | 0002 = { hash = "12", service = "a", released = "t" }
    | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  next: take the file from version control again)");
  const std::string line = "2 = { hash = \"" + kHash + "\", service = \"a\", released = \"t\" }\n";
  const std::string moved = ReplaceAll(line, "\"a\"", "\"b\"");
  EXPECT_EQ(Parse(line + moved).error().message(), "2 is released twice");
  EXPECT_EQ(Parse(line + moved).error().where()->line, 2U);
}

TEST(Released, BothSidesOfAMergeMayHaveTheSameLines) {
  const std::string line =
      "2 = { hash = \"" + kHash + "\", service = \"a\", released = \"2026-01-02\" }\n";
  const Result<Released> read = Parse(line + ReplaceAll(line, "01-02", "01-01"));
  ASSERT_TRUE(read) << read.error().ToString();
  EXPECT_EQ(read->revisions.at(revision::RevisionId("2")).released, "2026-01-01");
}

}  // namespace
}  // namespace housewright::project
