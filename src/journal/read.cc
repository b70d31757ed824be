#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "db/server_codes.h"
#include "db/tsv.h"
#include "journal/columns.h"
#include "journal/create_sql.h"
#include "journal/journal.h"

namespace housewright::journal {
namespace {

std::vector<const Column*> Selected(bool slim) {
  std::vector<const Column*> selected;
  for (const Column& column : Columns()) {
    if (column.slim || !slim) selected.push_back(&column);
  }
  return selected;
}

// The first row says who answers, so that it is said of an empty journal too: seq is 0, which no
// entry has; run_id and nonce hold version and host. Both SELECTs are one round trip.
std::string HeaderField(const Column& column) {
  if (column.name == "run_id") return "version()";
  if (column.name == "nonce") return "hostName()";
  if (column.type == "String" || column.type == "DateTime") return "''";
  return fmt::format("to{}(0)", column.type);
}

std::string EntryField(const Column& column) {
  if (column.type == "DateTime") return fmt::format("toString({}, 'UTC')", column.name);
  return std::string(column.name);
}

// Without the header it costs the server a fifth less, which is most of what `upgrade` with nothing
// pending waits for.
enum class Header : bool { kAbsent, kPresent };

std::string SelectSql(const JournalName& name, const std::vector<const Column*>& columns,
                      Header wanted) {
  std::string header;
  std::string fields;
  for (const Column* column : columns) {
    const std::string_view comma = header.empty() ? "" : ", ";
    header += fmt::format("{}{} AS {}", comma, HeaderField(*column), column->name);
    fields += fmt::format("{}{} AS {}", comma, EntryField(*column), column->name);
  }
  // Sorted here, not there: several parts would make the server merge what is small anyway.
  const std::string before =
      wanted == Header::kPresent ? fmt::format("SELECT {} UNION ALL ", header) : "";
  return fmt::format("{}SELECT {} FROM {} FORMAT TabSeparated", before, fields, QuotedName(name));
}

Error NotOurs(const JournalName& name, const std::string& why) {
  return Error(ErrorCode::kConflict,
               fmt::format("the table {}.{} is there and is no journal of housewright: {}",
                           name.database, name.table, why))
      .WithAdvice("set another name for the journal in housewright.toml, or rename that table");
}

Error NewerFormat(std::uint32_t format) {
  return Error(ErrorCode::kUnsupported,
               fmt::format("the journal was written by a newer housewright (format {}, this one "
                           "reads up to {})",
                           format, kJournalFormat))
      .WithAdvice("use the housewright that wrote it, or a newer one");
}

// A newer format may have other columns: what it is comes before what is missing.
Error UnknownColumn(db::Session& session, const JournalName& name, const Error& error) {
  const auto answer = session.Query(
      fmt::format("SELECT max(format) FROM {} FORMAT TabSeparated", QuotedName(name)));
  std::uint32_t format = 0;
  if (answer) std::from_chars(answer->data(), answer->data() + answer->size(), format);
  if (format > kJournalFormat) return NewerFormat(format);
  return NotOurs(name, error.message());
}

Result<std::uint32_t> HighestFormat(const std::vector<db::TsvRow>& rows, std::size_t column) {
  std::uint32_t highest = 0;
  for (const db::TsvRow& row : rows) {
    const std::string& text = row[column];
    std::uint32_t format = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), format);
    if (error != std::errc() || end != text.data() + text.size()) {
      return Fail(ErrorCode::kProtocol, fmt::format("the journal's format is '{}'", text));
    }
    highest = std::max(highest, format);
  }
  return highest;
}

Result<Entry> ReadEntry(const db::TsvRow& row, const std::vector<const Column*>& columns) {
  Entry entry;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i]->read(entry, row[i])) continue;
    if (columns[i]->name == "kind") {
      return Fail(
          Error(
              ErrorCode::kUnsupported,
              fmt::format("entry {} of the journal is of the unknown kind '{}'", entry.seq, row[i]))
              .WithAdvice("look at that row: no housewright of this journal format writes it"));
    }
    return Fail(ErrorCode::kProtocol, fmt::format("entry {} of the journal has {} '{}'", entry.seq,
                                                  columns[i]->name, row[i]));
  }
  return entry;
}

// A row that was written twice because nobody knew that the first time had worked is one row.
void SortAndDropRepeats(std::vector<Entry>& entries) {
  const auto key = [](const Entry& entry) { return std::tie(entry.seq, entry.nonce); };
  if (!std::ranges::is_sorted(entries, {}, key)) std::ranges::sort(entries, {}, key);
  const auto repeats = std::ranges::unique(entries, {}, key);
  entries.erase(repeats.begin(), repeats.end());
}

Result<JournalContents> ParseContents(const std::string& body,
                                      const std::vector<const Column*>& columns, Header wanted) {
  ASSIGN_OR_RETURN(const std::vector<db::TsvRow> rows, db::ParseTsv(body, columns.size()));
  const auto format = std::ranges::find(columns, std::string_view("format"),
                                        [](const Column* c) { return c->name; });
  ASSIGN_OR_RETURN(const std::uint32_t highest,
                   HighestFormat(rows, static_cast<std::size_t>(format - columns.begin())));
  if (highest > kJournalFormat) return Fail(NewerFormat(highest));

  JournalContents contents;
  contents.exists = true;
  contents.entries.reserve(rows.size());
  bool has_header = false;
  for (const db::TsvRow& row : rows) {
    if (row[0] == "0") {
      has_header = true;
      for (std::size_t i = 0; i < columns.size(); ++i) {
        if (columns[i]->name == "run_id") contents.server_version = row[i];
        if (columns[i]->name == "nonce") contents.host = row[i];
      }
      continue;
    }
    ASSIGN_OR_RETURN(Entry entry, ReadEntry(row, columns));
    contents.entries.push_back(std::move(entry));
  }
  // An answer without anything, which some proxies make of a failure, must not pass for an empty
  // journal.
  if (wanted == Header::kPresent && !has_header)
    return Fail(ErrorCode::kProtocol, "the journal's answer lacks its first row");
  SortAndDropRepeats(contents.entries);
  return contents;
}

Result<JournalContents> Read(db::Session& session, const JournalName& name, bool slim,
                             Header wanted) {
  const std::vector<const Column*> columns = Selected(slim);
  const std::string sql = SelectSql(name, columns, wanted);
  db::QueryResult answer = session.Execute({.sql = sql});
  if (answer) return ParseContents(answer->body, columns, wanted);

  Error& error = answer.error().error;
  const int code = error.server_code().value_or(0);
  JournalContents nothing;
  if (code == db::code::kUnknownTable) return nothing;
  if (code == db::code::kUnknownDatabase) {
    nothing.database_exists = false;
    return nothing;
  }
  if (code == db::code::kUnknownIdentifier) return Fail(UnknownColumn(session, name, error));
  return Fail(std::move(error).WithContext(
      fmt::format("reading the journal {}.{}", name.database, name.table)));
}

}  // namespace

Result<JournalContents> ReadJournal(db::Session& session, const JournalName& name, bool slim) {
  Result<JournalContents> contents =
      Read(session, name, slim, slim ? Header::kAbsent : Header::kPresent);
  const bool says_nothing = slim && contents && contents->exists && contents->entries.empty();
  return says_nothing ? Read(session, name, slim, Header::kPresent) : contents;
}

}  // namespace housewright::journal
