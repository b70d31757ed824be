#include "cli/run_program.h"

#include <gtest/gtest.h>

namespace housewright::cli {
namespace {

TEST(RunProgram, AnswersTheExitStatus) {
  EXPECT_EQ(RunProgram({"true"}, "/").value(), 0);
  EXPECT_EQ(RunProgram({"sh", "-c", "exit 7"}, "/").value(), 7);
  EXPECT_EQ(RunProgram({"sh", "-c", "kill -9 $$"}, "/").value(), 128 + 9);
}

TEST(RunProgram, RunsInTheDirectoryAndPassesWordsAsTheyAre) {
  EXPECT_EQ(RunProgram({"sh", "-c", "test \"$PWD\" = /usr"}, "/usr").value(), 0);
  EXPECT_EQ(RunProgram({"test", "a b $HOME", "=", "a b $HOME"}, "/").value(), 0);
}

TEST(RunProgram, SaysThatThereIsNoSuchProgram) {
  const auto result = RunProgram({"no-such-program-anywhere"}, "/");
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code(), ErrorCode::kNotFound);
  EXPECT_EQ(result.error().message(),
            "cannot start 'no-such-program-anywhere': No such file or directory");
}

}  // namespace
}  // namespace housewright::cli
