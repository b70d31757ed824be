#include "exec/ask.h"

#include <fmt/format.h>

#include <charconv>

#include "base/text.h"
#include "db/server_codes.h"
#include "db/tsv.h"

namespace housewright::exec {
std::int64_t ToNumber(std::string_view text) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

Result<std::optional<std::vector<std::vector<std::string>>>> Asker::Rows(const std::string& sql,
                                                                         std::size_t columns,
                                                                         std::string_view subject) {
  const std::string text = sql + " FORMAT TabSeparated";
  auto answer = session_.Execute({.sql = text, .stop = stop_});
  if (!answer) {
    Error& error = answer.error().error;
    if (error.code() != ErrorCode::kServer) return Fail(std::move(error));
    const int code = error.server_code().value_or(0);
    Note(code == db::code::kUnknownTable
             ? fmt::format("the server keeps no {}", subject)
             : fmt::format("{} cannot be read (code {})", subject, code));
    return std::nullopt;
  }
  ASSIGN_OR_RETURN(auto rows, db::ParseTsv(answer->body, columns));
  return rows;
}

Result<std::optional<std::int64_t>> Asker::Number(const std::string& sql,
                                                  std::string_view subject) {
  ASSIGN_OR_RETURN(const auto rows, Rows(sql, 1, subject));
  if (!rows || rows->empty()) return std::nullopt;
  const std::string& text = rows->front().front();
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) {
    Note(fmt::format("{} answered '{}', which is no number", subject, text));
    return std::nullopt;
  }
  return number;
}

std::string Asker::Notes() const { return Join(notes_, "; "); }

}  // namespace housewright::exec
