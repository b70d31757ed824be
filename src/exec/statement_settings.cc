#include "exec/statement_settings.h"

#include "exec/mutations.h"
#include "exec/unit.h"
#include "project/settings_annotation.h"

namespace housewright::exec {
namespace {

// 22.9 gave replication_alter_partitions_sync this name. Its default is 1 on servers and differs on
// Cloud, so it is always said.
constexpr db::Version kKnowsAlterSync{22, 9, 0};

}  // namespace

Result<std::map<std::string, std::string>> SettingsFor(
    const std::map<std::string, std::string>& target, const db::ServerFacts& facts,
    const project::RenderedStatement& statement) {
  auto own = project::OwnSettings(statement);
  if (!own) return Fail(std::move(own).error().At(WhereOf(statement)));
  std::map<std::string, std::string> settings = *std::move(own);
  settings.insert(target.begin(), target.end());
  if (facts.version >= kKnowsMutationsSync) settings.emplace("mutations_sync", "1");
  if (facts.version >= kKnowsAlterSync) settings.emplace("alter_sync", "1");
  return settings;
}

}  // namespace housewright::exec
