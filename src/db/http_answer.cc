#include "db/http_answer.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "db/error_table.h"

namespace housewright::db {
namespace {

constexpr std::size_t kLongestText = 4096;
constexpr std::string_view kMarker = "__exception__";

// Reads digits at the start of `text` and removes them.
std::optional<int> TakeNumber(std::string_view& text) {
  int value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc() || value < 0) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

bool TakePrefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

// At most `limit` bytes of `text`, never half a UTF-8 character.
std::string_view CutText(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return text;
  while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0U) == 0x80U) --limit;
  return text.substr(0, limit);
}

// "DB::Exception: ", "DB::NetException: ", "Coordination::Exception: ", "zkutil::KeeperException: "
void DropClassName(std::string_view& text) {
  const std::size_t end = text.find("Exception: ");
  if (end == std::string_view::npos) return;
  const bool is_name = std::ranges::all_of(text.substr(0, end), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == ':' || c == '_';
  });
  if (is_name) text.remove_prefix(end + std::string_view("Exception: ").size());
}

// Takes "(NAME)" off the end.
std::string TakeName(std::string_view& text) {
  if (!text.ends_with(')')) return {};
  const std::size_t open = text.rfind('(');
  if (open == std::string_view::npos) return {};
  const std::string_view name = text.substr(open + 1, text.size() - open - 2);
  const bool is_name = !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
  if (!is_name) return {};
  text = Trim(text.substr(0, open));
  return std::string(name);
}

void CutAtLast(std::string_view& text, std::string_view mark) {
  if (const std::size_t at = text.rfind(mark); at != std::string_view::npos) {
    text = text.substr(0, at);
  }
}

void CutAtFirst(std::string_view& text, std::string_view mark) {
  text = text.substr(0, text.find(mark));
}

std::string NameOf(int code) {
  const ErrorRule* rule = FindErrorRule(code);
  return rule == nullptr ? std::string() : std::string(rule->name);
}

// The text between the markers of
// "\r\n__exception__\r\n<tag>\r\n<text>\n<length> <tag>\r\n__exception__\r\n"
// (ClickHouse, src/Server/HTTP/WriteBufferFromHTTPServerResponse.cpp). The end may be torn off.
std::optional<std::string_view> FindMarkedText(std::string_view body, std::string_view tag) {
  if (tag.empty()) return std::nullopt;
  const std::string opening = fmt::format("{}\r\n{}\r\n", kMarker, tag);
  const std::size_t at = body.rfind(opening);
  if (at == std::string_view::npos) return std::nullopt;
  std::string_view text = body.substr(at + opening.size());
  if (const std::size_t end = text.find(fmt::format(" {}\r\n{}", tag, kMarker));
      end != std::string_view::npos) {
    text = text.substr(0, text.rfind('\n', end));
  }
  return text;
}

// The last line where it is an exception's text from its start to its very end.
std::optional<std::string_view> FindWholeLastLine(std::string_view body) {
  if (body.ends_with('\n')) body.remove_suffix(1);
  const std::size_t start = body.rfind('\n');
  const std::string_view line = start == std::string_view::npos ? body : body.substr(start + 1);
  const bool old_form = line.find(", e.displayText() = ") != std::string_view::npos &&
                        line.find(", e.what() = ") != std::string_view::npos;
  const bool new_form = line.find("Exception: ") != std::string_view::npos &&
                        line.find(" (version ") != std::string_view::npos && line.ends_with(')');
  if (!line.starts_with("Code: ") || (!old_form && !new_form)) return std::nullopt;
  return line;
}

std::optional<ServerException> FromCodeHeader(const HttpAnswer& answer) {
  std::string_view digits = answer.Header("x-clickhouse-exception-code");
  const std::optional<int> code = TakeNumber(digits);
  if (!code || *code == 0) return std::nullopt;
  const auto marked = FindMarkedText(answer.body, answer.Header("x-clickhouse-exception-tag"));
  std::string_view text = marked.value_or(answer.body);
  // Rows may stand before the text where the server did not buffer them.
  if (const std::size_t at = text.rfind(fmt::format("Code: {}", *code));
      !text.starts_with("Code: ") && at != std::string_view::npos) {
    text = text.substr(at);
  }
  if (auto exception = ParseException(text); exception && exception->code == *code) {
    return exception;
  }
  return ServerException{.code = *code, .name = NameOf(*code), .text = FirstLine(text)};
}

