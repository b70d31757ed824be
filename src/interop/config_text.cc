#include "interop/config_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "project/insertion_walk.h"
#include "sql/quote.h"

namespace housewright::interop {
namespace {

// A basic string of TOML.
std::string TomlText(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      out += fmt::format("\\u{:04X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    } else {
      out += c;
    }
  }
  return out + '"';
}

// One line of a comment.
std::string HeaderSafe(std::string_view text) {
  std::string line;
  for (const char c : text) line += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  return line;
}

// Words before the name of an object.
bool PrecedesName(std::string_view word) {
  static constexpr std::array<std::string_view, 18> kWords = {
      "TABLE",   "DATABASE", "INTO", "FROM", "EXISTS", "VIEW", "DICTIONARY", "TO",     "JOIN",
      "CLUSTER", "FUNCTION", "USER", "ROLE", "ON",     "AS",   "USE",        "COLUMN", "UPDATE"};
  return std::ranges::any_of(
      kWords, [word](std::string_view known) { return EqualsIgnoringCase(known, word); });
}

class UseFinder {
 public:
  UseFinder(std::string_view sql, VariableUses& uses, std::optional<Login>& login)
      : sql_(sql), uses_(uses), login_(login) {}

  void Text(std::size_t, std::size_t) {}
  void Braces() {}
  void Fault(const project::TemplateFault&) {}
  void Insert(const project::PlacedInsertion& placed) {
    VariableUse& use = uses_[std::string(placed.insertion.name)];
    ReadLogin(placed.insertion);
    if (placed.place != project::Place::kBare) return;
    const bool is_name = placed.touches_word || IsBesideDot(placed.insertion) ||
                         PrecedesName(WordBefore(placed.insertion.begin));
    (is_name ? use.as_identifier : use.elsewhere) = true;
  }

 private:
  bool IsBesideDot(const project::Insertion& insertion) const {
    const bool before = insertion.begin > 0 && sql_[insertion.begin - 1] == '.';
    return before || (insertion.end < sql_.size() && sql_[insertion.end] == '.');
  }

  std::string_view WordBefore(std::size_t at) const {
    const std::string_view before = Trim(sql_.substr(0, at));
    std::size_t begin = before.size();
    while (begin > 0 && project::IsWordByte(before[begin - 1])) --begin;
    return before.substr(begin);
  }

  // CLICKHOUSE(... user '{{ name }}' password '{{ name }}' ...), in this order or the other.
  void ReadLogin(const project::Insertion& insertion) {
    const bool is_quoted = insertion.begin > 0 && sql_[insertion.begin - 1] == '\'';
    const std::string_view word = WordBefore(insertion.begin - (is_quoted ? 1 : 0));
    const bool is_user = EqualsIgnoringCase(word, "USER");
    if (!is_user && !EqualsIgnoringCase(word, "PASSWORD")) return;
    const auto word_begin = static_cast<std::size_t>(word.data() - sql_.data());
    const std::size_t open = sql_.rfind('(', word_begin);
    if (open == std::string_view::npos || !EqualsIgnoringCase(WordBefore(open), "CLICKHOUSE")) {
      return;
    }
    if (open != source_) pair_ = {};
    source_ = open;
    (is_user ? pair_.user : pair_.password) = insertion.name;
    if (!login_ && !pair_.user.empty() && !pair_.password.empty()) login_ = pair_;
  }

  std::string_view sql_;
  VariableUses& uses_;
  std::optional<Login>& login_;
  Login pair_;
  std::size_t source_ = 0;  // where the bracket of pair_ stands
};

std::string_view KindOf(const FoundVariable& found, const VariableUse& use) {
  if (found.secret || !use.elsewhere) return "";
  const bool is_number = found.default_value && sql::IsNumber(*found.default_value);
  return is_number && !use.as_identifier ? "number" : "raw";
}

std::string VariableLine(const std::string& name, const FoundVariable& found,
                         const VariableUse& use) {
  std::vector<std::string> entries;
  const std::string_view kind = KindOf(found, use);
  if (found.secret) entries.emplace_back("secret = true");
  // A secret's value is not copied from file to file.
  if (found.default_value && !found.secret) {
    if (kind.empty() && found.env.empty()) {
      return fmt::format("{} = {}\n", name, TomlText(*found.default_value));
    }
    entries.push_back(fmt::format("default = {}", TomlText(*found.default_value)));
  }
  if (!found.env.empty()) entries.push_back(fmt::format("env = {}", TomlText(found.env)));
  if (!kind.empty()) entries.push_back(fmt::format("kind = \"{}\"", kind));
  if (!found.computed.empty()) {
    std::string computed = found.computed.substr(0, found.computed.find('\n'));
    if (found.secret) computed.clear();
    if (!computed.empty()) {
      entries.push_back(fmt::format("description = {}", TomlText("in Python: " + computed)));
    }
  }
  if (entries.empty()) return fmt::format("{} = {{}}\n", name);
  return fmt::format("{} = {{ {} }}\n", name, Join(entries, ", "));
}

}  // namespace

void AddVariableUses(std::string_view sql, VariableUses& uses, std::optional<Login>& login) {
  UseFinder finder(sql, uses, login);
  project::InsertionWalk<UseFinder>(sql, 0, sql.size(), finder).Run();
}

std::string ConfigText(const ConfigInputs& inputs) {
  std::string out = fmt::format(
      "# Imported from Alembic by `housewright import alembic {}`.\n\n[project]\nname = {}\n"
      "# The database that holds the journal of what was applied; it must be there.\n"
      "state_database = \"default\"\ndefault_target = \"local\"\n",
      HeaderSafe(inputs.from), TomlText(inputs.name));
  out +=
      "\n# The revisions keep their ids: letters, digits and '_' need no setting. What Alembic has "
      "applied is\n# taken over, without running it, by `housewright adopt alembic";
  if (!inputs.version_table_schema.empty()) {
    out += fmt::format(" --database {}", HeaderSafe(inputs.version_table_schema));
  }
  if (!inputs.version_table.empty()) {
    out += fmt::format(" --table {}", HeaderSafe(inputs.version_table));
  }
  out += "`.\n";
  for (const std::string& service : inputs.services) {
    out += fmt::format("[services.{}]\n", service);
  }
  if (!inputs.variables.empty()) {
    out +=
        "\n# One without a value gets it from -x NAME=VALUE, HOUSEWRIGHT_VAR_NAME, or default = "
        "\"...\" here.\n[variables]\n";
  }
  for (const auto& [name, found] : inputs.variables) {
    const auto use = inputs.uses.find(name);
    out += VariableLine(name, found, use == inputs.uses.end() ? VariableUse{} : use->second);
  }
  out +=
      "\n[targets.local]\n# The built-in ClickHouse engine, with its data in this directory.\n"
      "url = \"embedded:.housewright/local\"\n";
  if (inputs.login) {
    out += fmt::format(
        "# It has this user, so that dictionaries can log in; it keeps `default` for itself.\n"
        "user = \"{{{{ {} }}}}\"\npassword = \"{{{{ {} }}}}\"\n",
        inputs.login->user, inputs.login->password);
  }
  return out;
}

}  // namespace housewright::interop
