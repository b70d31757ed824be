#include "project/config_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/text.h"
#include "project/diagnostics.h"

namespace housewright::project {
namespace {

// `password = "..."`, or a secret's default on one line: such a line is not shown in a message.
bool MayShowSecret(std::string_view line) {
  if (line.find("secret") != std::string_view::npos &&
      line.find("default") != std::string_view::npos) {
    return true;
  }
  const std::size_t key = line.find("password");
  const std::size_t equals = line.find('=', std::min(key, line.size()));
  if (equals == std::string_view::npos) return false;
  const std::string_view value = Trim(line.substr(equals + 1));
  return value.starts_with('"') || value.starts_with('\'');
}

}  // namespace

ConfigContext::ConfigContext(const SourceText& source, Diagnostics& diagnostics,
                             Environment environment)
    : source_(source),
      diagnostics_(diagnostics),
      environment_(std::move(environment)),
      line_starts_(FindLineStarts(source.text())) {}

// toml++ counts lines and code points from 1; what it says of the end of a file may lie behind it.
std::size_t ConfigContext::OffsetOf(const toml::source_position& position) const {
  const std::string_view text = source_.text();
  if (position.line == 0 || position.line > line_starts_.size()) return text.size();
  std::size_t offset = line_starts_[position.line - 1];
  for (toml::source_index column = 1; column < position.column; ++column) {
    if (offset >= text.size() || text[offset] == '\n') break;
    ++offset;
    while (offset < text.size() && (static_cast<unsigned char>(text[offset]) & 0xC0U) == 0x80U) {
      ++offset;
    }
  }
  return offset;
}

SourceExcerpt ConfigContext::At(const toml::source_region& region) const {
  const std::size_t begin = OffsetOf(region.begin);
  const std::size_t end = OffsetOf(region.end);
  SourceExcerpt where = source_.Excerpt(begin, end > begin ? end - begin : 1);
  if (MayShowSecret(where.line_text)) where.line_text.clear();
  return where;
}

SourceExcerpt ConfigContext::At(const toml::key& key) const { return At(key.source()); }

void ConfigContext::Refuse(SourceExcerpt where, std::string message, std::string advice,
                           std::string_view rule) {
  Report(diagnostics_, {.rule = rule, .message = std::move(message), .advice = std::move(advice)},
         std::move(where));
}

void ConfigContext::Warn(SourceExcerpt where, std::string message, std::string advice,
                         std::string_view rule) {
  Report(diagnostics_,
         {.rule = rule,
          .message = std::move(message),
          .advice = std::move(advice),
          .severity = Severity::kWarning},
         std::move(where));
}

std::string_view TypeWithArticle(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::table:
      return "a table";
    case toml::node_type::array:
      return "an array";
    case toml::node_type::string:
      return "a string";
    case toml::node_type::integer:
      return "an integer";
    case toml::node_type::floating_point:
      return "a float";
    case toml::node_type::boolean:
      return "a boolean";
    case toml::node_type::date:
    case toml::node_type::time:
    case toml::node_type::date_time:
      return "a date or time";
    case toml::node_type::none:
      break;
  }
  return "nothing";
}

std::optional<std::string> ScalarText(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* integer = node.as_integer()) return std::to_string(integer->get());
  if (const auto* flag = node.as_boolean()) return flag->get() ? "true" : "false";
  if (const auto* number = node.as_floating_point()) return fmt::format("{}", number->get());
  return std::nullopt;
}

std::optional<std::chrono::milliseconds> ParseDuration(std::string_view text) {
  std::int64_t count = 0;
  const auto [rest, failure] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (failure != std::errc() || count < 0) return std::nullopt;
  const std::string_view unit(rest, static_cast<std::size_t>(text.data() + text.size() - rest));
  const std::int64_t factor = unit == "ms"  ? 1
                              : unit == "s" ? 1'000
                              : unit == "m" ? 60'000
                              : unit == "h" ? 3'600'000
                                            : 0;
  constexpr std::int64_t kLongest = std::int64_t{366} * 24 * 3'600'000;  // a year
  if (factor == 0 || count > kLongest / factor) return std::nullopt;
  return std::chrono::milliseconds(count * factor);
}

std::vector<TomlEntry> EntriesInOrder(const toml::table& table) {
  std::vector<TomlEntry> entries;
  for (auto&& [key, value] : table) entries.push_back({.key = &key, .value = &value});
  std::ranges::sort(entries, [](const TomlEntry& a, const TomlEntry& b) {
    return a.key->source().begin < b.key->source().begin;
  });
  return entries;
}

