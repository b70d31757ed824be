#include "cli/render/client_sql.h"

#include <fmt/format.h>

#include <optional>
#include <string_view>

#include "base/text.h"
#include "sql/lexer.h"
#include "sql/statement.h"

namespace housewright::cli {
namespace {

std::optional<sql::InlineData> DataOf(const std::string& text) {
  const SourceText source("", text);
  const auto statements = sql::SplitStatements(source);
  if (!statements || statements->size() != 1) return std::nullopt;
  return statements->front().data;
}

bool IsValues(const sql::InlineData& data) { return EqualsIgnoringCase(data.format, "Values"); }

// A line end inside a literal is written as \n, which is read as the same byte; outside it is a
// blank, and so is a comment.
std::string OnOneLine(std::string_view values) {
  std::string line;
  sql::Lexer lexer(values);
  for (sql::Token token = lexer.Next(); !token.IsEnd(); token = lexer.Next()) {
    const std::string_view text = token.In(values);
    if (!token.IsSignificant()) {
      if (!line.empty() && !line.ends_with(' ')) line += ' ';
    } else if (token.type == sql::TokenType::kStringLiteral && text.starts_with('\'')) {
      line += ReplaceAll(std::string(text), "\n", "\\n");
    } else {
      line += text;
    }
  }
  return line;
}

}  // namespace

std::string ForClient(const std::string& statement) {
  const auto data = DataOf(statement);
  if (!data) return statement + ";\n";
  if (!IsValues(*data)) return statement + (statement.ends_with('\n') ? "\n" : "\n\n");
  const std::string_view values = std::string_view(statement).substr(data->begin);
  if (values.find('\n') == std::string_view::npos) return statement + ";\n";
  const std::string_view head = std::string_view(statement).substr(0, data->begin);
  return fmt::format("{} {};\n", head.substr(0, head.find_last_not_of(" \t\r\n") + 1),
                     OnOneLine(values));
}

bool HasSeveralRows(const std::string& statement) {
  const auto data = DataOf(statement);
  if (!data || IsValues(*data)) return false;
  return Trim(std::string_view(statement).substr(data->begin)).find('\n') != std::string_view::npos;
}

}  // namespace housewright::cli
