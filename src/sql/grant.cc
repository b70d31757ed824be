#include "sql/grant.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include "base/text.h"
#include "sql/quote.h"

namespace housewright::sql {
namespace {

constexpr std::string_view kAll = "ALL";

// Privileges that contain no other (leaves of system.privileges): REVOKE of one touches itself
// alone. Any other may contain whatever there is.
bool IsLeaf(std::string_view privilege) {
  constexpr auto kLeaves = std::to_array<std::string_view>({"SELECT",
                                                            "INSERT",
                                                            "ALTER UPDATE",
                                                            "ALTER DELETE",
                                                            "OPTIMIZE",
                                                            "TRUNCATE",
                                                            "dictGet",
                                                            "CREATE DATABASE",
                                                            "CREATE TABLE",
                                                            "CREATE VIEW",
                                                            "CREATE DICTIONARY",
                                                            "CREATE FUNCTION",
                                                            "DROP DATABASE",
                                                            "DROP TABLE",
                                                            "DROP VIEW",
                                                            "DROP DICTIONARY",
                                                            "DROP FUNCTION",
                                                            "ALTER ADD COLUMN",
                                                            "ALTER DROP COLUMN",
                                                            "ALTER MODIFY COLUMN",
                                                            "ALTER RENAME COLUMN",
                                                            "SHOW DATABASES",
                                                            "SHOW TABLES",
                                                            "SHOW COLUMNS",
                                                            "SHOW DICTIONARIES",
                                                            "KILL QUERY"});
  return std::ranges::find(kLeaves, privilege) != kLeaves.end();
}

std::string PatternText(const NamePattern& pattern) {
  if (pattern.text.empty() && pattern.open_end) return "*";
  return QuoteIdentifierIfNeeded(pattern.text) + (pattern.open_end ? "*" : "");
}

// A user may bear the name of a word that stands for others here.
std::string GranteeText(const std::string& grantee) {
  const bool is_word = EqualsIgnoringCase(grantee, "all") || EqualsIgnoringCase(grantee, "none") ||
                       EqualsIgnoringCase(grantee, "any") ||
                       EqualsIgnoringCase(grantee, "current_user");
  return is_word ? QuoteIdentifier(grantee) : QuoteIdentifierIfNeeded(grantee);
}

// Of rights that one statement can name together.
struct GrantGroup {
  bool is_role = false;
  GrantScope scope;
  std::string grantee;
  bool with_option = false;
  std::string cluster;
  // In the order in which they come; the columns of a privilege together.
  std::vector<std::pair<std::string, std::vector<std::string>>> privileges;

  bool Holds(const GrantedRight& right) const {
    return std::tie(is_role, scope, grantee, with_option, cluster) ==
           std::tie(right.is_role, right.scope, right.grantee, right.with_option, right.cluster);
  }

  void Add(const GrantedRight& right) {
    const bool has_column = !right.column.empty();
    const auto found = std::ranges::find_if(privileges, [&](const auto& privilege) {
      return privilege.first == right.privilege && privilege.second.empty() != has_column;
    });
    auto& privilege = found == privileges.end()
                          ? privileges.emplace_back(right.privilege, std::vector<std::string>{})
                          : *found;
    if (has_column) privilege.second.push_back(QuoteIdentifierIfNeeded(right.column));
  }

  std::string What() const {
    std::vector<std::string> parts;
    for (const auto& [privilege, columns] : privileges) {
      const std::string name = is_role ? QuoteIdentifierIfNeeded(privilege) : privilege;
      parts.push_back(columns.empty() ? name : fmt::format("{}({})", name, Join(columns, ", ")));
    }
    std::string what = Join(parts, ", ");
    if (!is_role) what += " ON " + scope.ToString();
    return what;
  }

  std::string_view Option() const { return is_role ? "ADMIN OPTION" : "GRANT OPTION"; }
};

std::vector<GrantGroup> GroupsOf(const std::vector<GrantedRight>& rights) {
  std::vector<GrantGroup> groups;
  for (const GrantedRight& right : rights) {
    auto found =
        std::ranges::find_if(groups, [&](const auto& group) { return group.Holds(right); });
    if (found == groups.end()) {
      groups.push_back(
          {right.is_role, right.scope, right.grantee, right.with_option, right.cluster, {}});
      found = groups.end() - 1;
    }
    found->Add(right);
  }
  return groups;
}

std::string ClusterText(const std::string& cluster) {
  return cluster.empty() ? "" : fmt::format("ON CLUSTER {} ", QuoteIdentifierIfNeeded(cluster));
}

}  // namespace

bool NamePattern::Covers(const NamePattern& other) const {
  return open_end ? other.text.starts_with(text) : *this == other;
}

bool GrantScope::Covers(const GrantScope& other) const {
  if (database.has_value() != other.database.has_value()) {
    // `*.*` is everything, whatever the session's database.
    return database && database->open_end && database->text.empty() && name.Covers(other.name);
  }
  return (!database || database->Covers(*other.database)) && name.Covers(other.name);
}

std::string GrantScope::ToString() const {
  return database ? PatternText(*database) + "." + PatternText(name) : PatternText(name);
}

bool GrantedRight::Covers(const GrantedRight& other) const {
  if (grantee != other.grantee || is_role != other.is_role) return false;
  if (other.with_option && !with_option) return false;
  if (is_role) return privilege == other.privilege;
  const bool has_privilege = privilege == other.privilege || privilege == kAll;
  const bool has_column = column.empty() || column == other.column;
  return has_privilege && has_column && scope.Covers(other.scope);
}

bool GrantedRight::MayOverlap(const GrantedRight& other) const {
  if (grantee != other.grantee || is_role != other.is_role) return false;
  if (is_role) return privilege == other.privilege;
  const bool may_contain = !IsLeaf(privilege) || !IsLeaf(other.privilege);
  if (privilege != other.privilege && !may_contain) return false;
  if (!column.empty() && !other.column.empty() && column != other.column) return false;
  // The session's database may be any.
  if (scope.database.has_value() != other.scope.database.has_value()) return true;
  return scope.Overlaps(other.scope);
}

std::string GrantedRight::ToString() const {
  GrantGroup group{is_role, scope, grantee, with_option, cluster, {}};
  group.Add(*this);
  return fmt::format("{} TO {}{}{}", group.What(), GranteeText(grantee),
                     with_option ? " WITH " : "", with_option ? group.Option() : "");
}

std::vector<std::string> GrantTexts(const std::vector<GrantedRight>& rights) {
  std::vector<std::string> texts;
  for (const GrantGroup& group : GroupsOf(rights)) {
    texts.push_back(fmt::format("GRANT {}{} TO {}{}{}", ClusterText(group.cluster), group.What(),
                                GranteeText(group.grantee), group.with_option ? " WITH " : "",
                                group.with_option ? group.Option() : ""));
  }
  return texts;
}

std::vector<std::string> RevokeTexts(const std::vector<GrantedRight>& rights, bool is_option_only) {
  std::vector<std::string> texts;
  for (const GrantGroup& group : GroupsOf(rights)) {
    texts.push_back(fmt::format("REVOKE {}{}{}{} FROM {}", ClusterText(group.cluster),
                                is_option_only ? group.Option() : "", is_option_only ? " FOR " : "",
                                group.What(), GranteeText(group.grantee)));
  }
  return texts;
}

}  // namespace housewright::sql
