#include "project/env_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "base/text.h"
#include "project/diagnostics.h"
#include "project/template.h"

namespace housewright::project {
namespace {

constexpr std::string_view kMarkOfEncoding = "\xEF\xBB\xBF";

bool IsSpace(char c) { return c == ' ' || c == '\t'; }

std::string_view WithoutBlanks(std::string_view text) {
  while (!text.empty() && IsSpace(text.front())) text.remove_prefix(1);
  return text;
}

// One line, which has no end any more.
class SettingReader {
 public:
  SettingReader(const SourceText& source, std::string_view line, ParsedEnvFile& result)
      : source_(source), line_(line), result_(result) {}

  void Read() {
    std::string_view rest = WithoutBlanks(line_);
    if (rest.empty() || rest.starts_with('#')) return;
    if (rest.starts_with("export ") || rest.starts_with("export\t")) {
      rest = WithoutBlanks(rest.substr(7));
    }
    const std::size_t equals = rest.find('=');
    if (equals == std::string_view::npos) {
      return Refuse(rest, line_.substr(0, 0), "the line has no '='", "write NAME=value");
    }
    const std::string_view name = Trim(rest.substr(0, equals));
    if (!IsVariableName(name) || name.size() != equals) {
      const std::string_view shown = rest.substr(0, equals);
      return Refuse(shown.empty() ? rest.substr(0, 1) : shown, shown,
                    "the name before '=' is none that a variable can have",
                    "use letters, digits and '_', no digit first, and no blank before '='");
    }
    if (std::optional<std::string> value = ReadValue(WithoutBlanks(rest.substr(equals + 1)))) {
      result_.values[std::string(name)] = *std::move(value);
    }
  }

 private:
  std::optional<std::string> ReadValue(std::string_view text) {
    if (text.starts_with('\'') || text.starts_with('"')) return ReadQuoted(text);
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '#' && (i == 0 || IsSpace(text[i - 1]))) text = text.substr(0, i);
    }
    return std::string(Trim(text));
  }

  std::optional<std::string> ReadQuoted(std::string_view text) {
    const char quote = text[0];
    std::string value;
    std::size_t at = 1;
    for (; at < text.size() && text[at] != quote; ++at) {
      if (quote == '"' && text[at] == '\\' && at + 1 < text.size()) {
        const char escaped = text[++at];
        if (escaped != 'n' && escaped != '"' && escaped != '\\' && escaped != '$') value += '\\';
        value += escaped == 'n' ? '\n' : escaped;
      } else {
        value += text[at];
      }
    }
    if (at >= text.size()) {
      Refuse(text.substr(0, 1), Shown(text),
             fmt::format("the {} that begins here is not closed", quote),
             fmt::format("add the closing {} on the same line", quote));
      return std::nullopt;
    }
    const std::string_view behind = WithoutBlanks(text.substr(at + 1));
    if (behind.empty() || behind.starts_with('#')) return value;
    Refuse(text.substr(0, 1), Shown(text), "text stands behind the closing quote of the value",
           "put all of the value between the quotes; inside \" a quote is written \\\"");
    return std::nullopt;
  }

  // What may be shown of the line: everything before the value's text.
  std::string_view Shown(std::string_view quoted) const {
    return line_.substr(0, static_cast<std::size_t>(quoted.data() - line_.data()) + 1);
  }

  // Only `shown`, a beginning of the line, becomes part of the message.
  void Refuse(std::string_view place, std::string_view shown, std::string message,
              std::string advice) {
    SourceExcerpt where = source_.Excerpt(source_.OffsetOf(place), place.size());
    const std::string_view before = line_.substr(
        0,
        shown.empty() ? 0 : static_cast<std::size_t>(shown.data() + shown.size() - line_.data()));
    where.line_text = before.empty() ? "" : std::string(before) + "...";
    Report(result_.diagnostics,
           {.rule = "env-file", .message = std::move(message), .advice = std::move(advice)},
           std::move(where));
  }

  const SourceText& source_;
  std::string_view line_;
  ParsedEnvFile& result_;
};

}  // namespace

ParsedEnvFile ParseEnvFile(const SourceText& source) {
  ParsedEnvFile result;
  std::string_view rest = source.text();
  if (rest.starts_with(kMarkOfEncoding)) rest.remove_prefix(kMarkOfEncoding.size());
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    SettingReader(source, line, result).Read();
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return result;
}

Environment Layered(Environment first, std::map<std::string, std::string> values) {
  // Copies of the function share the values.
  auto shared = std::make_shared<const std::map<std::string, std::string>>(std::move(values));
  return [first = std::move(first),
          shared = std::move(shared)](const std::string& name) -> std::optional<std::string> {
    if (first) {
      if (std::optional<std::string> value = first(name)) return value;
    }
    const auto found = shared->find(name);
    if (found == shared->end()) return std::nullopt;
    return found->second;
  };
}

}  // namespace housewright::project
