#pragma once

// The journal's columns: names, types, and the way between an Entry and a row of TabSeparated. One
// list, so that table, INSERT and SELECT cannot disagree.

#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "journal/entry.h"

namespace housewright::journal {

struct Column {
  std::string_view name;
  std::string_view type;
  bool slim;  // folding or the header row needs it
  // The field's text, not escaped.
  std::string (*write)(const Entry& entry);
  // False where the text is no value of the column.
  bool (*read)(Entry& entry, std::string_view text);
};

std::span<const Column> Columns();

// "seq UInt64, epoch UInt64, ..." with defaults, for CREATE TABLE.
std::string ColumnDefinitions();
// "seq, epoch, ...": all that a client writes (server_time is the server's).
std::string InsertColumns();
// One escaped line of TabSeparated with its line feed, in the order of InsertColumns().
std::string InsertRow(const Entry& entry);

// The same row for VALUES, "(...)", with `seq` as an expression of its own.
std::string InsertValues(const Entry& entry, std::string_view seq);

}  // namespace housewright::journal
