#pragma once

// [targets.T] alembic_version: the table of Alembic's that is kept up to date beside the journal.

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "project/config.h"
#include "project/values.h"

namespace housewright::project {

struct VersionTable {
  std::string database;
  std::string table;

  std::string Display() const { return database + "." + table; }
};

struct KeptVersionTable {
  VersionTable table;
  bool create = false;  // where it is missing
};

// "xapi.alembic_version", or "alembic_version" in `state_database`. Both names are words: letters,
// digits and '_'. kInvalidInput for anything else.
Result<VersionTable> ParseVersionTable(std::string_view text, std::string_view state_database);

// The one of `target`; nothing where it names none, or is null.
Result<std::optional<KeptVersionTable>> ResolveVersionTable(const Config& config,
                                                            const TargetConfig* target,
                                                            const Values& values,
                                                            const ValueSources& sources);

}  // namespace housewright::project
