#include "access/access_fake_state.h"

#include <fmt/format.h>

#include <algorithm>

#include "sql/access_statement.h"

namespace housewright::testing {
namespace {

using Refused = std::unexpected<FakeRefusal>;

Refused NoSuchRole(const std::string& name) {
  return Refused(FakeRefusal{511, fmt::format("There is no role `{}` in local directory", name)});
}

Refused NoSuch(const std::string& name) {
  return Refused(FakeRefusal{192, fmt::format("There is no user `{}` in local directory", name)});
}

}  // namespace

bool AccessFakeState::IsThere(const std::string& name) const {
  return std::ranges::any_of(std::vector<std::string>{"user", "role"}, [&](const auto& kind) {
    const auto found = objects_.find(kind);
    return found != objects_.end() && found->second.contains(name);
  });
}

bool AccessFakeState::LogsIn(const std::string& user, const std::string& password) const {
  const auto found = passwords_.find(user);
  return found != passwords_.end() && found->second == password;
}

std::string AccessFakeState::PasswordOf(const std::string& user) const {
  const auto found = passwords_.find(user);
  return found == passwords_.end() ? "" : found->second;
}

std::vector<std::string> AccessFakeState::NamesOf(const std::string& kind) const {
  const auto found = objects_.find(kind);
  if (found == objects_.end()) return {};
  return {found->second.begin(), found->second.end()};
}

AccessFakeState::Answer AccessFakeState::Run(const std::string& sql, const std::string& password) {
  if (sql.starts_with("GRANT ") || sql.starts_with("REVOKE ")) {
    const auto parsed = sql::ParseGrant(sql);
    if (!parsed) return Refused(FakeRefusal{48, "the fake cannot do that"});
    for (const sql::GrantedRight& right : parsed->rights) {
      if (!IsThere(right.grantee)) return NoSuch(right.grantee);
    }
    return parsed->is_revoke ? Revoke(*parsed) : Grant(*parsed);
  }
  return Define(sql, password);
}

AccessFakeState::Answer AccessFakeState::Define(const std::string& sql,
                                                const std::string& password) {
  const auto statement = sql::ParseAccessStatement(sql);
  if (!statement) return Refused(FakeRefusal{48, "the fake cannot do that"});
  const std::string kind(sql::ObjectKindName(statement->kind));
  std::set<std::string>& there = objects_[kind];
  const bool if_exists = sql.find(" IF EXISTS ") != std::string::npos;
  const bool if_not_exists = sql.find(" IF NOT EXISTS ") != std::string::npos;
  for (const std::string& name : statement->names) {
    const bool is_there = there.contains(name);
    if (statement->verb == sql::Verb::kCreate) {
      if (is_there && if_not_exists) continue;
      if (is_there) {
        return Refused(FakeRefusal{
            493, fmt::format("{}: cannot insert because {} already exists", kind, name)});
      }
      there.insert(name);
    } else if (!is_there) {
      if (if_exists) continue;
      return NoSuch(name);
    }
    if (statement->verb == sql::Verb::kDrop) {
      there.erase(name);
      passwords_.erase(name);
      grants_.erase(name);
    } else if (statement->kind == sql::ObjectKind::kUser &&
               sql.find(" IDENTIFIED ") != std::string::npos) {
      passwords_[name] = password;
    }
  }
  return "";
}

// As in ClickHouse, a grant swallows the narrower ones and what was taken out of it.
AccessFakeState::Answer AccessFakeState::Grant(const sql::GrantStatement& grant) {
  for (const sql::GrantedRight& right : grant.rights) {
    auto& [granted, taken_out] = grants_[right.grantee];
    const auto is_covered = [&](const auto& one) { return right.Covers(one); };
    std::erase_if(taken_out, is_covered);
    if (std::ranges::any_of(granted, [&](const auto& one) { return one.Covers(right); })) continue;
    std::erase_if(granted, is_covered);
    granted.push_back(right);
  }
  return "";
}

// Of a wider grant what is revoked is taken out, and shown as a REVOKE.
AccessFakeState::Answer AccessFakeState::Revoke(const sql::GrantStatement& revoke) {
  for (sql::GrantedRight right : revoke.rights) {
    auto& [granted, taken_out] = grants_[right.grantee];
    right.with_option = true;
    if (revoke.is_option_only) {
      for (sql::GrantedRight& one : granted) {
        if (right.Covers(one)) one.with_option = false;
      }
      continue;
    }
    std::erase_if(granted, [&](const auto& one) { return right.Covers(one); });
    right.with_option = false;
    const bool is_part =
        std::ranges::any_of(granted, [&](const auto& one) { return one.Covers(right); });
    if (is_part) taken_out.push_back(right);
  }
  return "";
}

AccessFakeState::Answer AccessFakeState::ShowGrants(const std::string& name) const {
  if (!IsThere(name)) return NoSuch(name);
  const auto found = grants_.find(name);
  if (found == grants_.end()) return "";
  std::string rows;
  for (const std::string& text : sql::GrantTexts(found->second.granted)) rows += text + "\n";
  for (const std::string& text : sql::RevokeTexts(found->second.taken_out, false)) {
    rows += text + "\n";
  }
  return rows;
}

AccessFakeState::Answer AccessFakeState::ShowCreate(const std::string& kind,
                                                    const std::string& name) const {
  const auto found = objects_.find(kind);
  if (found != objects_.end() && found->second.contains(name)) {
    return fmt::format("CREATE {} {}\n", kind == "user" ? "USER" : "ROLE", name);
  }
  return kind == "user" ? NoSuch(name) : NoSuchRole(name);
}

}  // namespace housewright::testing
