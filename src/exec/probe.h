#pragma once

// Finding out whether a statement whose outcome is unknown took effect.

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "db/server_facts.h"
#include "db/session.h"
#include "exec/mutations.h"
#include "journal/detail.h"
#include "project/render.h"

namespace housewright::exec {

enum class ProbeAnswer : std::uint8_t {
  kTookEffect,
  kHadNoEffect,
  kStillRunning,
  kCannotTell,
  kSafeToResend,  // nobody knows, and it does not matter: sent twice it does what it does once
};

struct ProbeResult {
  ProbeAnswer answer = ProbeAnswer::kCannotTell;
  std::string
      evidence;  // one line: "system.query_log says QueryFinish", "column b of a.t is there"
  // The evidence cannot be had without the statement having reached the server. An IF NOT EXISTS
  // whose object is there took effect, and proves nothing of the kind.
  bool proves_sent = false;
  // It rests on nothing but the silence of a log, or on what is as it was: a request that is still
  // on its way may yet have an effect. To be asked again, and when kOnItsWay has passed since the
  // statement was sent.
  bool by_silence = false;
  // kCannotTell because of it.
  std::optional<Mutation> failing_mutation = {};
};

// A request that is not delivered by then never is: db::kUndelivered, and a moment. What a proxy
// between the two holds back for longer is beyond us.
constexpr std::chrono::milliseconds kOnItsWay = db::kUndelivered + std::chrono::seconds(1);

struct ProbeHints {
  // When the intent was written, by the server's clock, seconds since 1970. An object that was last
  // changed before that is not the statement's doing.
  std::optional<std::int64_t> intent_time;
  // The server said that it accepted the statement and goes on with it (341, 159).
  bool accepted = false;
  // Those that its 341 named.
  std::vector<std::string> mutations = {};
  // Opens another connection, over which what shows no effect is asked for; empty: that proves
  // nothing. A server whose threads are all in use leaves connections in a queue, requests and all:
  // once a younger one is served, none of them waits.
  std::function<Result<std::unique_ptr<db::Session>>()> another = {};
  // A query log that does not know the statement may be asked whether it would know it.
  bool is_logged = true;
  // A statement behind it may have been sent, and may have changed what it made.
  bool may_be_changed = false;
  // What was recorded before it was sent (exec/before_image.h), by this server.
  std::optional<journal::BeforeDetail> before = {};
};

// False where the statement is not small (db::kSmallRequest), so that it may be on its way for
// long.
bool ArrivesSoon(const project::RenderedStatement& statement);
// False where `target` or the statement sets one of log_queries...
bool IsLogged(const std::map<std::string, std::string>& target,
              const project::RenderedStatement& statement);

// Asks, in this order: system.processes for `query_id`, system.query_log, system.mutations, the
// statement's own `-- probe:` annotation (a SELECT whose first value is 1 for took effect and 0 for
// had no effect), what was recorded before it was sent, the objects that the statement names, and
// whether the query log would know it.
// What the user may not read is skipped, and the evidence says so. Fails only where the server
// cannot be asked at all.
Result<ProbeResult> ProbeStatement(db::Session& session, const db::ServerFacts& facts,
                                   const project::RenderedStatement& statement,
                                   const std::string& query_id, const ProbeHints& hints = {});

// What an INSERT that the server refused had written by then.
struct WrittenRows {
  std::optional<std::int64_t> rows;  // nothing: nobody knows
  std::string evidence;
};
Result<WrittenRows> ProbeWrittenRows(db::Session& session, const db::ServerFacts& facts,
                                     const std::string& query_id, const ProbeHints& hints);

// True where the last of these can tell for sure, so that its intent may be written ahead.
bool CanProbeByObjects(const project::RenderedStatement& statement);
// True where sending the statement twice, one right after the other, leaves what sending it once
// does: CREATE OR REPLACE VIEW, GRANT, COMMENT COLUMN, SELECT.
bool IsSafeToResend(const project::RenderedStatement& statement);

}  // namespace housewright::exec
