// A disk that is really full: a tmpfs of one page. Only root may mount one.

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/mount.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "base/text.h"
#include "script/script.h"
#include "testing/temporary_directory.h"

namespace housewright::script {
namespace {

namespace fs = std::filesystem;

class SmallDisk {
 public:
  explicit SmallDisk(const std::string& path) : path_(path) {
    fs::create_directory(path);
    is_mounted_ = ::mount("none", path.c_str(), "tmpfs", 0, "size=4k") == 0;
    if (!is_mounted_) why_ = std::strerror(errno);
  }
  ~SmallDisk() {
    if (is_mounted_) ::umount2(path_.c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  bool is_mounted() const { return is_mounted_; }
  const std::string& why() const { return why_; }

 private:
  std::string path_;
  bool is_mounted_ = false;
  std::string why_;
};

TEST(DiskFull, RevisionSaysSoAndLeavesNothingBehind) {
  const testing::TemporaryDirectory directory;
  const SmallDisk disk(directory / "disk");
  if (!disk.is_mounted()) {
    GTEST_SKIP() << "cannot mount a small tmpfs (" << disk.why() << "): only root may";
  }
  const std::string folder = directory / "work";
  fs::create_directories(folder);
  std::ofstream(folder + "/housewright.toml")
      << "[services.app]\ndirectory = \"../disk\"\n[project]\nstate_database = \"x\"\n";
  std::ofstream(directory / "disk/README.md") << std::string(4096, '.');
  const std::string program_folder = fs::path(HOUSEWRIGHT_PROGRAM).parent_path();
  const Environment environment{.folder = folder,
                                .set = {{"PATH", program_folder + ":" + std::getenv("PATH")}},
                                .hide = {{directory.path(), "FOLDER"}}};
  EXPECT_EQ(
      Join(RunCommand("housewright revision -m 'No room'; echo $?; ls ../disk", environment), "\n"),
      "> 1\n> README.md\n"
      "! error: cannot write 'FOLDER/work/../disk/0001_no_room.sql': No space left on device");
}

}  // namespace
}  // namespace housewright::script
