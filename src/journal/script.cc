#include "journal/script.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "base/text.h"
#include "journal/create_sql.h"
#include "sql/quote.h"

namespace housewright::journal {
namespace {

constexpr std::string_view kIsApplied = "is applied";
constexpr std::string_view kWasUndone = "was undone";  // only the journal says it
constexpr std::string_view kWasNeverCompleted = "was never completed";
constexpr std::string_view kIsOpen = "has an open statement";
constexpr std::string_view kSaysItTookEffect =
    R"(position(detail, '"outcome":"took effect"') > 0 AND position(detail, '"chunk":') = 0)";
constexpr std::string_view kEndsAChunk =
    R"((kind = 'chunk' OR position(detail, '"outcome":"took effect"') > 0 AND position(detail, '"chunk":') > 0))";

// What InsertSettings() says for a journal in the Keeper: an INSERT whose seq somebody else has is
// refused, and the script ends. Behind the SELECT, where clients of any age can read it.
constexpr std::string_view kStrictInsert =
    " SETTINGS keeper_map_strict_mode = 1, insert_keeper_max_retries = 0, async_insert = 0";

// throwIf() takes no message before 21.x: a text that is no number says why it is none.
std::string ZeroUnless(std::string_view condition, std::string_view message) {
  return fmt::format("toUInt8(if({}, {}, '0'))", condition, message);
}

// The fold, in SQL. Inside, one row for each statement of each revision: the seq of its last
// intent, of the last row that closed it, of the last one that says that it took effect, and of
// the last one that completed the revision. A revision stands half-way where something took effect
// behind what completed it; a chunk of a statement says that the statements before it did.
std::string StandsSql(const std::string& table) {
  const std::string ended = fmt::format("kind = 'done' OR {}", kSaysItTookEffect);
  const std::string completed =
      fmt::format("kind = 'stamp' OR (statement >= statements AND ({}))", ended);
  return fmt::format(
      "SELECT revision, multiIf("
      "maxIf(intended, intended > closed) > max(completed), '{}', "
      "max(greatest(ended, chunked)) > max(completed), concat('is half-way: ', "
      "argMax(if(chunked > ended, chunked_direction, ended_direction), greatest(ended, chunked)), "
      "', ', toString(argMax(statement - (chunked > ended), greatest(ended, chunked))), ' done'), "
      "argMax(completed_direction, completed) = 'upgrade', '{}', max(completed) > 0, '{}', '') AS "
      "stand FROM ("
      "SELECT revision, statement, maxIf(seq, kind = 'intent') AS intended, "
      "maxIf(seq, kind IN ('done', 'failed', 'chunk') OR position(detail, '\"outcome\":\"') > 0) "
      "AS closed, "
      "maxIf(seq, {}) AS ended, argMaxIf(direction, seq, {}) AS ended_direction, "
      "maxIf(seq, {}) AS chunked, argMaxIf(direction, seq, {}) AS chunked_direction, "
      "maxIf(seq, {}) AS completed, argMaxIf(direction, seq, {}) AS completed_direction "
      "FROM {} WHERE direction IN ('upgrade', 'downgrade') GROUP BY revision, statement) "
      "GROUP BY revision",
      kIsOpen, kIsApplied, kWasUndone, ended, ended, kEndsAChunk, kEndsAChunk, completed, completed,
      table);
}

using ColumnValue = std::pair<std::string_view, std::string>;

// Values of several rows: a column in which they are equal is a constant, of any other one an array
// is joined.
class RowValues {
 public:
  explicit RowValues(std::span<const Entry> entries) : entries_(entries) {}

  // `get` makes SQL of an entry.
  template <class Get>
  std::string Of(std::string_view column, Get get) {
    std::vector<std::string> values;
    for (const Entry& entry : entries_) values.push_back(get(entry));
    if (std::ranges::all_of(values, [&](const auto& value) { return value == values[0]; })) {
      return values[0];
    }
    arrays_ += fmt::format("{}[{}] AS {}", arrays_.empty() ? " ARRAY JOIN " : ", ",
                           Join(values, ", "), column);
    return std::string(column);
  }
  const std::string& arrays() const { return arrays_; }

