#include "db/object_order.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

namespace housewright::db {
namespace {

int KindRank(const DatabaseObject& object) {
  if (object.engine == "Function") return 0;
  if (object.engine == "Dictionary") return 2;
  if (object.engine == "View") return 3;
  if (object.engine == "MaterializedView" || object.engine == "WindowView" ||
      object.engine == "LiveView") {
    return 4;
  }
  return 1;
}

bool IsWordByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80U;
}

// Reads one bare or quoted name at `at`, and moves behind it. Empty where none is there.
std::string TakeName(std::string_view text, std::size_t& at) {
  std::string name;
  const char quote = at < text.size() ? text[at] : '\0';
  if (quote != '`' && quote != '"') {
    while (at < text.size() && IsWordByte(text[at])) name += text[at++];
    return name;
  }
  for (++at; at < text.size() && text[at] != quote; ++at) {
    if (text[at] == '\\' && at + 1 < text.size()) ++at;
    name += text[at];
  }
  if (at < text.size()) ++at;
  return name;
}

using QualifiedName = std::pair<std::string, std::string>;

// Calls `use` with each pair of names that a dot joins.
void ForEachQualifiedName(std::string_view text,
                          const std::function<void(const QualifiedName&)>& use) {
  std::string previous;  // the name before the dot at `at`
  for (std::size_t at = 0; at < text.size();) {
    std::string name = TakeName(text, at);
    if (name.empty()) {
      ++at;
      previous.clear();
      continue;
    }
    if (!previous.empty()) use({previous, name});
    const bool dot_follows = at < text.size() && text[at] == '.';
    previous = dot_follows ? std::move(name) : std::string();
    if (dot_follows) ++at;
  }
}

}  // namespace

std::vector<DatabaseObject> OrderForCreation(std::vector<DatabaseObject> objects) {
  std::ranges::sort(objects, {}, [](const DatabaseObject& object) {
    return std::tuple(KindRank(object), std::string_view(object.database),
                      std::string_view(object.name));
  });
  std::map<QualifiedName, std::size_t> by_name;
  for (std::size_t i = 0; i < objects.size(); ++i) {
    by_name.emplace(QualifiedName(objects[i].database, objects[i].name), i);
  }
  std::vector<std::set<std::size_t>> needs(objects.size());
  std::vector<std::vector<std::size_t>> needed_by(objects.size());
  for (std::size_t i = 0; i < objects.size(); ++i) {
    ForEachQualifiedName(objects[i].create_query, [&](const QualifiedName& name) {
      const auto found = by_name.find(name);
      if (found == by_name.end() || found->second == i) return;
      if (needs[i].insert(found->second).second) needed_by[found->second].push_back(i);
    });
  }

  // Always the first of the sorted objects whose needs are met.
  std::set<std::size_t> ready;
  std::set<std::size_t> waiting;
  for (std::size_t i = 0; i < objects.size(); ++i) (needs[i].empty() ? ready : waiting).insert(i);
  std::vector<DatabaseObject> ordered;
  ordered.reserve(objects.size());
  while (!ready.empty() || !waiting.empty()) {
    std::set<std::size_t>& source = ready.empty() ? waiting : ready;  // waiting: a circle
    const std::size_t next = source.extract(source.begin()).value();
    ordered.push_back(std::move(objects[next]));
    for (const std::size_t dependent : needed_by[next]) {
      needs[dependent].erase(next);
      if (needs[dependent].empty() && waiting.erase(dependent) > 0) ready.insert(dependent);
    }
  }
  return ordered;
}

}  // namespace housewright::db
