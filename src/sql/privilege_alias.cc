#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "sql/grant.h"

namespace housewright::sql {
namespace {

// The second names of privileges on data, from system.privileges of 26.7. Those of SYSTEM and of
// access management are left out: an alias that is not known here costs a statement that is sent
// again, nothing else.
constexpr auto kPrivilegeAliases = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"UPDATE", "ALTER UPDATE"},
    {"DELETE", "ALTER DELETE"},
    {"ADD COLUMN", "ALTER ADD COLUMN"},
    {"MODIFY COLUMN", "ALTER MODIFY COLUMN"},
    {"DROP COLUMN", "ALTER DROP COLUMN"},
    {"COMMENT COLUMN", "ALTER COMMENT COLUMN"},
    {"CLEAR COLUMN", "ALTER CLEAR COLUMN"},
    {"RENAME COLUMN", "ALTER RENAME COLUMN"},
    {"MATERIALIZE COLUMN", "ALTER MATERIALIZE COLUMN"},
    {"MODIFY COMMENT", "ALTER MODIFY COMMENT"},
    {"ALTER MODIFY ORDER BY", "ALTER ORDER BY"},
    {"MODIFY ORDER BY", "ALTER ORDER BY"},
    {"ALTER MODIFY SAMPLE BY", "ALTER SAMPLE BY"},
    {"MODIFY SAMPLE BY", "ALTER SAMPLE BY"},
    {"ADD INDEX", "ALTER ADD INDEX"},
    {"DROP INDEX", "ALTER DROP INDEX"},
    {"MATERIALIZE INDEX", "ALTER MATERIALIZE INDEX"},
    {"CLEAR INDEX", "ALTER CLEAR INDEX"},
    {"INDEX", "ALTER INDEX"},
    {"ADD PROJECTION", "ALTER ADD PROJECTION"},
    {"DROP PROJECTION", "ALTER DROP PROJECTION"},
    {"MATERIALIZE PROJECTION", "ALTER MATERIALIZE PROJECTION"},
    {"CLEAR PROJECTION", "ALTER CLEAR PROJECTION"},
    {"PROJECTION", "ALTER PROJECTION"},
    {"ADD CONSTRAINT", "ALTER ADD CONSTRAINT"},
    {"DROP CONSTRAINT", "ALTER DROP CONSTRAINT"},
    {"CONSTRAINT", "ALTER CONSTRAINT"},
    {"ALTER MODIFY TTL", "ALTER TTL"},
    {"MODIFY TTL", "ALTER TTL"},
    {"MATERIALIZE TTL", "ALTER MATERIALIZE TTL"},
    {"ALTER SETTING", "ALTER SETTINGS"},
    {"ALTER MODIFY SETTING", "ALTER SETTINGS"},
    {"MODIFY SETTING", "ALTER SETTINGS"},
    {"RESET SETTING", "ALTER SETTINGS"},
    {"ALTER MOVE PART", "ALTER MOVE PARTITION"},
    {"MOVE PARTITION", "ALTER MOVE PARTITION"},
    {"MOVE PART", "ALTER MOVE PARTITION"},
    {"ALTER FETCH PART", "ALTER FETCH PARTITION"},
    {"FETCH PARTITION", "ALTER FETCH PARTITION"},
    {"FREEZE PARTITION", "ALTER FREEZE PARTITION"},
    {"UNFREEZE", "ALTER FREEZE PARTITION"},
    {"ALTER TABLE MODIFY QUERY", "ALTER VIEW MODIFY QUERY"},
    {"TRUNCATE TABLE", "TRUNCATE"},
    {"OPTIMIZE TABLE", "OPTIMIZE"},
    {"DICTGET", "dictGet"},
    {"DICTHAS", "dictGet"},
    {"DICTGETHIERARCHY", "dictGet"},
    {"DICTISIN", "dictGet"},
    {"SYNC REPLICA", "SYSTEM SYNC REPLICA"},
    {"FLUSH LOGS", "SYSTEM FLUSH LOGS"},
    {"INTROSPECTION FUNCTIONS", "INTROSPECTION"},
    {"ALL PRIVILEGES", "ALL"},
    {"NONE", "USAGE"},
    {"NO PRIVILEGES", "USAGE"},
});

}  // namespace

std::string CanonicalPrivilege(std::string_view words) {
  std::string name(words);
  for (char& c : name) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  const auto alias = std::ranges::find(kPrivilegeAliases, name,
                                       [](const auto& pair) { return std::string(pair.first); });
  return alias == kPrivilegeAliases.end() ? name : std::string(alias->second);
}

}  // namespace housewright::sql
