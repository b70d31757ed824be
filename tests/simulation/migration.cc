#include "migration.h"

#include <fmt/format.h>

#include <stdexcept>
#include <utility>

namespace housewright::simulation {

using exec::testing::Dice;
using exec::testing::Op;

namespace {

constexpr const char* kConfig = R"([project]
name = "model"
state_database = "hw"
journal_table = "journal"
default_target = "here"
[services.xapi]
[targets.here]
url = "http://127.0.0.1:8123"
)";

constexpr std::string_view kKeeperConfig = "keeper_path = \"/model\"\n";
constexpr std::string_view kSaysThatItIsOne = "single_server = true\n";

constexpr std::size_t kMostStatements = 6;

struct Revision {
  std::string id;
  std::vector<Op> ops;
};

std::string FileOf(const Revision& revision, const std::string& parent) {
  std::string text =
      fmt::format("-- revision: {}\n-- down_revision: {}\n-- message: some\n\n-- +upgrade\n",
                  revision.id, parent);
  for (const Op& op : revision.ops) text += SqlOf(op) + ";\n";
  return text + "\n-- +downgrade\n-- no-op: a model\n";
}

std::unique_ptr<Migration> Make(std::uint64_t number, Form form) {
  Dice dice(number);
  auto migration = std::make_unique<Migration>();
  exec::testing::ModelState state;
  std::vector<Revision> revisions;
  for (const Op& op : RandomHistory(dice, 2 + dice.Below(kMostStatements - 1), state)) {
    if (revisions.empty() || dice.OneIn(3)) {
      revisions.push_back({fmt::format("{:04}", revisions.size() + 1), {}});
    }
    revisions.back().ops.push_back(op);
    migration->by_sql[SqlOf(op)] = op;
    migration->units.push_back(
        fmt::format("{}-{}", revisions.back().id, revisions.back().ops.size()));
    migration->by_unit[migration->units.back()] = op;
  }
  for (const std::string& unit : migration->units) {
    Apply(migration->by_unit.at(unit), migration->wanted, 0, unit);
  }
  const std::string_view keeper = form == Form::kKeeper ? kKeeperConfig : "";
  const std::string_view is_one = form == Form::kKeeper && number % 2 == 1 ? kSaysThatItIsOne : "";
  migration->files.Put("/project/housewright.toml", fmt::format("{}{}{}", kConfig, keeper, is_one));
  std::string parent = "none";
  for (const Revision& revision : revisions) {
    migration->files.Put(fmt::format("/project/services/xapi/{}_some.sql", revision.id),
                         FileOf(revision, parent));
    parent = revision.id;
  }
  auto loaded = project::LoadProject(migration->files, "/project/housewright.toml");
  if (!loaded.project) throw std::logic_error("the project of a simulation cannot be loaded");
  migration->project = *std::move(loaded.project);
  return migration;
}

}  // namespace

std::string Migration::ToString() const {
  std::string text;
  for (const std::string& unit : units) text += unit + " " + SqlOf(by_unit.at(unit)) + "\n";
  return text;
}

const Migration& MigrationOf(std::uint64_t number, Form form) {
  static std::map<std::pair<std::uint64_t, Form>, std::unique_ptr<Migration>> made;
  std::unique_ptr<Migration>& migration = made[{number, form}];
  if (migration == nullptr) migration = Make(number, form);
  return *migration;
}

}  // namespace housewright::simulation
