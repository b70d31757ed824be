#include "base/error.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace housewright {
namespace {

TEST(Error, ShowsPlaceLineCaretContextAndAdvice) {
  const Error error = Error(ErrorCode::kInvalidInput, "unknown variable 'databse'")
                          .At({.file = "services/xapi/0001_a.sql",
                               .line = 12,
                               .column = 14,
                               .line_text = "CREATE TABLE {{ databse }}.t",
                               .length = 13})
                          .WithContext("rendering 0001")
                          .WithAdvice("did you mean 'database'?");
  EXPECT_EQ(error.ToString(),
            "error: unknown variable 'databse'\n"
            "  --> services/xapi/0001_a.sql:12:14\n"
            "  12 | CREATE TABLE {{ databse }}.t\n"
            "     |              ^^^^^^^^^^^^^\n"
            "  while: rendering 0001\n"
            "  next: did you mean 'database'?");
}

TEST(Error, KeepsTheCaretUnderItsColumnBehindTabsAndMultiByteCharacters) {
  const Error error =
      Error(ErrorCode::kInvalidInput, "bad")
          .At({.file = "f", .line = 1, .column = 4, .line_text = "\té x", .length = 1});
  EXPECT_EQ(error.ToString(), "error: bad\n  --> f:1:4\n  1 | \té x\n    | \t  ^");
}

TEST(Error, LeavesOutALineThatNobodyCouldRead) {
  const Error error =
      Error(ErrorCode::kInvalidInput, "bad")
          .At({.file = "f", .line = 1, .column = 4, .line_text = std::string(5000, 'x')});
  EXPECT_EQ(error.ToString("warning"), "warning: bad\n  --> f:1:4");
}

TEST(Error, CanBeChangedOntoItself) {
  Error error(ErrorCode::kIo, "the disk is full");
  error = std::move(error).WithAdvice("make room");
  EXPECT_EQ(error.ToString(), "error: the disk is full\n  next: make room");
}

TEST(Error, ChangesEveryTextThatMayHoldASecret) {
  const Error error = Error(ErrorCode::kServer, "wrong password s3cret")
                          .WithAdvice("is s3cret right?")
                          .WithContext("logging in with s3cret");
  const Error changed = error.WithTextsChangedBy(
      [](std::string_view text) { return ReplaceAll(std::string(text), "s3cret", "[secret:p]"); });
  EXPECT_EQ(changed.ToString(),
            "error: wrong password [secret:p]\n"
            "  while: logging in with [secret:p]\n"
            "  next: is [secret:p] right?");
}

TEST(Diagnostics, WarningsAloneAreNoErrors) {
  Diagnostics diagnostics;
  diagnostics.push_back({Severity::kWarning, "gap", Error(ErrorCode::kInvalidInput, "a gap")});
  EXPECT_FALSE(HasErrors(diagnostics));
  diagnostics.push_back({Severity::kError, "cycle", Error(ErrorCode::kInvalidInput, "a cycle")});
  EXPECT_TRUE(HasErrors(diagnostics));
}

}  // namespace
}  // namespace housewright
