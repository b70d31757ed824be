#include "schema/diff.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "schema/canonical.h"
#include "sql/quote.h"

namespace housewright::schema {
namespace {

using Texts = std::map<std::string, std::string>;

// Calls `use` with each key of either map and both texts, empty where one has none.
template <class Use>
void ForEachOfBoth(const Texts& expected, const Texts& actual, Use use) {
  std::set<std::string> keys;
  for (const auto& [key, text] : expected) keys.insert(key);
  for (const auto& [key, text] : actual) keys.insert(key);
  const auto find = [](const Texts& texts, const std::string& key) -> const std::string& {
    static const std::string kNone;
    const auto found = texts.find(key);
    return found == texts.end() ? kNone : found->second;
  };
  for (const std::string& key : keys) use(key, find(expected, key), find(actual, key));
}

Texts ColumnsOf(const Object& object) {
  Texts texts;
  for (const Column& column : object.columns) texts.emplace(column.name, column.Text());
  return texts;
}

Texts ElementsOf(const Object& object) {
  Texts texts;
  for (const Element& element : object.elements) {
    const std::string key =
        fmt::format("{} {}", element.kind, sql::QuoteIdentifierIfNeeded(element.name));
    texts.emplace(key, fmt::format("{} {}", key, element.definition));
  }
  return texts;
}

// The names of those that both have, in this object's order: first those that SELECT * shows.
std::vector<std::string> OrderOfShared(const Object& object, const Texts& other) {
  std::vector<std::string> names;
  for (const bool computed : {false, true}) {
    for (const Column& column : object.columns) {
      const bool is_computed =
          column.default_kind == "MATERIALIZED" || column.default_kind == "ALIAS";
      if (is_computed == computed && other.contains(column.name)) names.push_back(column.name);
    }
  }
  return names;
}

std::string ListOf(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) {
    text += fmt::format("{}{}", text.empty() ? "" : ", ", sql::QuoteIdentifierIfNeeded(name));
  }
  return text;
}

class ObjectDiff {
 public:
  ObjectDiff(const Object& expected, const Object& actual) : expected_(expected), actual_(actual) {}

  std::vector<PartChange> Run() {
    Compare("kind", std::string(ObjectKindName(expected_.kind)),
            std::string(ObjectKindName(actual_.kind)));
    CompareColumns();
    ForEachOfBoth(ElementsOf(expected_), ElementsOf(actual_),
                  [this](const std::string& key, const std::string& left,
                         const std::string& right) { Compare(key, left, right); });
    CompareClauses();
    ForEachOfBoth(
        expected_.settings, actual_.settings,
        [this](const std::string& key, const std::string& left, const std::string& right) {
          Compare(fmt::format("setting {}", key), left, right);
        });
    return std::move(parts_);
  }

 private:
  void Compare(std::string part, const std::string& left, const std::string& right) {
    if (!SameText(left, right)) parts_.push_back({std::move(part), left, right});
  }

  void CompareColumns() {
    const Texts left = ColumnsOf(expected_);
    const Texts right = ColumnsOf(actual_);
    ForEachOfBoth(
        left, right,
        [this](const std::string& name, const std::string& one, const std::string& other) {
          Compare(fmt::format("column {}", sql::QuoteIdentifierIfNeeded(name)), one, other);
        });
    Compare("order of columns", ListOf(OrderOfShared(expected_, right)),
            ListOf(OrderOfShared(actual_, left)));
  }

  void CompareClauses() {
    Texts left = expected_.clauses;
    Texts right = actual_.clauses;
    for (Texts* clauses : {&left, &right}) {
      const auto key = clauses->find("PRIMARY KEY");
      const auto order = clauses->find("ORDER BY");
      if (key != clauses->end() && order != clauses->end() && key->second == order->second)
        clauses->erase(key);
    }
    if (!left.contains("DEFINER")) right.erase("DEFINER");
    if (!left.contains("SQL SECURITY")) right.erase("SQL SECURITY");
    ForEachOfBoth(
        left, right,
        [this](const std::string& clause, const std::string& one, const std::string& other) {
          Compare(clause.empty() ? "the words behind the name" : clause, one, other);
        });
  }

