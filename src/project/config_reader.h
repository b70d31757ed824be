#pragma once

// Typed reading of TOML tables for config.cc: every wrong type and unknown key becomes a
// diagnostic with its place. The only header that knows toml++, for config*.cc only.

#include <toml++/toml.h>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/source_text.h"
#include "project/config.h"

namespace housewright::project {

// Where findings go, and how a place of toml++ becomes one of ours.
class ConfigContext {
 public:
  ConfigContext(const SourceText& source, Diagnostics& diagnostics, Environment environment = {});

  const Environment& environment() const { return environment_; }

  SourceExcerpt At(const toml::source_region& region) const;
  SourceExcerpt At(const toml::key& key) const;
  void Refuse(SourceExcerpt where, std::string message, std::string advice,
              std::string_view rule = "config");
  void Warn(SourceExcerpt where, std::string message, std::string advice, std::string_view rule);

 private:
  std::size_t OffsetOf(const toml::source_position& position) const;

  const SourceText& source_;
  Diagnostics& diagnostics_;
  Environment environment_;
  std::vector<std::size_t> line_starts_;
};

// Where a value that an environment variable gives is said to stand.
SourceExcerpt WhereEnvironment(const std::string& name);

// One table with known keys. Ask for each key, then call RefuseOthers(). A key that the environment
// has is taken from there.
class TableReader {
 public:
  // `name` is the table as messages call it: "[project]". `prefix` begins the names of the
  // environment variables: "HOUSEWRIGHT_PROJECT"; where it is empty there are none.
  TableReader(const toml::table& table, std::string name, ConfigContext& context,
              std::string prefix = "")
      : table_(table), name_(std::move(name)), context_(context), prefix_(std::move(prefix)) {}

  const std::string& name() const { return name_; }
  // Absent where the key is absent or its type is wrong (reported).
  std::optional<std::string> Text(std::string_view key);
  std::optional<std::string> Scalar(std::string_view key);  // integers and bools as text, too
  std::optional<bool> Flag(std::string_view key);
  // A whole number from `least` to `most`.
  std::optional<std::int64_t> Integer(std::string_view key, std::int64_t least, std::int64_t most);
  // An array of strings with at least one.
  std::optional<std::vector<std::string>> Texts(std::string_view key);
  // As Texts, but an array only: the environment has no say.
  std::optional<std::vector<std::string>> TextsOfFile(std::string_view key);
  std::optional<std::chrono::milliseconds> Duration(std::string_view key);
  // A string, or { env = "X" }, or { file = "path" }.
  std::optional<ConfigValue> Value(std::string_view key);
  const toml::table* Table(std::string_view key);
  const toml::array* TableArray(std::string_view key);
  // Where the value of `key` stands; the table's own place where there is no such key.
  SourceExcerpt Where(std::string_view key) const;
  void Know(std::string_view key) { known_.emplace_back(key); }  // read elsewhere
  void RefuseOthers();

 private:
  const toml::node* Find(std::string_view key);
  struct FromEnvironment {
    std::string name;
    std::string text;
  };
  std::optional<FromEnvironment> Override(std::string_view key);
  void RefuseType(std::string_view key, const toml::node& node, std::string_view wanted,
                  std::string advice);

  const toml::table& table_;
  std::string name_;
  ConfigContext& context_;
  std::string prefix_;
  std::vector<std::string> known_;
};

struct TomlEntry {
  const toml::key* key;
  const toml::node* value;
};
// The entries of a table with free keys, in the order of the file (toml++ sorts them by name).
std::vector<TomlEntry> EntriesInOrder(const toml::table& table);

// The text of a string, integer, float or bool; absent for anything else.
std::optional<std::string> ScalarText(const toml::node& node);
// "an integer", "a table", ...
std::string_view TypeWithArticle(const toml::node& node);
// "10s", "500ms", "5m", "1h"; absent where `text` is none of these or does not fit.
std::optional<std::chrono::milliseconds> ParseDuration(std::string_view text);

}  // namespace housewright::project
