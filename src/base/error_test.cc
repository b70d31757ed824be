#include "base/error.h"

#include <gtest/gtest.h>

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

TEST(Diagnostics, WarningsAloneAreNoErrors) {
  Diagnostics diagnostics;
  diagnostics.push_back({Severity::kWarning, "gap", Error(ErrorCode::kInvalidInput, "a gap")});
  EXPECT_FALSE(HasErrors(diagnostics));
  diagnostics.push_back({Severity::kError, "cycle", Error(ErrorCode::kInvalidInput, "a cycle")});
  EXPECT_TRUE(HasErrors(diagnostics));
}

}  // namespace
}  // namespace housewright