  const Object& expected_;
  const Object& actual_;
  std::vector<PartChange> parts_;
};

using ObjectName = std::pair<std::string, std::string>;

std::map<ObjectName, const Object*> ByName(const Schema& schema) {
  std::map<ObjectName, const Object*> objects;
  for (const Object& object : schema.objects)
    objects.emplace(ObjectName(object.database, object.name), &object);
  return objects;
}

std::string DatabaseStatement(const Database& database) {
  return fmt::format("CREATE DATABASE {}{}", sql::QuoteIdentifierIfNeeded(database.name),
                     database.engine.empty() ? "" : " ENGINE = " + database.engine);
}

Change ChangeOf(ChangeKind kind, const Object& object) {
  Change change{.kind = kind,
                .object_kind = std::string(ObjectKindName(object.kind)),
                .name = object.Display(),
                .expected = {},
                .actual = {},
                .parts = {}};
  if (kind == ChangeKind::kMissing) change.expected = object.create_query;
  if (kind == ChangeKind::kExtra) change.actual = object.create_query;
  return change;
}

void DiffDatabases(const Schema& expected, const Schema& actual, std::vector<Change>& changes) {
  std::map<std::string, std::pair<const Database*, const Database*>> both;
  for (const Database& database : expected.databases) both[database.name].first = &database;
  for (const Database& database : actual.databases) both[database.name].second = &database;
  for (const auto& [name, sides] : both) {
    const auto& [left, right] = sides;
    if (left != nullptr && right != nullptr && left->engine == right->engine) continue;
    Change change{.kind = ChangeKind::kChanged,
                  .object_kind = "database",
                  .name = sql::QuoteIdentifierIfNeeded(name),
                  .expected = {},
                  .actual = {},
                  .parts = {}};
    if (right == nullptr) {
      change.kind = ChangeKind::kMissing;
      change.expected = DatabaseStatement(*left);
    } else if (left == nullptr) {
      change.kind = ChangeKind::kExtra;
      change.actual = DatabaseStatement(*right);
    } else {
      change.parts = {{"ENGINE", left->engine, right->engine}};
    }
    changes.push_back(std::move(change));
  }
}

}  // namespace

std::string_view ChangeKindName(ChangeKind kind) {
  switch (kind) {
    case ChangeKind::kMissing:
      return "missing";
    case ChangeKind::kExtra:
      return "extra";
    case ChangeKind::kChanged:
      return "changed";
  }
  return "changed";
}

std::vector<PartChange> DiffObjects(const Object& expected, const Object& actual) {
  return ObjectDiff(expected, actual).Run();
}

std::vector<Change> Diff(const Schema& expected, const Schema& actual) {
  std::vector<Change> changes;
  DiffDatabases(expected, actual, changes);
  const auto left = ByName(expected);
  const auto right = ByName(actual);
  std::set<ObjectName> names;
  for (const auto& [name, object] : left) names.insert(name);
  for (const auto& [name, object] : right) names.insert(name);
  for (const ObjectName& name : names) {
    const auto one = left.find(name);
    const auto other = right.find(name);
    if (other == right.end()) {
      changes.push_back(ChangeOf(ChangeKind::kMissing, *one->second));
    } else if (one == left.end()) {
      changes.push_back(ChangeOf(ChangeKind::kExtra, *other->second));
    } else if (auto parts = DiffObjects(*one->second, *other->second); !parts.empty()) {
      Change change = ChangeOf(ChangeKind::kChanged, *one->second);
      change.parts = std::move(parts);
      changes.push_back(std::move(change));
    }
  }
  return changes;
}

}  // namespace housewright::schema