const toml::node* TableReader::Find(std::string_view key) {
  known_.emplace_back(key);
  return table_.get(key);
}

std::optional<TableReader::FromEnvironment> TableReader::Override(std::string_view key) {
  if (prefix_.empty()) return std::nullopt;
  std::string name = EnvironmentName(prefix_, key);
  std::optional<std::string> text = NonEmpty(context_.environment(), name);
  if (!text) return std::nullopt;
  known_.emplace_back(key);
  return FromEnvironment{std::move(name), *std::move(text)};
}

SourceExcerpt WhereEnvironment(const std::string& name) {
  return {.file = "the environment variable " + name,
          .line = 0,
          .column = 0,
          .line_text = "",
          .length = 1};
}

void TableReader::RefuseType(std::string_view key, const toml::node& node, std::string_view wanted,
                             std::string advice) {
  context_.Refuse(
      context_.At(node.source()),
      fmt::format("'{}' in {} is {}, not {}", key, name_, TypeWithArticle(node), wanted),
      std::move(advice));
}

std::optional<std::string> TableReader::Text(std::string_view key) {
  if (auto given = Override(key)) return std::move(given->text);
  const toml::node* node = Find(key);
  if (node == nullptr) return std::nullopt;
  if (const auto* text = node->as_string()) return text->get();
  RefuseType(key, *node, "a string", fmt::format("write {} = \"...\"", key));
  return std::nullopt;
}

std::optional<std::string> TableReader::Scalar(std::string_view key) {
  const toml::node* node = Find(key);
  if (node == nullptr) return std::nullopt;
  std::optional<std::string> text = ScalarText(*node);
  if (!text) {
    RefuseType(key, *node, "a string, number or boolean", fmt::format("write {} = \"...\"", key));
  }
  return text;
}

std::optional<bool> TableReader::Flag(std::string_view key) {
  if (const auto given = Override(key)) {
    if (given->text == "true" || given->text == "false") return given->text == "true";
    context_.Refuse(
        WhereEnvironment(given->name),
        fmt::format("'{}' in {} is neither true nor false: '{}'", key, name_, given->text),
        "set it to true or false");
    return std::nullopt;
  }
  const toml::node* node = Find(key);
  if (node == nullptr) return std::nullopt;
  if (const auto* flag = node->as_boolean()) return flag->get();
  RefuseType(key, *node, "a boolean", fmt::format("write {0} = true or {0} = false", key));
  return std::nullopt;
}

std::optional<std::int64_t> TableReader::Integer(std::string_view key, std::int64_t least,
                                                 std::int64_t most) {
  const std::string advice =
      fmt::format("write {} = {}, or another number up to {}", key, least, most);
  std::optional<std::int64_t> number;
  if (const auto given = Override(key)) {
    std::int64_t value = least - 1;
    const char* end = given->text.data() + given->text.size();
    const auto [rest, failure] = std::from_chars(given->text.data(), end, value);
    number = failure == std::errc() && rest == end ? value : least - 1;
  } else if (const toml::node* node = Find(key)) {
    if (const auto* integer = node->as_integer()) {
      number = integer->get();
    } else {
      RefuseType(key, *node, "a whole number", advice);
    }
  }
  if (!number || (*number >= least && *number <= most)) return number;
  context_.Refuse(Where(key),
                  fmt::format("'{}' in {} must be from {} to {}", key, name_, least, most), advice);
  return std::nullopt;
}

std::optional<std::vector<std::string>> TableReader::Texts(std::string_view key) {
  const auto given = Override(key);
  if (!given) return TextsOfFile(key);
  std::vector<std::string> texts;
  for (const std::string_view part : Split(given->text, ',')) {
    if (const std::string_view text = Trim(part); !text.empty()) texts.emplace_back(text);
  }
  if (!texts.empty()) return texts;
  context_.Refuse(WhereEnvironment(given->name), fmt::format("'{}' in {} is empty", key, name_),
                  "name at least one; commas separate them");
  return std::nullopt;
}

std::optional<std::vector<std::string>> TableReader::TextsOfFile(std::string_view key) {
  const toml::node* node = Find(key);
  if (node == nullptr) return std::nullopt;
  const std::string advice = fmt::format("write {} = [\"...\"]", key);
  const toml::array* array = node->as_array();
  if (array == nullptr) {
    RefuseType(key, *node, "an array of strings", advice);
    return std::nullopt;
  }
  std::vector<std::string> texts;
  for (const toml::node& item : *array) {
    const auto* text = item.as_string();
    if (text == nullptr) {
      context_.Refuse(context_.At(item.source()),
                      fmt::format("an item of '{}' in {} is {}, not a string", key, name_,
                                  TypeWithArticle(item)),
                      advice);
      return std::nullopt;
    }
    texts.push_back(text->get());
  }
  if (!texts.empty()) return texts;
  context_.Refuse(context_.At(node->source()), fmt::format("'{}' in {} is empty", key, name_),
                  fmt::format("name at least one, or leave {} out", key));
  return std::nullopt;
}

