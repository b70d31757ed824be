#include "cli/access_look.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "db/server_codes.h"
#include "db/tsv.h"
#include "sql/quote.h"

namespace housewright::cli {
namespace {

using plan::AccessObject;
using plan::Presence;
using sql::ObjectKind;

// SHOW GRANTS looks a name up before it checks rights: 497 says that it is there.
bool IsUnknownName(int code) {
  return code == db::code::kUnknownUser || code == db::code::kUnknownRole;
}

// The rows of SHOW GRANTS; nothing where one of them takes away what cannot be told.
std::optional<plan::SeenAccess::Grants> GrantsIn(const std::string& body) {
  const auto rows = db::ParseTsv(body, 1);
  if (!rows) return std::nullopt;
  plan::SeenAccess::Grants grants;
  for (const db::TsvRow& row : *rows) {
    auto parsed = sql::ParseGrant(row[0]);
    if (!parsed) {
      if (row[0].starts_with("REVOKE")) return std::nullopt;
      continue;
    }
    for (sql::GrantedRight& right : parsed->rights) {
      // What a server prints does not depend on a session's database: `*` is everything.
      const bool is_everything = right.scope.name.open_end && right.scope.name.text.empty();
      if (!right.is_role && !right.scope.database && is_everything) {
        right.scope.database = right.scope.name;
      }
      (parsed->is_revoke ? grants.taken_out : grants.granted).push_back(std::move(right));
    }
  }
  return grants;
}

class AccessLook {
 public:
  explicit AccessLook(TargetConnection& connection) : connection_(connection) {}

  void LogIn(const std::string& user, const std::string& password) {
    db::Endpoint endpoint = connection_.statements().endpoint();
    endpoint.user = user;
    endpoint.password = password;
    // Asking for it is a setting, which a read-only user may not change.
    endpoint.compression = false;
    const auto session = db::OpenHttpSession(std::move(endpoint));
    if (!session) return;  // a password that HTTP cannot carry
    const auto answer = (*session)->Query("SHOW GRANTS");
    if (!answer) return;
    seen_.passwords.insert({user, password});
    seen_.objects[AccessObject(ObjectKind::kUser, user)] = Presence::kThere;
    if (auto grants = GrantsIn(*answer)) seen_.grants[user] = *std::move(grants);
  }

  // `kind` is none where only the server knows which of the two the name is.
  void AskForGrants(const std::string& name, ObjectKind kind) {
    if (seen_.grants.contains(name)) return;
    const auto answer = connection_.statements().Query(
        fmt::format("SHOW GRANTS FOR {}", sql::QuoteIdentifier(name)));
    const int code = answer ? 0 : answer.error().server_code().value_or(0);
    if (answer) {
      if (auto grants = GrantsIn(*answer)) seen_.grants[name] = *std::move(grants);
    }
    const bool has_the_name = answer || code == db::code::kAccessDenied;
    if (has_the_name && kind != ObjectKind::kNone) {
      LookFor(name, kind);
    }
    if (IsUnknownName(code)) {
      seen_.objects[AccessObject(ObjectKind::kUser, name)] = Presence::kNotThere;
      seen_.objects[AccessObject(ObjectKind::kRole, name)] = Presence::kNotThere;
    }
  }

  // SHOW GRANTS takes a user's name for a role's and the other way round. Who may not ask for the
  // one is told that the name is there; what any other error hides stays unknown.
  void LookFor(const std::string& name, ObjectKind kind) {
    const auto answer = connection_.statements().Query(
        fmt::format("SHOW CREATE {} {}", kind == ObjectKind::kUser ? "USER" : "ROLE",
                    sql::QuoteIdentifier(name)));
    const int code = answer ? 0 : answer.error().server_code().value_or(0);
    if (answer || code == db::code::kAccessDenied) {
      seen_.objects[AccessObject(kind, name)] = Presence::kThere;
    } else if (IsUnknownName(code)) {
      seen_.objects[AccessObject(kind, name)] = Presence::kNotThere;
    }
  }

  std::optional<std::vector<std::string>> Column(const std::string& sql) {
    const auto answer = connection_.statements().Query(sql + " FORMAT TabSeparated");
    if (!answer) return std::nullopt;
    const auto rows = db::ParseTsv(*answer, 1);
    if (!rows) return std::nullopt;
    std::vector<std::string> names;
    for (const db::TsvRow& row : *rows) names.push_back(row[0]);
    return names;
  }

  // All objects of a kind, where the user may see them: then every other one is not there.
  void AddNamed(ObjectKind kind, const std::string& sql, const std::vector<std::string>& asked) {
    if (asked.empty()) return;
    const auto there = Column(sql);
    if (!there) return;
    for (const std::string& name : asked) {
      seen_.objects[AccessObject(kind, name)] = Presence::kNotThere;
    }
    for (const std::string& name : *there) {
      seen_.objects[AccessObject(kind, name)] = Presence::kThere;
    }
  }

  void AddRowPolicies(const std::vector<std::string>& asked) {
    if (asked.empty()) return;
    const auto answer = connection_.statements().Query(
        "SELECT short_name, database, table FROM system.row_policies FORMAT TabSeparated");
    if (!answer) return;
    const auto rows = db::ParseTsv(*answer, 3);
    if (!rows) return;
    for (const std::string& name : asked) {
      // Of a table of the session's database the name does not say which it is.
      const bool has_database = name.find('.', name.rfind(" ON ")) != std::string::npos;
      if (has_database) {
        seen_.objects[AccessObject(ObjectKind::kRowPolicy, name)] = Presence::kNotThere;
      }
    }
    for (const db::TsvRow& row : *rows) {
      const bool is_all = row[2].empty() || row[2] == "*";
      const std::string name =
          fmt::format("{} ON {}.{}", row[0], sql::QuoteIdentifierIfNeeded(row[1]),
                      is_all ? "*" : sql::QuoteIdentifierIfNeeded(row[2]));
      seen_.objects[AccessObject(ObjectKind::kRowPolicy, name)] = Presence::kThere;
    }
  }

  plan::SeenAccess Take() { return std::move(seen_); }

 private:
  TargetConnection& connection_;
  plan::SeenAccess seen_;
};

}  // namespace

plan::SeenAccess LookAtAccess(TargetConnection& connection,
                              const plan::AccessQuestions& questions) {
  AccessLook look(connection);
  for (const auto& [user, password] : questions.logins) look.LogIn(user, password);
  for (const std::string& user : questions.users) look.AskForGrants(user, ObjectKind::kUser);
  for (const std::string& role : questions.roles) look.AskForGrants(role, ObjectKind::kRole);
  for (const std::string& name : questions.users_or_roles) {
    look.AskForGrants(name, ObjectKind::kNone);
  }
  look.AddNamed(ObjectKind::kQuota, "SELECT name FROM system.quotas", questions.quotas);
  look.AddNamed(ObjectKind::kSettingsProfile, "SELECT name FROM system.settings_profiles",
                questions.settings_profiles);
  look.AddRowPolicies(questions.row_policies);
  return look.Take();
}

}  // namespace housewright::cli
