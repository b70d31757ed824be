#include "interop/alembic_ini.h"

#include <utility>

#include "base/text.h"

namespace housewright::interop {
namespace {

constexpr int kDeepestValue = 10;  // ConfigParser's own limit

}  // namespace

AlembicIni::AlembicIni(std::string_view text, std::string here) {
  std::string section;
  std::string* last = nullptr;
  for (std::string_view line : Split(text, '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    const std::string_view trimmed = Trim(line);
    if (trimmed.empty() || trimmed[0] == '#' || trimmed[0] == ';') continue;
    if ((line[0] == ' ' || line[0] == '\t') && last != nullptr) {
      *last += "\n" + std::string(trimmed);
      continue;
    }
    last = nullptr;
    if (trimmed.starts_with('[') && trimmed.ends_with(']')) {
      section = trimmed.substr(1, trimmed.size() - 2);
      continue;
    }
    const std::size_t equals = trimmed.find_first_of("=:");
    if (equals == std::string_view::npos || (section != "alembic" && section != "DEFAULT")) {
      continue;
    }
    const std::string key = ToLower(Trim(trimmed.substr(0, equals)));
    if (section == "DEFAULT" && values_.contains(key)) continue;
    std::string& value = values_[key];
    value = Trim(trimmed.substr(equals + 1));
    last = &value;
  }
  values_["here"] = std::move(here);
}

std::optional<std::string> AlembicIni::Get(std::string_view key) const {
  const auto found = values_.find(key);
  if (found == values_.end()) return std::nullopt;
  std::string value(Trim(Fill(found->second, 0)));
  if (value.empty()) return std::nullopt;
  return value;
}

std::string AlembicIni::Fill(std::string_view text, int depth) const {
  std::string out;
  while (!text.empty()) {
    const std::size_t percent = std::min(text.find('%'), text.size());
    out += text.substr(0, percent);
    text.remove_prefix(percent);
    if (text.empty()) break;
    const std::size_t end = text.find(")s");
    if (text.starts_with("%(") && end != std::string_view::npos && depth < kDeepestValue) {
      const auto found = values_.find(ToLower(text.substr(2, end - 2)));
      if (found != values_.end()) {
        out += found->first == "here" ? found->second : Fill(found->second, depth + 1);
      }
      text.remove_prefix(end + 2);
    } else {
      out += '%';
      text.remove_prefix(text.starts_with("%%") ? 2 : 1);
    }
  }
  return out;
}

std::vector<std::string> AlembicIni::VersionLocations() const {
  const std::string value = Get("version_locations").value_or("");
  std::string separator =
      Get("path_separator").value_or(Get("version_path_separator").value_or(""));
  std::string separators = " ,\n";  // how Alembic split before it had a key for it
  if (separator == "os" || separator == ":") separators = ":\n";
  if (separator == ";") separators = ";\n";
  if (separator == "space") separators = " \n";
  if (separator == "newline") separators = "\n";
  std::vector<std::string> locations;
  std::size_t at = 0;
  while (at <= value.size()) {
    const std::size_t end = std::min(value.find_first_of(separators, at), value.size());
    const std::string_view path = Trim(std::string_view(value).substr(at, end - at));
    if (!path.empty()) locations.emplace_back(path);
    at = end + 1;
  }
  return locations;
}

}  // namespace housewright::interop
