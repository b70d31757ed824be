#include "cli/run_program.h"

#include <gtest/gtest.h>

namespace housewright::cli {
namespace {

TEST(RunProgram, AnswersTheExitStatus) {
  EXPECT_EQ(RunProgram({.command = {"true"}, .directory = "/"}).value(), 0);
  EXPECT_EQ(RunProgram({.command = {"sh", "-c", "exit 7"}, .directory = "/"}).value(), 7);
  EXPECT_EQ(RunProgram({.command = {"sh", "-c", "kill -9 $$"}, .directory = "/"}).value(), 128 + 9);
}

TEST(RunProgram, RunsInTheDirectoryAndPassesWordsAsTheyAre) {
  EXPECT_EQ(
      RunProgram({.command = {"sh", "-c", "test \"$PWD\" = /usr"}, .directory = "/usr"}).value(),
      0);
  EXPECT_EQ(
      RunProgram({.command = {"test", "a b $HOME", "=", "a b $HOME"}, .directory = "/"}).value(),
      0);
}

TEST(RunProgram, SaysThatThereIsNoSuchProgram) {
  const auto result = RunProgram({.command = {"no-such-program-anywhere"}, .directory = "/"});
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code(), ErrorCode::kNotFound);
  EXPECT_EQ(result.error().message(),
            "cannot start 'no-such-program-anywhere': No such file or directory");
}

}  // namespace
}  // namespace housewright::cli
