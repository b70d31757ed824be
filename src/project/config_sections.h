#pragma once

// The sections of housewright.toml, one function each. A table that is absent is null and leaves
// the defaults.

#include "project/config.h"
#include "project/config_reader.h"

namespace housewright::project {

// Answers where default_target stands; where it is not given, nowhere.
SourceExcerpt ReadProject(const toml::table* table, Config& config, ConfigContext& context);
void ReadHooks(const toml::array* array, Config& config, ConfigContext& context);
void ReadServices(const toml::table* table, Config& config, ConfigContext& context);
void ReadVariables(const toml::table* table, Config& config, ConfigContext& context);
void ReadTargets(const toml::table* table, Config& config, ConfigContext& context);
void ReadEngine(const toml::table* table, Config& config, ConfigContext& context);

// What only the whole configuration can tell: names that are used and not declared, two services in
// one directory, the default target (`default_target` is its place). Fills in the default target
// where there is one target only.
void CheckReferences(Config& config, const SourceExcerpt& default_target, ConfigContext& context);

}  // namespace housewright::project
