#include "revision/revision_id.h"

#include <gtest/gtest.h>

namespace housewright::revision {
namespace {

TEST(RevisionId, AcceptsLettersDigitsAndUnderscores) {
  EXPECT_EQ(ParseRevisionId("0001").value().text(), "0001");
  EXPECT_EQ(ParseRevisionId("a_Z9").value().text(), "a_Z9");
  EXPECT_EQ(ParseRevisionId(std::string(64, 'x')).value().text().size(), 64U);
}

TEST(RevisionId, RefusesWhatTheTargetGrammarCouldNotTell) {
  EXPECT_EQ(ParseRevisionId("").error().ToString(), "error: a revision id is empty");
  EXPECT_EQ(ParseRevisionId("a-b").error().ToString(),
            "error: revision id 'a-b' has a character that is not allowed\n"
            "  next: use letters, digits and underscores only");
  EXPECT_EQ(ParseRevisionId("head").error().ToString(),
            "error: 'head' cannot be a revision id: as a target it has a meaning of its own\n"
            "  next: choose another id");
  EXPECT_EQ(ParseRevisionId(std::string(65, 'x')).error().ToString(),
            "error: revision id 'xxxxxxxxxxxxxxxx...' has 65 characters; at most 64 are allowed");
}

TEST(RevisionId, IsOrderedAsText) { EXPECT_LT(RevisionId("0009"), RevisionId("0010")); }

}  // namespace
}  // namespace housewright::revision
