#pragma once

// What one server is and can do, probed once at the start of a run.

#include <compare>
#include <cstdint>
#include <string>

#include "base/result.h"
#include "db/session.h"

namespace housewright::db {

struct Version {
  std::uint32_t major = 0, minor = 0, patch = 0;
  friend auto operator<=>(const Version&, const Version&) = default;
};
// "26.7.2.1" and "18.16.1"; what cannot be read is 0.
Version ParseVersion(std::string_view text);

struct ServerFacts {
  std::string version_text;
  Version version;
  std::string host_name;  // hostName()
  std::string timezone;
  std::string user;       // currentUser(), empty where the server has no such function
  bool embedded = false;  // our own engine
  // Features, each decided by one look at system tables, not by the version where that can be
  // helped.
  bool has_access_management = false;  // CREATE USER works in principle
  bool has_query_parameters = false;
  // Of the one server that the target's url leads to, where the target says so (`single_server`):
  // AskIdentity(). Else empty.
  std::string only_server = {};
};

// One round trip where the server allows it. Errors as Session::Execute; kProtocol where the answer
// is no ClickHouse's.
Result<ServerFacts> ProbeServer(Session& session, bool embedded);

// What tells a server from every other one, whatever it is called meanwhile: serverUUID(), which it
// keeps with its data; of one without a UUID, host and port. For 23.8 and later.
Result<std::string> AskIdentity(Session& session);

}  // namespace housewright::db
