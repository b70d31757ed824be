#include "cli/exit_code.h"

#include <gtest/gtest.h>

#include <vector>

#include "cli/command_table.h"

namespace housewright::cli {
namespace {

TEST(ExitCode, IsTheOneOfTheDocumentedTable) {
  const std::vector<std::pair<ErrorCode, int>> codes = {{ErrorCode::kInvalidInput, 1},
                                                        {ErrorCode::kUsage, 2},
                                                        {ErrorCode::kNotFound, 1},
                                                        {ErrorCode::kConflict, 1},
                                                        {ErrorCode::kIo, 1},
                                                        {ErrorCode::kConnection, 1},
                                                        {ErrorCode::kAuthentication, 1},
                                                        {ErrorCode::kServer, 1},
                                                        {ErrorCode::kProtocol, 1},
                                                        {ErrorCode::kTimeout, 1},
                                                        {ErrorCode::kInterrupted, 1},
                                                        {ErrorCode::kUnknownOutcome, 5},
                                                        {ErrorCode::kLocked, 4},
                                                        {ErrorCode::kNeedsDecision, 5},
                                                        {ErrorCode::kDifferences, 3},
                                                        {ErrorCode::kUnsupported, 1},
                                                        {ErrorCode::kInternal, 1}};
  for (const auto& [code, exit] : codes) EXPECT_EQ(ExitCodeOf(code), exit) << ErrorCodeName(code);
}

TEST(ExitCode, OfACommandThatPrintedItsResult) {
  EXPECT_EQ(ExitCodeOf(Status::kDone), 0);
  EXPECT_EQ(ExitCodeOf(Status::kFailed), 1);
  EXPECT_EQ(ExitCodeOf(Status::kDifferences), 3);
}

TEST(ExitCode, TableHasEachCodeOnceInOrder) {
  int expected = 0;
  for (const ExitCodeSpec& spec : ExitCodeSpecs()) EXPECT_EQ(spec.code, expected++);
  EXPECT_EQ(expected, 6);
}

}  // namespace
}  // namespace housewright::cli
