// An INSERT is told by the blocks of every table that its rows reach: the one that it names, and
// those that materialized views fill with them. In its partition an INSERT has block numbers that
// are higher than all before it (a Replicated table counts in each partition for itself), and
// merges and mutations keep the numbers.

#include <fmt/format.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "exec/before_kinds.h"
#include "exec/object_probe.h"
#include "schema/parse.h"
#include "sql/facts_cursor.h"
#include "sql/quote.h"

namespace housewright::exec {
namespace {

// Views behind one table: more are not followed before each INSERT.
constexpr std::size_t kViewsAtMost = 32;

struct Look {
  std::string blocks;      // a hash of the last block of each partition
  bool has_parts = false;  // of the MergeTree family
  bool is_read = false;    // by a view, at each INSERT
};

class Blocks final : public BeforeImage {
 public:
  explicit Blocks(sql::ObjectName table) : table_(std::move(table)) {}

  std::string_view kind() const override { return "blocks"; }

  // The blocks of the table; then name and blocks of each table behind its views.
  Result<std::optional<Values>> Take(Asker& asker) const override {
    ASSIGN_OR_RETURN(const auto own, LookAt(asker, table_));
    if (!own || !own->has_parts) return std::nullopt;
    Values values{own->blocks};
    if (!own->is_read) return values;
    ASSIGN_OR_RETURN(const auto behind, BehindViews(asker));
    if (!behind) return std::nullopt;
    for (const auto& [name, blocks] : *behind) values.insert(values.end(), {name, blocks});
    return values;
  }

  // New blocks may be anybody's, and where some have gone, so may those of the INSERT.
  Result<Verdict> Compare(Asker& asker, const Values& before) const override {
    ASSIGN_OR_RETURN(const auto now, Take(asker));
    if (!now || before.size() != now->size()) return Verdict::kCannotTell;
    for (std::size_t i = 0; i < now->size(); ++i) {
      if ((*now)[i] == before[i]) continue;
      const bool is_name = i % 2 == 1;
      if (!is_name) {
        asker.Note(fmt::format("{} has other parts than before it",
                               i == 0 ? DisplayName(table_) : (*now)[i - 1]));
      }
      return Verdict::kCannotTell;
    }
    asker.Note(fmt::format("{}{} no part that {} had not before it", DisplayName(table_),
                           now->size() == 1 ? " has" : " and the tables behind its views have",
                           now->size() == 1 ? "it" : "they"));
    return Verdict::kAsItWas;
  }

 private:
  using Tables = std::map<std::string, std::string>;  // blocks by name

  // Nothing where rows may come to something else.
  Result<std::optional<Tables>> BehindViews(Asker& asker) const {
    Tables tables;
    std::vector<sql::ObjectName> read{table_};
    std::size_t views_seen = 0;
    for (std::size_t i = 0; i < read.size(); ++i) {
      ASSIGN_OR_RETURN(const auto views, ViewsOf(asker, read[i]));
      if (!views) return std::nullopt;
      views_seen += views->size();
      if (views_seen > kViewsAtMost) return std::nullopt;
      for (const sql::ObjectName& view : *views) {
        ASSIGN_OR_RETURN(const bool is_followed, Follow(asker, view, tables, read));
        if (!is_followed) return std::nullopt;
      }
    }
    return tables;
  }

  // Adds the table that the view fills, and what may read its rows on.
  static Result<bool> Follow(Asker& asker, const sql::ObjectName& view, Tables& tables,
                             std::vector<sql::ObjectName>& read) {
    ASSIGN_OR_RETURN(const auto object, DefinitionOf(asker, view));
    if (!object || object->kind != schema::ObjectKind::kMaterializedView) return false;
    if (object->clauses.contains("REFRESH")) return true;  // an INSERT does not feed it
    // A view's own table has a name that is not in its definition.
    const auto to = object->clauses.find("TO");
    if (to == object->clauses.end()) return false;
    const auto target = sql::FactsCursor(to->second).TakeObjectName();
    if (!target) return false;
    ASSIGN_OR_RETURN(const auto look, LookAt(asker, *target));
    if (!look || !look->has_parts) return false;
    read.push_back(view);
    const bool is_new = tables.try_emplace(DisplayName(*target), look->blocks).second;
    if (is_new && look->is_read) read.push_back(*target);
    return true;
  }

  static std::string IsTable(const sql::ObjectName& table) {
    return fmt::format("database = {} AND name = {}", DatabaseExpression(table.database),
                       sql::QuoteString(table.name));
  }

  static Result<std::optional<Look>> LookAt(Asker& asker, const sql::ObjectName& table) {
    ASSIGN_OR_RETURN(
        const auto rows,
        asker.Rows(fmt::format("SELECT (SELECT sum(cityHash64(partition_id, last)) FROM (SELECT "
                               "partition_id, max(max_block_number) AS last FROM {} GROUP BY "
                               "partition_id)), engine LIKE '%MergeTree', "
                               "notEmpty(dependencies_table) FROM system.tables WHERE {}",
                               ActivePartsOf(table), IsTable(table)),
                   3, "system.parts"));
    if (!rows || rows->empty()) return std::nullopt;
    const auto& row = rows->front();
    return Look{.blocks = row[0], .has_parts = row[1] == "1", .is_read = row[2] == "1"};
  }

  static Result<std::optional<std::vector<sql::ObjectName>>> ViewsOf(Asker& asker,
                                                                     const sql::ObjectName& table) {
    ASSIGN_OR_RETURN(
        const auto rows,
        asker.Rows(fmt::format("SELECT in_database, view FROM system.tables ARRAY JOIN "
                               "dependencies_database AS in_database, dependencies_table AS view "
                               "WHERE {}",
                               IsTable(table)),
                   2, "system.tables"));
    if (!rows) return std::nullopt;
    std::vector<sql::ObjectName> views;
    for (const auto& row : *rows) views.push_back({.database = row[0], .name = row[1]});
    return views;
  }

  static Result<std::optional<schema::Object>> DefinitionOf(Asker& asker,
                                                            const sql::ObjectName& view) {
    ASSIGN_OR_RETURN(const auto rows, asker.Rows(CreateQuerySql(view), 1, "system.tables"));
    if (!rows || rows->empty()) return std::nullopt;
    auto object = schema::ParseObject(rows->front()[0]);
    if (!object) return std::nullopt;
    return *std::move(object);
  }

  sql::ObjectName table_;
};

}  // namespace

std::unique_ptr<BeforeImage> BlocksBefore(const sql::StatementFacts& facts) {
  if (facts.verb != sql::Verb::kInsert || !IsOfOneTable(facts)) return nullptr;
  return std::make_unique<Blocks>(facts.objects[0]);
}

}  // namespace housewright::exec
