#pragma once

// The whole of a server's schema and content, to compare one moment with another.

#include <map>
#include <set>
#include <string>

#include "db/session.h"

namespace housewright::examples {

struct Snapshot {
  std::map<std::string, std::string> schema;  // object -> its CREATE statement; functions too
  // table -> "<count>\t<checksum over all columns, computed ones too>"; as merged, for tables
  // that merge.
  std::map<std::string, std::string> rows;

  friend bool operator==(const Snapshot&, const Snapshot&) = default;
};

// Of all databases but the system's; the journal is left out. In the tables of `once` a row that is
// there several times counts once, whatever the engine.
Snapshot TakeSnapshot(db::Session& session, const std::set<std::string>& once = {});

// One line for each difference, "" where there is none: what a failed test shows.
std::string Differences(const Snapshot& expected, const Snapshot& actual);

}  // namespace housewright::examples
