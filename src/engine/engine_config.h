#pragma once

// The configuration files that the engine's ClickHouse is started with. Pure: text from values.

#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "engine/engine.h"

namespace housewright::engine {

struct ServerFolders {
  std::string data;        // absolute
  std::string users_file;  // path of the file with the text of UsersXml
  std::string log_file;
  std::string extra_configuration = {};  // EngineOptions::extra_configuration
};

// config.xml: loopback only, ports chosen by the operating system, query_log on, the log in a file
// of limited size.
std::string ConfigXml(const ServerFolders& folders);

// users.xml: `own` and `extra`, all with every right, from the loopback addresses only. Passwords
// are written as SHA-256. kInvalidInput for a name that users.xml cannot hold or that is taken.
Result<std::string> UsersXml(const EngineUser& own, std::span<const EngineUser> extra);

// "a<b>&'c" with the five characters that XML reserves replaced.
std::string EscapeXml(std::string_view text);

}  // namespace housewright::engine