std::optional<std::chrono::milliseconds> TableReader::Duration(std::string_view key) {
  if (const auto given = Override(key)) {
    const std::optional<std::chrono::milliseconds> duration = ParseDuration(given->text);
    if (duration) return duration;
    context_.Refuse(WhereEnvironment(given->name),
                    fmt::format("'{}' in {} is no duration: '{}'", key, name_, given->text),
                    "set it to a whole number with its unit, ms, s, m or h: 10s");
    return std::nullopt;
  }
  const toml::node* node = Find(key);
  if (node == nullptr) return std::nullopt;
  const std::string advice =
      fmt::format("write a whole number with its unit, ms, s, m or h: {} = \"10s\"", key);
  const auto* text = node->as_string();
  if (text == nullptr) {
    RefuseType(key, *node, "a duration", advice);
    return std::nullopt;
  }
  const std::optional<std::chrono::milliseconds> duration = ParseDuration(text->get());
  if (!duration) {
    context_.Refuse(context_.At(node->source()),
                    fmt::format("'{}' in {} is no duration: '{}'", key, name_, text->get()),
                    advice);
  }
  return duration;
}

std::optional<ConfigValue> TableReader::Value(std::string_view key) {
  // The text stays in the environment until it is used: it may be a secret.
  if (auto given = Override(key)) {
    return ConfigValue{
        .text = {}, .env = given->name, .file = {}, .where = WhereEnvironment(given->name)};
  }
  const toml::node* node = Find(key);
  if (node == nullptr) return std::nullopt;
  ConfigValue value{.text = {}, .env = {}, .file = {}, .where = context_.At(node->source())};
  if (const auto* text = node->as_string()) {
    value.text = text->get();
    return value;
  }
  const toml::table* source = node->as_table();
  if (source == nullptr) {
    RefuseType(key, *node, "a string",
               fmt::format("write {0} = \"...\", {0} = {{ env = \"NAME\" }} or {0} = {{ file = "
                           "\"path\" }}",
                           key));
    return std::nullopt;
  }
  TableReader reader(*source, fmt::format("'{}' in {}", key, name_), context_);
  value.env = reader.Text("env");
  value.file = reader.Text("file");
  reader.RefuseOthers();
  if (value.env.has_value() == value.file.has_value()) {
    context_.Refuse(
        value.where, fmt::format("'{}' in {} needs either env or file", key, name_),
        fmt::format("write {0} = {{ env = \"NAME\" }} or {0} = {{ file = \"path\" }}", key));
    return std::nullopt;
  }
  return value;
}

const toml::table* TableReader::Table(std::string_view key) {
  const toml::node* node = Find(key);
  if (node == nullptr) return nullptr;
  if (const toml::table* table = node->as_table()) return table;
  RefuseType(key, *node, "a table", fmt::format("give it a section of its own: [{}]", key));
  return nullptr;
}

const toml::array* TableReader::TableArray(std::string_view key) {
  const toml::node* node = Find(key);
  if (node == nullptr) return nullptr;
  const toml::array* array = node->as_array();
  if (array != nullptr && array->is_array_of_tables()) return array;
  RefuseType(key, *node, "an array of tables",
             fmt::format("give each a section of its own: [[{}]]", key));
  return nullptr;
}

SourceExcerpt TableReader::Where(std::string_view key) const {
  if (!prefix_.empty()) {
    const std::string name = EnvironmentName(prefix_, key);
    if (NonEmpty(context_.environment(), name)) return WhereEnvironment(name);
  }
  const toml::node* node = table_.get(key);
  return context_.At(node != nullptr ? node->source() : table_.source());
}

void TableReader::RefuseOthers() {
  for (const TomlEntry& entry : EntriesInOrder(table_)) {
    const std::string_view key = entry.key->str();
    if (std::ranges::find(known_, key) != known_.end()) continue;
    context_.Refuse(
        context_.At(*entry.key), fmt::format("unknown key '{}' in {}", key, name_),
        DidYouMean(key, known_, fmt::format("the keys of {} are {}", name_, Join(known_, ", "))));
  }
}

}  // namespace housewright::project
