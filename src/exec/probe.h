#pragma once

// Finding out whether a statement whose outcome is unknown took effect.

#include <cstdint>
#include <string>

#include "base/result.h"
#include "db/server_facts.h"
#include "db/session.h"
#include "project/render.h"

namespace housewright::exec {

enum class ProbeAnswer : std::uint8_t { kTookEffect, kHadNoEffect, kStillRunning, kCannotTell };

struct ProbeResult {
  ProbeAnswer answer = ProbeAnswer::kCannotTell;
  std::string
      evidence;  // one line: "system.query_log says QueryFinish", "column b of a.t is there"
};

// Asks, in this order: system.processes for `query_id`, system.query_log, the statement's own `--
// probe:` annotation (a SELECT whose first value is 1 for took effect and 0 for had no effect), and
// the objects that the statement names.
Result<ProbeResult> ProbeStatement(db::Session& session, const db::ServerFacts& facts,
                                   const project::RenderedStatement& statement,
                                   const std::string& query_id);
// True where the last of these can tell for sure, so that its intent may be written ahead.
bool CanProbeByObjects(const project::RenderedStatement& statement);

}  // namespace housewright::exec
