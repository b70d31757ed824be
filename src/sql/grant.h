#pragma once

// GRANT and REVOKE as values: one right of one grantee each, so that two sets of them can be
// compared. Tested against formatQuery of a 26.7 server (tests/integration/access_sql_test.cc).

#include <compare>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace housewright::sql {

// A name, or with `open_end` every name that begins with it: `*` is the empty one, `pre*` "pre".
struct NamePattern {
  std::string text;
  bool open_end = false;

  bool Covers(const NamePattern& other) const;
  friend auto operator<=>(const NamePattern&, const NamePattern&) = default;
};

// What stands behind ON. Without a database: a table of the session's database, or what a privilege
// of its own kind is about (a named collection, a definer, a table engine).
struct GrantScope {
  std::optional<NamePattern> database;
  NamePattern name;

  bool Covers(const GrantScope& other) const;
  bool Overlaps(const GrantScope& other) const { return Covers(other) || other.Covers(*this); }
  std::string ToString() const;  // "xapi.*", "*.*", "`we ird`.t", "db.pre*"
  friend auto operator<=>(const GrantScope&, const GrantScope&) = default;
};

struct GrantedRight {
  bool is_role = false;
  std::string privilege;  // "ALTER UPDATE", "dictGet": as the server prints it; of a role its name
  std::string column;     // empty: all of them
  GrantScope scope;       // of a privilege
  std::string grantee;    // the user or role, unquoted, with @host where it has one
  bool with_option = false;  // WITH GRANT OPTION; of a role WITH ADMIN OPTION
  std::string cluster;       // of ON CLUSTER

  // True where a user that has this needs no `other`: the same or a wider scope, ALL for any
  // privilege. That other privileges contain each other (CREATE TABLE is part of CREATE) is not
  // looked at.
  bool Covers(const GrantedRight& other) const;
  // False only where REVOKE of the one surely leaves the other as it is.
  bool MayOverlap(const GrantedRight& other) const;
  std::string ToString() const;  // "SELECT(a) ON db.t TO u WITH GRANT OPTION", "role TO u"
  friend auto operator<=>(const GrantedRight&, const GrantedRight&) = default;
};

struct GrantStatement {
  bool is_revoke = false;
  bool is_option_only = false;  // REVOKE GRANT OPTION FOR, REVOKE ADMIN OPTION FOR
  std::vector<GrantedRight> rights;
};

// The rights of a GRANT or REVOKE, or why they cannot be told from the statement alone, as the end
// of a sentence: "CURRENT GRANTS depends on who runs it". GRANT USAGE has none.
std::expected<GrantStatement, std::string> ParseGrant(std::string_view statement);

// One statement each for rights that differ in privilege and column alone. Of REVOKE,
// `is_option_only` takes the option and leaves the right.
std::vector<std::string> GrantTexts(const std::vector<GrantedRight>& rights);
std::vector<std::string> RevokeTexts(const std::vector<GrantedRight>& rights, bool is_option_only);

// "ALTER UPDATE" for "update"; what is not known comes back in capitals.
std::string CanonicalPrivilege(std::string_view words);

}  // namespace housewright::sql
