#include "exec/object_probe.h"

#include <fmt/format.h>

#include "sql/quote.h"

namespace housewright::exec {
namespace {

enum class Seen : std::uint8_t { kThere, kGone, kOlder, kCannotSee };

std::string PartSql(const Mark& mark) {
  const std::string where =
      fmt::format("database = {} AND table = {}", DatabaseExpression(mark.database),
                  sql::QuoteString(mark.name));
  const std::string part = sql::QuoteString(mark.part);
  if (mark.level == MarkLevel::kIndex) {
    return fmt::format("SELECT count() FROM system.data_skipping_indices WHERE {} AND name = {}",
                       where, part);
  }
  // A nested column n is shown as n.x and n.y.
  return fmt::format(
      "SELECT count() FROM system.columns WHERE {} AND (name = {} OR position(name, concat({}, "
      "'.')) = 1)",
      where, part, part);
}

// True where the object was last changed before the intent was written: by the same server's clock,
// in whole seconds, of which one is left for the file system's clock that lags behind.
bool IsOlder(std::int64_t changed, const Mark& mark, const ProbeHints& hints) {
  return mark.timed && hints.intent_time && changed > 0 && changed + 1 < *hints.intent_time;
}

Result<Seen> LookAtTable(Asker& asker, const Mark& mark, const ProbeHints& hints) {
  ASSIGN_OR_RETURN(
      const auto rows,
      asker.Rows(fmt::format("SELECT toUInt32(metadata_modification_time) FROM system.tables "
                             "WHERE database = {} AND name = {}",
                             DatabaseExpression(mark.database), sql::QuoteString(mark.name)),
                 1, "system.tables"));
  if (!rows) return Seen::kCannotSee;
  if (rows->empty()) return Seen::kGone;
  return IsOlder(ToNumber(rows->front().front()), mark, hints) ? Seen::kOlder : Seen::kThere;
}

Result<Seen> LookAtCount(Asker& asker, const std::string& sql, std::string_view subject) {
  ASSIGN_OR_RETURN(const auto count, asker.Number(sql, subject));
  if (!count) return Seen::kCannotSee;
  return *count > 0 ? Seen::kThere : Seen::kGone;
}

Result<Seen> LookAtPart(Asker& asker, const Mark& mark, const ProbeHints& hints) {
  Mark table = mark;
  table.level = MarkLevel::kTable;
  ASSIGN_OR_RETURN(const Seen table_seen, LookAtTable(asker, table, hints));
  if (table_seen == Seen::kGone) asker.Note(table.ToString() + " is not there");
  // Without the table, a column that is gone proves nothing.
  if (table_seen == Seen::kGone || table_seen == Seen::kCannotSee) return Seen::kCannotSee;
  if (table_seen == Seen::kOlder && !mark.tolerant) return Seen::kOlder;
  const bool is_index = mark.level == MarkLevel::kIndex;
  return LookAtCount(asker, PartSql(mark),
                     is_index ? "system.data_skipping_indices" : "system.columns");
}

Result<Seen> Look(Asker& asker, const Mark& mark, const ProbeHints& hints) {
  const std::string name = sql::QuoteString(mark.name);
  switch (mark.level) {
    case MarkLevel::kDatabase:
      return LookAtCount(asker, "SELECT count() FROM system.databases WHERE name = " + name,
                         "system.databases");
    case MarkLevel::kFunction:
      return LookAtCount(asker, "SELECT count() FROM system.functions WHERE name = " + name,
                         "system.functions");
    case MarkLevel::kTable:
      return LookAtTable(asker, mark, hints);
    case MarkLevel::kColumn:
    case MarkLevel::kIndex:
      return LookAtPart(asker, mark, hints);
  }
  return Seen::kCannotSee;
}

bool HoldsAs(Seen seen, const Mark& mark) {
  if (!mark.there) return seen == Seen::kGone;
  return seen == Seen::kThere || (seen == Seen::kOlder && mark.tolerant);
}

std::string Describe(Seen seen, const Mark& mark) {
  switch (seen) {
    case Seen::kThere:
      return mark.ToString() + " is there";
    case Seen::kGone:
      return mark.ToString() + " is not there";
    case Seen::kOlder:
      return mark.level == MarkLevel::kTable
                 ? mark.ToString() + " is older than the statement"
                 : fmt::format("the table of {} was not changed since the statement",
                               mark.ToString());
    case Seen::kCannotSee:
      return mark.ToString() + " cannot be seen";
  }
  return "";
}

// ALTER is atomic, several DROPs or renames are not: a mixture of marks tells nothing. Tolerant
// marks may have held before, so they only speak where there are no others.
ProbeAnswer Judge(std::size_t strict, std::size_t strict_holding, std::size_t tolerant,
                  std::size_t tolerant_holding) {
  const bool all_hold = strict_holding == strict && tolerant_holding == tolerant;
  if (all_hold) return ProbeAnswer::kTookEffect;
  if (strict_holding == 0) return ProbeAnswer::kHadNoEffect;
  return ProbeAnswer::kCannotTell;
}

}  // namespace

std::string DatabaseExpression(const std::string& database) {
  return database.empty() ? "currentDatabase()" : sql::QuoteString(database);
}

std::string CreateQuerySql(const sql::ObjectName& table) {
  return fmt::format(
      "SELECT create_table_query FROM system.tables WHERE database = {} AND name = {}",
      DatabaseExpression(table.database), sql::QuoteString(table.name));
}

Result<MarksAnswer> ProbeMarks(Asker& asker, const std::vector<Mark>& marks,
                               const ProbeHints& hints) {
  std::size_t strict = 0;
  std::size_t strict_holding = 0;
  std::size_t tolerant = 0;
  std::size_t tolerant_holding = 0;
  bool sees_all = true;
  bool is_new = false;
  for (const Mark& mark : marks) {
    if (!mark.asked) continue;
    ASSIGN_OR_RETURN(const Seen seen, Look(asker, mark, hints));
    asker.Note(Describe(seen, mark));
    sees_all = sees_all && seen != Seen::kCannotSee;
    const bool holds = HoldsAs(seen, mark);
    // It is there, it was not when the intent was written, and its statement would be refused if it
    // had been.
    is_new = is_new || (mark.there && holds && !mark.tolerant && mark.timed && hints.intent_time);
    (mark.tolerant ? tolerant : strict) += 1;
    if (holds) (mark.tolerant ? tolerant_holding : strict_holding) += 1;
  }
  if (!sees_all) return MarksAnswer{};
  const ProbeAnswer answer = Judge(strict, strict_holding, tolerant, tolerant_holding);
  return MarksAnswer{answer, is_new && answer == ProbeAnswer::kTookEffect};
}

}  // namespace housewright::exec
