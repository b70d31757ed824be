#include "journal/script.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "journal/create_sql.h"
#include "sql/quote.h"

namespace housewright::journal {
namespace {

constexpr std::string_view kIsApplied = "is applied";
constexpr std::string_view kIsOpen = "has an open statement";
constexpr std::string_view kSaysItTookEffect = R"(position(detail, '"outcome":"took effect"') > 0)";

// throwIf() takes no message before 21.x: a text that is no number says why it is none.
std::string ZeroUnless(std::string_view condition, std::string_view message) {
  return fmt::format("toUInt8(if({}, {}, '0'))", condition, message);
}

// The fold, in SQL. Inside, one row for each statement of each revision: the seq of its last
// intent, of the last row that closed it, of the last one that says that it took effect, and of
// the last one that completed the revision. A revision stands half-way where something took effect
// behind what completed it.
std::string StandsSql(const std::string& table) {
  const std::string ended = fmt::format("kind = 'done' OR {}", kSaysItTookEffect);
  const std::string completed =
      fmt::format("kind = 'stamp' OR (statement >= statements AND ({}))", ended);
  return fmt::format(
      "SELECT revision, multiIf("
      "maxIf(intended, intended > closed) > max(completed), '{}', "
      "max(ended) > max(completed), concat('is half-way: ', argMax(ended_direction, ended), ', ', "
      "toString(argMax(statement, ended)), ' done'), "
      "argMax(completed_direction, completed) = 'upgrade', '{}', '') AS stand FROM ("
      "SELECT revision, statement, maxIf(seq, kind = 'intent') AS intended, "
      "maxIf(seq, kind IN ('done', 'failed') OR position(detail, '\"outcome\":\"') > 0) AS closed, "
      "maxIf(seq, {}) AS ended, argMaxIf(direction, seq, {}) AS ended_direction, "
      "maxIf(seq, {}) AS completed, argMaxIf(direction, seq, {}) AS completed_direction "
      "FROM {} WHERE direction IN ('upgrade', 'downgrade') GROUP BY revision, statement) "
      "GROUP BY revision",
      kIsOpen, kIsApplied, ended, ended, completed, completed, table);
}

using ColumnValue = std::pair<std::string_view, std::string>;

std::string InSql(std::uint64_t number) { return fmt::to_string(number); }

}  // namespace

std::string StandOf(const revision::RevisionState& state) {
  if (state.progress && !state.progress->open.empty()) return std::string(kIsOpen);
  if (state.progress && state.progress->done > 0) {
    return fmt::format("is half-way: {}, {} done",
                       revision::DirectionName(state.progress->direction), state.progress->done);
  }
  return state.applied ? std::string(kIsApplied) : "";
}

std::string GuardSql(const JournalName& name, std::string_view start,
                     std::span<const ExpectedStand> expected) {
  std::string list;
  for (const ExpectedStand& one : expected) {
    list += fmt::format("{}({}, {})", list.empty() ? "" : ", ", sql::QuoteString(one.revision),
                        sql::QuoteString(one.stand));
  }
  const std::string differing =
      "arrayStringConcat(arraySlice(arraySort(groupArrayIf(concat(revision, ' ', if(stand = '', "
      "'is not applied', stand)), stand != expected)), 1, 10), ', ')";
  const std::string message =
      fmt::format("concat({}, {}, '; nothing was run')",
                  sql::QuoteString(fmt::format("{}, but in the journal ", start)), differing);
  return fmt::format(
      "SELECT {} FROM (SELECT pair.1 AS revision, pair.2 AS expected FROM (SELECT arrayJoin([{}]) "
      "AS pair)) AS script ANY LEFT JOIN ({}) AS journal USING (revision) FORMAT Null",
      ZeroUnless("sum(stand != expected) > 0", message), list, StandsSql(QuotedName(name)));
}

std::string FailIfSql(std::string_view condition, std::string_view message) {
  return fmt::format("SELECT {} FORMAT Null", ZeroUnless(condition, sql::QuoteString(message)));
}

ScriptRows::ScriptRows(const JournalName& name, std::string run_prefix)
    : table_(QuotedName(name)), run_prefix_(std::move(run_prefix)) {}

std::string ScriptRows::Insert(const Entry& entry) const {
  const bool begins = entry.kind == EntryKind::kEpoch;
  const std::string fence =
      ZeroUnless(fmt::format("argMax(run_id, seq) NOT LIKE '{}%'", run_prefix_),
                 "'another run has written to the journal since this one began'");
  const std::string run_id =
      begins ? fmt::format("concat('{}', lower(hex(toUInt32(now()))))", run_prefix_)
             : "argMax(run_id, seq)";
  const std::string query_id =
      entry.query_id.empty()
          ? "''"
          : fmt::format("concat('hw-', {}, {})", run_id, sql::QuoteString("-" + entry.query_id));
  const std::vector<ColumnValue> fields = {
      {"seq", begins ? "max(seq) + 1" : "max(seq) + 1 + " + fence},
      {"epoch", begins ? "max(seq) + 1" : "argMax(epoch, seq)"},
      {"run_id", run_id},
      {"kind", sql::QuoteString(EntryKindName(entry.kind))},
      {"command", sql::QuoteString(entry.command)},
      {"service", sql::QuoteString(entry.service)},
      {"revision", sql::QuoteString(entry.revision)},
      {"direction", sql::QuoteString(entry.direction)},
      {"statement", InSql(entry.statement)},
      {"statements", InSql(entry.statements)},
      {"revision_hash", sql::QuoteString(entry.revision_hash)},
      {"statement_hash", sql::QuoteString(entry.statement_hash)},
      {"query_id", query_id},
      {"host", "hostName()"},
      {"topology", sql::QuoteString(entry.topology)},
      {"client_time_ms", "toInt64(now()) * 1000"},
      {"tool_version", sql::QuoteString(entry.tool_version)},
      {"server_version", "version()"},
      {"os_user", sql::QuoteString(kScriptUser)},
      {"os_host", "hostName()"},
      {"summary", sql::QuoteString(entry.summary)},
      {"detail", sql::QuoteString(entry.detail)},
      {"nonce", "lower(hex(rand64()))"},
      {"format", InSql(entry.format)},
  };
  std::string names;
  std::string values;
  for (const auto& [column, value] : fields) {
    const std::string_view comma = names.empty() ? "" : ", ";
    names += fmt::format("{}{}", comma, column);
    values += fmt::format("{}{}", comma, value);
  }
  return fmt::format("INSERT INTO {} ({}) SELECT {} FROM {}", table_, names, values, table_);
}

}  // namespace housewright::journal
