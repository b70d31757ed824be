#pragma once

// Whom the dictionaries of a plan log in as: an engine that replays it needs these users, or the
// first statement that looks into such a dictionary fails there.

#include <map>
#include <string>

#include "plan/plan.h"

namespace housewright::rehearse {

// User -> password, of each `SOURCE(CLICKHOUSE(USER 'u' PASSWORD 'p' ...))` in a CREATE DICTIONARY.
// Adds to `logins`; where a user has two passwords the later one counts.
void AddDictionaryLogins(const plan::PlannedStep& step, std::map<std::string, std::string>& logins);
void AddDictionaryLogins(const plan::Plan& plan, std::map<std::string, std::string>& logins);

}  // namespace housewright::rehearse