void ReadNumber(const nlohmann::json& object, const char* key, std::uint64_t& value) {
  const auto found = object.find(key);
  if (found == object.end()) return;
  if (found->is_number_unsigned()) value = found->get<std::uint64_t>();
  if (!found->is_string()) return;
  const std::string& text = found->get_ref<const std::string&>();
  std::uint64_t number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure == std::errc() && end == text.data() + text.size()) value = number;
}

}  // namespace

std::string_view HttpAnswer::Header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (key == name) return value;
  }
  return {};
}

bool HttpAnswer::IsFramed() const {
  return headers_ended && (!Header("content-length").empty() ||
                           EqualsIgnoringCase(Header("transfer-encoding"), "chunked"));
}

void AddHeaderLine(HttpAnswer& answer, std::string_view line) {
  line = Trim(line);
  if (line.starts_with("HTTP/")) {
    answer.headers.clear();
    answer.headers_ended = false;
    line.remove_prefix(std::min(line.find(' '), line.size()));
    line = Trim(line);
    answer.status = TakeNumber(line).value_or(0);
    return;
  }
  if (line.empty()) answer.headers_ended = true;
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return;
  answer.headers.emplace_back(ToLower(Trim(line.substr(0, colon))),
                              std::string(Trim(line.substr(colon + 1))));
}

bool IsFromClickHouse(const HttpAnswer& answer) {
  return std::ranges::any_of(
      answer.headers, [](const auto& header) { return header.first.starts_with("x-clickhouse-"); });
}

std::string ServerException::ToString() const {
  return fmt::format("code {}{}{}: {}", code, name.empty() ? "" : " ", name, text);
}

std::optional<ServerException> ParseException(std::string_view text) {
  text = Trim(text);
  if (!TakePrefix(text, "Poco::Exception. ")) TakePrefix(text, "std::exception. ");
  if (!TakePrefix(text, "Code: ")) return std::nullopt;
  const std::optional<int> code = TakeNumber(text);
  if (!code) return std::nullopt;
  if (!TakePrefix(text, ". ") && !TakePrefix(text, ", ")) return std::nullopt;
  CutAtFirst(text, "Stack trace");
  if (const std::size_t at = text.find("e.displayText() = "); at != std::string_view::npos) {
    text = text.substr(at + std::string_view("e.displayText() = ").size());
    CutAtLast(text, ", e.what() = ");
  }
  DropClassName(text);
  CutAtLast(text, " (version ");
  text = Trim(text);
  std::string name = TakeName(text);
  if (name.empty()) name = NameOf(*code);
  while (text.ends_with('.') || text.ends_with(',')) text.remove_suffix(1);
  const std::string_view shown = CutText(text, kLongestText);
  return ServerException{.code = *code,
                         .name = std::move(name),
                         .text = fmt::format("{}{}", shown, shown.size() < text.size() ? "…" : "")};
}

std::optional<ServerException> FindException(const HttpAnswer& answer) {
  if (auto exception = FromCodeHeader(answer)) return exception;
  const std::string_view tag = answer.Header("x-clickhouse-exception-tag");
  if (const auto marked = FindMarkedText(answer.body, tag)) {
    if (auto exception = ParseException(*marked)) return exception;
  }
  if (answer.status != 200) return ParseException(answer.body);
  if (!tag.empty()) return std::nullopt;  // this server marks its exceptions: the rest is data
  const auto line = FindWholeLastLine(answer.body);
  return line ? ParseException(*line) : std::nullopt;
}

std::optional<Progress> ParseProgress(std::string_view json) {
  const nlohmann::json object = nlohmann::json::parse(json, nullptr, /*allow_exceptions=*/false);
  if (!object.is_object()) return std::nullopt;
  Progress progress;
  ReadNumber(object, "read_rows", progress.read_rows);
  ReadNumber(object, "read_bytes", progress.read_bytes);
  ReadNumber(object, "written_rows", progress.written_rows);
  ReadNumber(object, "written_bytes", progress.written_bytes);
  ReadNumber(object, "total_rows_to_read", progress.total_rows_to_read);
  std::uint64_t elapsed = 0;
  ReadNumber(object, "elapsed_ns", elapsed);
  progress.elapsed = std::chrono::nanoseconds(
      static_cast<std::int64_t>(std::min<std::uint64_t>(elapsed, INT64_MAX)));
  return progress;
}

std::string FirstLine(std::string_view text, std::size_t limit) {
  text = Trim(text);
  text = text.substr(0, text.find_first_of("\r\n"));
  std::string line(CutText(text, limit));
  std::ranges::replace_if(
      line, [](char c) { return static_cast<unsigned char>(c) < 0x20U || c == '\x7F'; }, ' ');
  return line;
}

}  // namespace housewright::db
