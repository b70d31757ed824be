#include "base/file_system.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "testing/temporary_directory.h"

namespace housewright {
namespace {

using ::testing::ElementsAre;

class RealFileSystemTest : public ::testing::Test {
 protected:
  testing::TemporaryDirectory directory_;
  std::unique_ptr<FileSystem> files_ = MakeRealFileSystem();
};

TEST_F(RealFileSystemTest, ReadsBackWhatItWrote) {
  const std::string text(200'000, 'x');
  ASSERT_TRUE(files_->Write(directory_ / "a.sql", text));
  EXPECT_EQ(files_->Read(directory_ / "a.sql").value(), text);
  EXPECT_THAT(files_->List(directory_.path()).value(), ElementsAre("a.sql"));
}

TEST_F(RealFileSystemTest, ListMarksDirectoriesAndLinksToThem) {
  ASSERT_TRUE(files_->CreateDirectories(directory_ / "b"));
  ASSERT_TRUE(files_->Write(directory_ / "c.sql", "text"));
  ASSERT_EQ(::symlink("b", (directory_ / "d").c_str()), 0);
  ASSERT_EQ(::symlink("c.sql", (directory_ / "a").c_str()), 0);
  ASSERT_EQ(::symlink("nowhere", (directory_ / "e").c_str()), 0);
  EXPECT_THAT(files_->List(directory_.path()).value(), ElementsAre("a", "b/", "c.sql", "d/", "e"));
}

TEST_F(RealFileSystemTest, AMissingDirectoryIsNotFoundAndNamed) {
  const auto names = files_->List(directory_ / "none");
  ASSERT_FALSE(names);
  EXPECT_EQ(names.error().code(), ErrorCode::kNotFound);
  EXPECT_EQ(names.error().message(),
            "cannot list '" + (directory_ / "none") + "': No such file or directory");
}

TEST_F(RealFileSystemTest, ReadsWhatHasNoSize) {
  if (!files_->Exists("/proc/self/status")) GTEST_SKIP() << "this machine has no /proc";
  EXPECT_THAT(files_->Read("/proc/self/status").value(), ::testing::HasSubstr("\nPid:"));
}

TEST_F(RealFileSystemTest, WriteNewRefusesAFileThatIsThereAndKeepsIt) {
  ASSERT_TRUE(files_->WriteNew(directory_ / "a.sql", "first"));
  const auto second = files_->WriteNew(directory_ / "a.sql", "second");
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code(), ErrorCode::kConflict);
  EXPECT_EQ(files_->Read(directory_ / "a.sql").value(), "first");
  EXPECT_THAT(files_->List(directory_.path()).value(), ElementsAre("a.sql"));
}

TEST_F(RealFileSystemTest, AMissingFileIsNotFoundAndNamed) {
  const auto text = files_->Read(directory_ / "none.sql");
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().code(), ErrorCode::kNotFound);
  EXPECT_EQ(text.error().message(),
            "cannot read '" + (directory_ / "none.sql") + "': No such file or directory");
}

TEST_F(RealFileSystemTest, AFailedWriteLeavesWhatWasThere) {
  // A directory in the file's place cannot be replaced by a rename, not even by root.
  ASSERT_TRUE(files_->CreateDirectories(directory_ / "a.sql"));
  const auto written = files_->Write(directory_ / "a.sql", "text");
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code(), ErrorCode::kIo);
  EXPECT_THAT(files_->List(directory_.path()).value(), ElementsAre("a.sql/"));
}

// /dev/full exists to answer every write with "no space left".
TEST_F(RealFileSystemTest, AFullDiskIsAnErrorThatSaysSo) {
  if (!files_->Exists("/dev/full")) GTEST_SKIP() << "this machine has no /dev/full";
  // The temporary file that Write makes beside its target is reached through a link to /dev/full.
  const std::string path = directory_ / "a.sql";
  ASSERT_EQ(::symlink("/dev/full", (path + "." + std::to_string(::getpid()) + ".tmp").c_str()), 0);
  const auto written = files_->Write(path, "text");
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().message(), "cannot write '" + path + "': No space left on device");
  EXPECT_FALSE(files_->Exists(path));
}

TEST(Paths, JoinAndTakeApart) {
  EXPECT_EQ(JoinPath("a", "b/c"), "a/b/c");
  EXPECT_EQ(JoinPath("a/", "./b"), "a/b");
  EXPECT_EQ(JoinPath("a", "/b"), "/b");
  EXPECT_EQ(JoinPath(".", "b"), "b");
  EXPECT_EQ(ParentPath("a/b"), "a");
  EXPECT_EQ(ParentPath("b"), ".");
  EXPECT_EQ(ParentPath("/b"), "/");
  EXPECT_EQ(FileName("a/b.sql"), "b.sql");
}

}  // namespace
}  // namespace housewright