 private:
  std::span<const Entry> entries_;
  std::string arrays_;
};

}  // namespace

std::string StandOf(const revision::RevisionState& state) {
  if (state.progress && !state.progress->open.empty()) return std::string(kIsOpen);
  if (state.progress && (state.progress->done > 0 || state.progress->chunks)) {
    return fmt::format("is half-way: {}, {} done",
                       revision::DirectionName(state.progress->direction), state.progress->done);
  }
  if (!state.applied_by.empty()) return std::string(kWasNeverCompleted);
  return state.applied ? std::string(kIsApplied) : "";
}

std::string GuardSql(const JournalName& name, std::string_view start,
                     std::span<const ExpectedStand> expected) {
  std::string list;
  for (const ExpectedStand& one : expected) {
    list += fmt::format("{}({}, {})", list.empty() ? "" : ", ", sql::QuoteString(one.revision),
                        sql::QuoteString(one.stand));
  }
  const std::string differs =
      fmt::format("stand != expected AND (stand, expected) NOT IN (('{}', ''), ('', '{}'))",
                  kWasUndone, kWasNeverCompleted);
  const std::string differing = fmt::format(
      "arrayStringConcat(arraySlice(arraySort(groupArrayIf(concat(revision, ' ', if(stand IN ('', "
      "'{}'), 'is not applied', stand)), {})), 1, 10), ', ')",
      kWasUndone, differs);
  const std::string message =
      fmt::format("concat({}, {}, '; nothing was run')",
                  sql::QuoteString(fmt::format("{}, but in the journal ", start)), differing);
  return fmt::format(
      "SELECT {} FROM (SELECT pair.1 AS revision, pair.2 AS expected FROM (SELECT arrayJoin([{}]) "
      "AS pair)) AS script ANY LEFT JOIN ({}) AS journal USING (revision) FORMAT Null",
      ZeroUnless(fmt::format("countIf({}) > 0", differs), message), list,
      StandsSql(QuotedName(name)));
}

std::string FailIfSql(std::string_view condition, std::string_view message) {
  return fmt::format("SELECT {} FORMAT Null", ZeroUnless(condition, sql::QuoteString(message)));
}

ScriptRows::ScriptRows(const JournalName& name, std::string run_prefix)
    : table_(QuotedName(name)),
      settings_(name.in_keeper() ? kStrictInsert : ""),
      run_prefix_(std::move(run_prefix)) {}

std::string ScriptRows::Insert(std::span<const Entry> entries) const {
  const bool begins = entries[0].kind == EntryKind::kEpoch;
  const std::string run_id =
      begins ? fmt::format("concat('{}', lower(hex(toUInt32(now()))))", run_prefix_) : "last_run";
  RowValues rows(entries);
  const auto text = [&rows](std::string_view column, std::string Entry::* member) {
    return ColumnValue(column, rows.Of(column, [member](const Entry& entry) {
      return sql::QuoteString(entry.*member);
    }));
  };
  const auto number = [&rows](std::string_view column, std::uint32_t Entry::* member) {
    return ColumnValue(column, rows.Of(column, [member](const Entry& entry) {
      return fmt::to_string(entry.*member);
    }));
  };
  const std::string place = rows.Of("place", [&entries](const Entry& entry) {
    return fmt::to_string(&entry - entries.data() + 1);
  });
  const std::string query_id = rows.Of("query", [](const Entry& entry) {
    return sql::QuoteString(entry.query_id.empty() ? "" : "-" + entry.query_id);
  });
  const std::vector<ColumnValue> fields = {
      {"seq", "last_seq + " + place},
      {"epoch", begins ? "last_seq + 1" : "last_epoch"},
      {"run_id", run_id},
      {"kind",
       rows.Of("kind",
               [](const Entry& entry) { return sql::QuoteString(EntryKindName(entry.kind)); })},
      text("command", &Entry::command),
      text("service", &Entry::service),
      text("revision", &Entry::revision),
      text("direction", &Entry::direction),
      number("statement", &Entry::statement),
      number("statements", &Entry::statements),
      text("revision_hash", &Entry::revision_hash),
      text("statement_hash", &Entry::statement_hash),
      {"query_id", query_id == "''" ? query_id
                                    : fmt::format("if({0} = '', '', concat('hw-', {1}, {0}))",
                                                  query_id, run_id)},
      {"host", "hostName()"},
      text("topology", &Entry::topology),
      {"client_time_ms", "toInt64(now()) * 1000"},
      text("tool_version", &Entry::tool_version),
      {"server_version", "version()"},
      {"os_user", sql::QuoteString(kScriptUser)},
      {"os_host", "hostName()"},
      text("summary", &Entry::summary),
      text("detail", &Entry::detail),
      {"nonce", fmt::format("lower(hex(rand64({})))", place)},
      number("format", &Entry::format),
  };
  std::string names;
  std::string values;
  for (const auto& [column, value] : fields) {
    const std::string_view comma = names.empty() ? "" : ", ";
    names += fmt::format("{}{}", comma, column);
    values += fmt::format("{}{}", comma, value);
  }
  const std::string fence =
      ZeroUnless(fmt::format("argMax(run_id, seq) NOT LIKE '{}%'", run_prefix_),
                 "'another run has written to the journal since this one began'");
  const std::string last = begins
                               ? "max(seq) AS last_seq"
                               : fmt::format(
                                     "max(seq) + {} AS last_seq, argMax(epoch, seq) AS last_epoch, "
                                     "argMax(run_id, seq) AS last_run",
                                     fence);
  return fmt::format("INSERT INTO {} ({}) SELECT {} FROM (SELECT {} FROM {}){}{}", table_, names,
                     values, last, table_, rows.arrays(), settings_);
}

}  // namespace housewright::journal
