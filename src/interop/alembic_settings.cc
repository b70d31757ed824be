#include "interop/alembic_settings.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <utility>

#include "base/source_text.h"
#include "base/text.h"
#include "interop/alembic_ini.h"

namespace housewright::interop {
namespace {

// [tool.alembic] of a pyproject.toml. Its values are what Python's `value % {"here": ...}` makes.
class ToolTable {
 public:
  // Without the table it has no key.
  static Result<ToolTable> Parse(SourceText source, std::string here) {
    ToolTable table(std::move(source), std::move(here));
    try {
      table.document_ = toml::parse(table.source_.text());
    } catch (const toml::parse_error& error) {
      return Fail(table.At(
          Error(ErrorCode::kInvalidInput, fmt::format("this is no TOML: {}", error.description())),
          error.source()));
    }
    const toml::node_view<toml::node> found = table.document_["tool"]["alembic"];
    if (found && !found.is_table()) {
      return Fail(table.At(Error(ErrorCode::kInvalidInput, "[tool.alembic] is no table"),
                           found.node()->source()));
    }
    return table;
  }

  bool exists() const { return table() != nullptr; }

  Result<std::string> Text(std::string_view key) const {
    const toml::node* node = Find(key);
    if (node == nullptr) return std::string();
    return Fill(*node, key);
  }

  Result<std::vector<std::string>> Texts(std::string_view key) const {
    std::vector<std::string> texts;
    const toml::node* node = Find(key);
    if (node == nullptr) return texts;
    const toml::array* array = node->as_array();
    if (array == nullptr) return Fail(WrongType(*node, key, "a list of strings"));
    for (const toml::node& one : *array) {
      ASSIGN_OR_RETURN(texts.emplace_back(), Fill(one, key));
    }
    return texts;
  }

  Result<bool> Flag(std::string_view key) const {
    const toml::node* node = Find(key);
    if (node == nullptr) return false;
    if (!node->is_boolean()) return Fail(WrongType(*node, key, "true or false"));
    return **node->as_boolean();
  }

 private:
  ToolTable(SourceText source, std::string here)
      : source_(std::move(source)), here_(std::move(here)) {}

  const toml::table* table() const { return document_["tool"]["alembic"].as_table(); }
  const toml::node* Find(std::string_view key) const {
    return exists() ? table()->get(key) : nullptr;
  }

  Error At(Error error, const toml::source_region& region) const {
    const std::size_t line = region.begin.line;
    std::size_t offset = 0;
    for (std::size_t i = 1; i < line; ++i) offset = source_.text().find('\n', offset) + 1;
    return std::move(error).At(source_.Excerpt(offset + region.begin.column - 1));
  }

  Error WrongType(const toml::node& node, std::string_view key, std::string_view wanted) const {
    return At(Error(ErrorCode::kInvalidInput,
                    fmt::format("'{}' in [tool.alembic] is not {}", key, wanted)),
              node.source());
  }

  Result<std::string> Fill(const toml::node& node, std::string_view key) const {
    if (!node.is_string()) return Fail(WrongType(node, key, "a string"));
    const std::string& text = **node.as_string();
    static constexpr std::string_view kHere = "%(here)s";
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] != '%') {
        out += text[i];
      } else if (text.compare(i, kHere.size(), kHere) == 0) {
        out += here_;
        i += kHere.size() - 1;
      } else if (text.compare(i, 2, "%%") == 0) {
        out += '%';
        ++i;
      } else {
        return Fail(At(Error(ErrorCode::kInvalidInput,
                             fmt::format("'{}' in [tool.alembic] has a % that is neither %(here)s "
                                         "nor %%",
                                         key)),
                       node.source()));
      }
    }
    return out;
  }

  SourceText source_;
  std::string here_;
  toml::table document_;
};

Error NoScriptLocation(const std::string& said_by) {
  return Error(ErrorCode::kInvalidInput, fmt::format("{} has no script_location", said_by))
      .WithAdvice("name the script folder: `housewright import alembic FOLDER`");
}

}  // namespace

Result<std::optional<AlembicSettings>> ReadAlembicSettings(const FileSystem& files,
                                                           const std::string& directory) {
  const std::string ini_path = JoinPath(directory, "alembic.ini");
  const std::string toml_path = JoinPath(directory, "pyproject.toml");
  std::optional<AlembicIni> ini;
  if (files.Exists(ini_path)) {
    ASSIGN_OR_RETURN(const std::string text, files.Read(ini_path));
    ini.emplace(text, directory);
  }
  std::string toml_text;
  if (files.Exists(toml_path)) {
    ASSIGN_OR_RETURN(toml_text, files.Read(toml_path));
  }
  ASSIGN_OR_RETURN(const ToolTable tool,
                   ToolTable::Parse(SourceText(toml_path, std::move(toml_text)), directory));
  if (!ini && !tool.exists()) return std::nullopt;

  AlembicSettings settings;
  settings.said_by = ini ? ini_path : toml_path;
  if (ini && tool.exists()) settings.said_by += " and " + toml_path;
  ASSIGN_OR_RETURN(settings.script_location, tool.Text("script_location"));
  ASSIGN_OR_RETURN(settings.version_locations, tool.Texts("version_locations"));
  ASSIGN_OR_RETURN(settings.recursive, tool.Flag("recursive_version_locations"));
  if (ini) {
    if (auto script = ini->Get("script_location")) settings.script_location = *std::move(script);
    std::vector<std::string> locations = ini->VersionLocations();
    if (!locations.empty()) settings.version_locations = std::move(locations);
    if (ini->Get("recursive_version_locations")) settings.recursive = ini->recursive();
  }
  if (settings.script_location.empty()) return Fail(NoScriptLocation(settings.said_by));
  return settings;
}

}  // namespace housewright::interop
