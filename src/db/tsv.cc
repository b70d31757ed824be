#include "db/tsv.h"

#include <fmt/format.h>

#include "base/text.h"

namespace housewright::db {
namespace {

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// The escapes of ClickHouse's src/IO/ReadHelpers (parseComplexEscapeSequence); a backslash before
// any other character stands for that character.
std::string Unescape(std::string_view field) {
  if (field == "\\N") return {};
  std::string out;
  out.reserve(field.size());
  for (std::size_t i = 0; i < field.size(); ++i) {
    if (field[i] != '\\' || i + 1 == field.size()) {
      out += field[i];
      continue;
    }
    const char c = field[++i];
    switch (c) {
      case 'a':
        out += '\a';
        break;
      case 'b':
        out += '\b';
        break;
      case 'e':
        out += '\x1B';
        break;
      case 'f':
        out += '\f';
        break;
      case 'n':
        out += '\n';
        break;
      case 'r':
        out += '\r';
        break;
      case 't':
        out += '\t';
        break;
      case 'v':
        out += '\v';
        break;
      case '0':
        out += '\0';
        break;
      case 'x':
        if (i + 2 < field.size() && HexDigit(field[i + 1]) >= 0 && HexDigit(field[i + 2]) >= 0) {
          out += static_cast<char>(HexDigit(field[i + 1]) * 16 + HexDigit(field[i + 2]));
          i += 2;
          break;
        }
        [[fallthrough]];
      default:
        out += c;
    }
  }
  return out;
}

}  // namespace

Result<std::vector<TsvRow>> ParseTsv(std::string_view body, std::size_t columns) {
  std::vector<TsvRow> rows;
  while (!body.empty()) {
    const std::size_t end = body.find('\n');
    if (end == std::string_view::npos) {
      return Fail(ErrorCode::kProtocol,
                  fmt::format("the answer ends in the middle of row {}", rows.size() + 1));
    }
    TsvRow row;
    for (const std::string_view field : Split(body.substr(0, end), '\t')) {
      row.push_back(Unescape(field));
    }
    if (row.size() != columns) {
      return Fail(ErrorCode::kProtocol,
                  fmt::format("row {} of the answer has {} instead of {}", rows.size() + 1,
                              Count(row.size(), "column"), columns));
    }
    rows.push_back(std::move(row));
    body.remove_prefix(end + 1);
  }
  return rows;
}

std::string EscapeTsv(std::string_view field) {
  std::string out;
  out.reserve(field.size());
  for (const char c : field) {
    switch (c) {
      case '\b':
        out += "\\b";
        break;
      case '\f':
        out += "\\f";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      case '\0':
        out += "\\0";
        break;
      case '\\':
        out += "\\\\";
        break;
      default:
        out += c;
    }
  }
  return out;
}

}  // namespace housewright::db
