#pragma once

// The settings that go with a statement: the target's, those that make the server answer when it is
// done, and those of the statement's own `-- settings: a = 1, b = 'x'`, in rising order of force.

#include <map>
#include <string>

#include "base/result.h"
#include "db/server_facts.h"
#include "project/render.h"

namespace housewright::exec {

Result<std::map<std::string, std::string>> SettingsFor(
    const std::map<std::string, std::string>& target, const db::ServerFacts& facts,
    const project::RenderedStatement& statement);

}  // namespace housewright::exec
