#include "exec/statement_settings.h"

#include "exec/unit.h"
#include "project/settings_annotation.h"

namespace housewright::exec {
namespace {

constexpr db::Version kKnowsMutationsSync{19, 17, 0};
// 22.9 gave replication_alter_partitions_sync this name. Its default is 1 on servers and differs on
// Cloud, so it is always said.
constexpr db::Version kKnowsAlterSync{22, 9, 0};

}  // namespace

Result<std::map<std::string, std::string>> SettingsFor(
    const std::map<std::string, std::string>& target, const db::ServerFacts& facts,
    const project::RenderedStatement& statement) {
  std::map<std::string, std::string> settings;
  if (facts.version >= kKnowsMutationsSync) settings["mutations_sync"] = "1";
  if (facts.version >= kKnowsAlterSync) settings["alter_sync"] = "1";
  for (const auto& [name, value] : target) settings[name] = value;
  if (const std::string* own = statement.FindAnnotation("settings"); own != nullptr) {
    auto parsed = project::ParseSettings(*own);
    if (!parsed) return Fail(std::move(parsed).error().At(WhereOf(statement)));
    for (auto& [name, value] : *parsed) settings[name] = std::move(value);
  }
  return settings;
}

}  // namespace housewright::exec
