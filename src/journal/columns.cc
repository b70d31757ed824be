#include "journal/columns.h"

#include <fmt/format.h>

#include <array>
#include <charconv>

#include "db/tsv.h"
#include "sql/quote.h"

namespace housewright::journal {
namespace {

constexpr std::string_view kServerTime = "server_time";

template <class T>
bool ReadNumber(T& value, std::string_view text) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

template <auto Member>
constexpr Column Number(std::string_view name, std::string_view type, bool slim) {
  return {name, type, slim, [](const Entry& entry) { return fmt::to_string(entry.*Member); },
          [](Entry& entry, std::string_view text) { return ReadNumber(entry.*Member, text); }};
}

template <auto Member>
constexpr Column Text(std::string_view name, bool slim) {
  return {name, "String", slim, [](const Entry& entry) { return entry.*Member; },
          [](Entry& entry, std::string_view text) {
            entry.*Member = text;
            return true;
          }};
}

constexpr Column Kind() {
  return {"kind", "String", true,
          [](const Entry& entry) { return std::string(EntryKindName(entry.kind)); },
          [](Entry& entry, std::string_view text) {
            const auto kind = ParseEntryKind(text);
            if (kind) entry.kind = *kind;
            return kind.has_value();
          }};
}

// Plain types only: 18.16 knows neither LowCardinality nor DateTime64 nor CODEC.
constexpr std::array kColumns{
    Number<&Entry::seq>("seq", "UInt64", true),
    Number<&Entry::epoch>("epoch", "UInt64", true),
    Text<&Entry::run_id>("run_id", true),
    Kind(),
    Text<&Entry::command>("command", false),
    Text<&Entry::service>("service", true),
    Text<&Entry::revision>("revision", true),
    Text<&Entry::direction>("direction", true),
    Number<&Entry::statement>("statement", "UInt32", true),
    Number<&Entry::statements>("statements", "UInt32", true),
    Text<&Entry::revision_hash>("revision_hash", true),
    Text<&Entry::statement_hash>("statement_hash", true),
    Text<&Entry::query_id>("query_id", true),
    Text<&Entry::host>("host", false),
    Text<&Entry::topology>("topology", false),
    Number<&Entry::client_time_ms>("client_time_ms", "Int64", false),
    Column{kServerTime, "DateTime", true, [](const Entry& entry) { return entry.server_time; },
           [](Entry& entry, std::string_view text) {
             entry.server_time = text;
             return true;
           }},
    Number<&Entry::elapsed_ms>("elapsed_ms", "UInt64", false),
    Text<&Entry::tool_version>("tool_version", false),
    Text<&Entry::server_version>("server_version", false),
    Text<&Entry::os_user>("os_user", true),
    Text<&Entry::os_host>("os_host", true),
    Number<&Entry::lease_until_ms>("lease_until_ms", "UInt64", false),
    Number<&Entry::error_code>("error_code", "Int32", false),
    Text<&Entry::error>("error", true),
    Text<&Entry::summary>("summary", false),
    Text<&Entry::detail>("detail", true),
    Text<&Entry::nonce>("nonce", true),
    Number<&Entry::format>("format", "UInt32", true),
};

}  // namespace

std::span<const Column> Columns() { return kColumns; }

std::string ColumnDefinitions() {
  std::string text;
  for (const Column& column : kColumns) {
    if (!text.empty()) text += ", ";
    text += fmt::format("{} {}", column.name, column.type);
    if (column.name == kServerTime) text += " DEFAULT now()";
  }
  return text;
}

std::string InsertColumns() {
  std::string text;
  for (const Column& column : kColumns) {
    if (column.name == kServerTime) continue;
    if (!text.empty()) text += ", ";
    text += column.name;
  }
  return text;
}

std::string InsertRow(const Entry& entry) {
  std::string row;
  for (const Column& column : kColumns) {
    if (column.name == kServerTime) continue;
    if (!row.empty()) row += '\t';
    row += db::EscapeTsv(column.write(entry));
  }
  row += '\n';
  return row;
}

std::string InsertValues(const Entry& entry, std::string_view seq) {
  std::string row;
  for (const Column& column : kColumns) {
    if (column.name == kServerTime) continue;
    row += row.empty() ? "(" : ", ";
    if (column.name == "seq") {
      row += seq;
    } else if (column.type == "String") {
      row += sql::QuoteString(column.write(entry));
    } else {
      row += column.write(entry);
    }
  }
  return row + ")";
}

}  // namespace housewright::journal
