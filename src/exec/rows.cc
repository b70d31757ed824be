#include "exec/rows.h"

#include <utility>

#include "exec/access_rows.h"
#include "journal/detail.h"
#include "sql/statement_facts.h"

namespace housewright::exec {

using journal::Entry;
using journal::EntryKind;

RowMaker::RowMaker(const Executor::Dependencies& dependencies, const RunContext& context)
    : dependencies_(dependencies), context_(context) {}

std::string RowMaker::Redact(std::string_view text) const {
  return dependencies_.redactor != nullptr ? dependencies_.redactor->Redact(text)
                                           : std::string(text);
}

Entry RowMaker::Base(EntryKind kind) const {
  Entry entry;
  entry.kind = kind;
  entry.run_id = context_.run_id;
  entry.command = context_.command;
  entry.host = dependencies_.facts->host_name;
  entry.client_time_ms = dependencies_.clock->Now().time_since_epoch().count();
  entry.tool_version = context_.tool_version;
  entry.server_version = dependencies_.facts->version_text;
  entry.os_user = context_.os_user;
  entry.os_host = context_.os_host;
  return entry;
}

Entry RowMaker::Of(EntryKind kind, const Unit& unit, const std::string& query_id) const {
  Entry entry = Base(kind);
  entry.service = unit.step->service;
  entry.revision = unit.step->id.text();
  entry.direction = DirectionOf(*unit.step);
  entry.statements = unit.step->total;
  entry.revision_hash = unit.step->hash;
  entry.query_id = query_id;
  if (unit.statement == nullptr) {
    entry.statement = unit.step->total;
    return entry;
  }
  entry.statement = unit.statement->index;
  entry.statement_hash = unit.statement->statement.hash.ToHex();
  entry.summary = Redact(sql::Summarize(unit.statement->statement.facts));
  return entry;
}

Entry RowMaker::WithMore(Entry entry, const Unit& unit) const {
  if (unit.statement == nullptr) return entry;
  if (unit.statement->access) {
    entry.detail = Redact(journal::WithAccess(entry.detail, DetailOf(*unit.statement->access)));
  }
  if (unit.chunk) {
    const Chunk& chunk = *unit.chunk;
    entry.detail = journal::WithChunk(entry.detail, {chunk.partition, chunk.number, chunk.of});
  }
  return entry;
}

Entry RowMaker::Epoch() const { return Base(EntryKind::kEpoch); }

Entry RowMaker::Release() const { return Base(EntryKind::kRelease); }

Entry RowMaker::Intent(const Unit& unit, const std::string& query_id,
                       const std::optional<journal::BeforeDetail>& before) const {
  Entry entry = Of(EntryKind::kIntent, unit, query_id);
  if (before) entry.detail = journal::WithBefore(entry.detail, *before);
  const std::string& server = dependencies_.facts->only_server;
  if (!server.empty()) entry.detail = journal::WithOnlyServer(entry.detail, server);
  return WithMore(std::move(entry), unit);
}

Entry RowMaker::Done(const Unit& unit, const std::string& query_id,
                     std::chrono::milliseconds elapsed) const {
  Entry entry = Of(EntryKind::kDone, unit, query_id);
  entry.elapsed_ms = static_cast<std::uint64_t>(elapsed.count());
  return WithMore(std::move(entry), unit);
}

Entry RowMaker::ChunkDone(const Unit& unit, const std::string& query_id,
                          std::chrono::milliseconds elapsed) const {
  Entry entry = Done(unit, query_id, elapsed);
  entry.kind = EntryKind::kChunk;
  return entry;
}

Entry RowMaker::LeftOut(const Unit& unit) const {
  Entry entry = Of(EntryKind::kDone, unit, "");
  entry.detail = journal::LeftOutDetail(Redact(*unit.statement->left_out));
  return WithMore(std::move(entry), unit);
}

Entry RowMaker::NoStatements(const Unit& unit) const { return Of(EntryKind::kDone, unit, ""); }

Entry RowMaker::Failed(const Unit& unit, const std::string& query_id, const Error& error,
                       std::string_view retry_reason) const {
  Entry entry = Of(EntryKind::kFailed, unit, query_id);
  entry.error_code = error.server_code().value_or(0);
  entry.error = Redact(error.message());
  if (!retry_reason.empty()) entry.detail = journal::RetryDetail(Redact(retry_reason));
  return unit.chunk ? WithMore(std::move(entry), unit) : entry;
}

Entry RowMaker::Unknown(const Unit& unit, const std::string& query_id, const Error& error,
                        std::string_view evidence) const {
  Entry entry = Of(EntryKind::kUnknown, unit, query_id);
  entry.error_code = error.server_code().value_or(0);
  entry.error = Redact(error.message());
  if (!evidence.empty()) entry.error += Redact("; " + std::string(evidence));
  return unit.chunk ? WithMore(std::move(entry), unit) : entry;
}

Entry RowMaker::Settled(const Unit& unit, const std::string& query_id, bool took_effect,
                        std::string_view how) const {
  Entry entry = Of(EntryKind::kReconciled, unit, query_id);
  entry.detail = journal::SettledDetail(took_effect, Redact(how));
  return WithMore(std::move(entry), unit);
}

}  // namespace housewright::exec
