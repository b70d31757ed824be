// The commands of README.md and of docs/guide/first-project.md, run as a reader would type them, on
// the embedded engine.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "script/script.h"
#include "support/real_server.h"
#include "testing/temporary_directory.h"

namespace housewright::script {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

struct Block {
  std::string info;  // "sh", "sql"
  std::string text;
};

// The fenced blocks of a document, from the heading `after` on.
std::vector<Block> BlocksOf(const std::string& document, const std::string& after) {
  std::ifstream file(fs::path(HOUSEWRIGHT_SOURCE_DIR) / document);
  std::vector<Block> blocks;
  bool begun = false;
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    if (line == after) begun = true;
    if (inside && line == "```") {
      inside = false;
    } else if (inside) {
      blocks.back().text += line + "\n";
    } else if (begun && line.starts_with("```")) {
      inside = true;
      blocks.push_back({line.substr(3), ""});
    }
  }
  return blocks;
}

class Documents : public ::testing::Test {
 protected:
  void SetUp() override {
    library_ = testing::EngineOptionsForTests().library;
    if (!fs::exists(library_)) GTEST_SKIP() << library_ << " is not there: scripts/install-engine";
  }

  // Runs all of `script` in one bash, which ends at the first command that fails.
  std::string Run(const std::string& script) {
    const std::string path = directory_ / "script";
    std::ofstream(path) << script;
    const std::string folder = directory_ / "work";
    fs::create_directories(folder);
    const std::string programs = fs::path(HOUSEWRIGHT_PROGRAM).parent_path();
    const std::string command = fmt::format(
        "cd '{}' && env -u HOUSEWRIGHT_TARGET -u HOUSEWRIGHT_CONFIG PATH='{}':\"$PATH\" "
        "HOUSEWRIGHT_ENGINE_LIBRARY='{}' bash -euo pipefail '{}' > '{}' 2>&1 < /dev/null",
        folder, programs, library_, path, directory_ / "output");
    exit_code_ = std::system(command.c_str());
    std::stringstream output;
    output << std::ifstream(directory_ / "output").rdbuf();
    return output.str();
  }

  std::string library_;
  testing::TemporaryDirectory directory_;
  int exit_code_ = -1;
};

TEST_F(Documents, GuideToTheFirstProjectRuns) {
  std::string script;
  for (const Block& block : BlocksOf("docs/guide/first-project.md", "# Your first project")) {
    // The last command of the guide needs the reader's own server.
    if (block.info == "sh") script += block.text;
  }
  ASSERT_THAT(script, HasSubstr("housewright init shop"));
  const std::string output = Run(script);
  ASSERT_EQ(exit_code_, 0) << output;
  EXPECT_THAT(output, HasSubstr("check: 1 revision, no findings\n"));
  EXPECT_THAT(output,
              HasSubstr("upgrade on local (embedded:.housewright/local) to heads: 1 revision, 2 "
                        "statements\n"));
  EXPECT_THAT(output, HasSubstr("\nshop      orders  MergeTree  1000\n"));
  EXPECT_THAT(output, HasSubstr("0001 -> 0002 (orders) (head), Add the day to each order\n"));
  EXPECT_THAT(output,
              HasSubstr("pending:  1 revision\n  0002 orders  Add the day to each order\n"));
  EXPECT_THAT(output, HasSubstr("released: 0001, 0002\n"));
  EXPECT_THAT(output, HasSubstr("verify: 2 released revisions unchanged\n"));
}

// The embedded engine keeps no users: there the guide's statements about them are left out.
TEST_F(Documents, GuideToUsersAndGrantsRuns) {
  std::string script;
  for (const Block& block : BlocksOf("docs/guide/users-and-grants.md", "# Users and grants")) {
    if (block.info == "sh") script += block.text;
  }
  ASSERT_THAT(script, HasSubstr("housewright bootstrap --dry-run"));
  const std::string output = Run(script);
  ASSERT_EQ(exit_code_, 0) << output;
  EXPECT_THAT(output, HasSubstr("CREATE DATABASE IF NOT EXISTS access;\n"));
  EXPECT_THAT(output, HasSubstr("(embedded) keeps no users, roles or grants\n"));
  EXPECT_THAT(output, HasSubstr("bootstrap: 2 files, 1 statement in "));
  EXPECT_THAT(output, HasSubstr("nothing to do: everything of bootstrap is there\n"));
  EXPECT_THAT(output, ::testing::Not(HasSubstr("not in any file")));
}

TEST_F(Documents, GuideFromAlembicRuns) {
  std::string script;
  for (const Block& block : BlocksOf("docs/guide/from-alembic.md", "# From Alembic")) {
    if (block.info == "sh") script += block.text;
  }
  ASSERT_THAT(script, HasSubstr("housewright import alembic"));
  const std::string output = Run(script);
  ASSERT_EQ(exit_code_, 0) << output;
  EXPECT_THAT(output, HasSubstr("not carried over: a call of 'op.add_column'"));
  EXPECT_THAT(output, HasSubstr("imported: 2 revisions, 2 statements, 1 service (app), 1 variable "
                                "into shop\n"));
  EXPECT_THAT(output, HasSubstr("check: 2 revisions, 1 error\nnot yet\n"));
  EXPECT_THAT(output, HasSubstr("check: 2 revisions, no findings\n"));
  EXPECT_THAT(output, HasSubstr("27c6a30d7c24 -> ae1027a6acf (app) (head), Add the price\n"));
}

TEST_F(Documents, SixtySecondsOfTheReadmeRun) {
  std::string script;
  for (const Block& block : BlocksOf("README.md", "## Sixty seconds")) {
    if (block.info == "sql") {
      script +=
          "cat > services/orders/0001_create_the_orders_table.sql <<'END'\n" + block.text + "END\n";
      continue;
    }
    std::istringstream lines(block.text);
    for (std::string line; std::getline(lines, line);) {
      if (line.find("clickhouse.example.org") == std::string::npos) script += line + "\n";
    }
  }
  ASSERT_THAT(script, HasSubstr("housewright deploy"));
  const std::string output = Run(script + "housewright current; housewright schema --list\n");
  ASSERT_EQ(exit_code_, 0) << output;
  EXPECT_THAT(output, HasSubstr("check: 1 revision, no findings\n"));
  EXPECT_THAT(output, HasSubstr("\ndone: 1 revision, 1 statement in "));
  EXPECT_THAT(output, HasSubstr("\n0001 (orders) (head)\n"));
  EXPECT_THAT(output, HasSubstr("this destroys data:\n  0001  DROP TABLE shop.orders\n"));
  EXPECT_THAT(output,
              ::testing::EndsWith("database  name  engine  rows\nshop      -     -          -\n"));
}

}  // namespace
}  // namespace housewright::script
