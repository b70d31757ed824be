#include "project/version_table.h"

#include <fmt/format.h>

#include <algorithm>

#include "project/template.h"

namespace housewright::project {
namespace {

bool IsWord(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, IsWordByte);
}

}  // namespace

Result<VersionTable> ParseVersionTable(std::string_view text, std::string_view state_database) {
  const std::size_t dot = text.find('.');
  const bool qualified = dot != std::string_view::npos;
  const std::string_view database = qualified ? text.substr(0, dot) : state_database;
  const std::string_view table = qualified ? text.substr(dot + 1) : text;
  if ((!qualified || IsWord(database)) && IsWord(table)) {
    return VersionTable{.database = std::string(database), .table = std::string(table)};
  }
  return Fail(Error(ErrorCode::kInvalidInput,
                    fmt::format("'{}', which alembic_version names, is no table", text))
                  .WithAdvice("write alembic_version = \"database.table\", or \"table\" for one in "
                              "the state database"));
}

Result<std::optional<KeptVersionTable>> ResolveVersionTable(const Config& config,
                                                            const TargetConfig* target,
                                                            const Values& values,
                                                            const ValueSources& sources) {
  if (target == nullptr || !target->alembic_version) return std::nullopt;
  ASSIGN_OR_RETURN(const std::string name,
                   ResolveConfigValue(config, *target->alembic_version, values, sources));
  ASSIGN_OR_RETURN(const std::string state,
                   ResolveConfigValue(config, config.state_database, values, sources));
  ASSIGN_OR_RETURN(VersionTable table, ParseVersionTable(name, state));
  return KeptVersionTable{.table = std::move(table), .create = target->create_alembic_version};
}

}  // namespace housewright::project
