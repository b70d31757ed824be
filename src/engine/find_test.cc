#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "engine/engine.h"
#include "testing/temporary_directory.h"

namespace housewright::engine {
namespace {

constexpr char kPackaged[] = "node_modules/@chdb/lib-linux-x64-gnu/libchdb.so";

class FindTest : public ::testing::Test {
 protected:
  std::string Put(const std::string& name) {
    const std::filesystem::path path = root_ / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << "x";
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    return path;
  }

  testing::TemporaryDirectory root_;
  const std::string executable_ = Put("build/release/src/housewright");
};

TEST_F(FindTest, PrefersTheConfiguredLibraryThenTheEnvironment) {
  const std::string configured = Put("a.so"), environment = Put("b.so");
  EXPECT_EQ(FindLibrary(executable_, configured, environment, ""), configured);
  EXPECT_EQ(FindLibrary(executable_, "", environment, ""), environment);
}

TEST_F(FindTest, DoesNotLookElsewhereWhenAConfiguredLibraryIsMissing) {
  Put(std::string(".engine/") + kPackaged);
  const auto configured = FindLibrary(executable_, "/none.so", "", "");
  ASSERT_FALSE(configured);
  EXPECT_EQ(configured.error().message(),
            "the engine library that the configuration names is not there: /none.so");
  const auto environment = FindLibrary(executable_, "", "/none.so", "");
  ASSERT_FALSE(environment);
  EXPECT_EQ(environment.error().message(),
            "the engine library that HOUSEWRIGHT_ENGINE_LIBRARY names is not there: /none.so");
}

TEST_F(FindTest, FindsTheLibraryInTheSourceTreeBesideTheInstallationAndInTheUsersData) {
  const std::string home = Put(std::string("share/housewright/") + kPackaged);
  EXPECT_EQ(FindLibrary(executable_, "", "", root_ / "share"), home);
  const std::string installed = Put(std::string("build/release/lib/housewright/") + kPackaged);
  EXPECT_EQ(FindLibrary(executable_, "", "", root_ / "share"), installed);
  const std::string tree = Put(std::string(".engine/") + kPackaged);
  EXPECT_EQ(FindLibrary(executable_, "", "", root_ / "share"), tree);
}

TEST_F(FindTest, ListsThePlacesWhereItLooked) {
  const auto library = FindLibrary(executable_, "", "", root_ / "share");
  ASSERT_FALSE(library);
  EXPECT_EQ(library.error().code(), ErrorCode::kNotFound);
  const std::string installed = root_ / "build/release/lib/housewright/";
  EXPECT_EQ(library.error().message(),
            "the engine library libchdb.so is in none of these places: " + installed +
                "libchdb.so, " + installed + kPackaged + ", " + (root_ / "share/housewright/") +
                kPackaged);
}

TEST_F(FindTest, FindsTheLauncherBesideTheExecutableOrInLibexec) {
  const auto none = FindLauncher(executable_);
  ASSERT_FALSE(none);
  const std::string folder = root_ / "build/release/";
  EXPECT_EQ(none.error().message(),
            "the engine's launcher housewright-engine is in none of these places: " + folder +
                "src/housewright-engine, " + folder + "src/engine/launcher/housewright-engine, " +
                folder + "libexec/housewright/housewright-engine");
  const std::string installed = Put("build/release/libexec/housewright/housewright-engine");
  EXPECT_EQ(FindLauncher(executable_), installed);
  const std::string built = Put("build/release/src/engine/launcher/housewright-engine");
  EXPECT_EQ(FindLauncher(executable_), built);
}

TEST_F(FindTest, FollowsASymbolicLinkToTheExecutable) {
  const std::string built = Put("build/release/src/engine/launcher/housewright-engine");
  std::filesystem::create_directories(root_ / "bin");
  std::filesystem::create_symlink(executable_, root_ / "bin/housewright");
  EXPECT_EQ(FindLauncher(root_ / "bin/housewright"), built);
}

}  // namespace
}  // namespace housewright::engine
