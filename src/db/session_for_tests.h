#pragma once

// Sessions with scripted servers, for this folder's tests.

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <utility>

#include "db/session.h"

namespace housewright::db {

inline Endpoint EndpointOf(std::uint16_t port) {
  Endpoint endpoint;
  endpoint.host = "127.0.0.1";
  endpoint.port = port;
  endpoint.compression = false;
  return endpoint;
}

inline std::unique_ptr<Session> Open(Endpoint endpoint) {
  auto session = OpenHttpSession(std::move(endpoint));
  if (!session) throw std::runtime_error(session.error().ToString());
  return *std::move(session);
}

}  // namespace housewright::db
