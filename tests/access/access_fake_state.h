#pragma once

// What the fake keeps: users with their passwords, roles and other objects by name, and grants.

#include <expected>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "sql/grant.h"

namespace housewright::testing {

struct FakeRefusal {
  int code = 0;
  std::string text;
};

class AccessFakeState {
 public:
  using Answer = std::expected<std::string, FakeRefusal>;

  // `sql` as the real server's formatQuerySingleLine writes it. `password` is what its literal
  // behind BY means, as the real server says.
  Answer Run(const std::string& sql, const std::string& password);
  // Of a user or a role, whichever has the name.
  Answer ShowGrants(const std::string& name) const;
  // `kind`: "user" or "role". The statement says no more than the name.
  Answer ShowCreate(const std::string& kind, const std::string& name) const;
  bool LogsIn(const std::string& user, const std::string& password) const;
  std::string PasswordOf(const std::string& user) const;
  // The names of a kind: "quota".
  std::vector<std::string> NamesOf(const std::string& kind) const;

 private:
  struct Grants {
    std::vector<sql::GrantedRight> granted, taken_out;
  };

  Answer Define(const std::string& sql, const std::string& password);
  Answer Grant(const sql::GrantStatement& grant);
  Answer Revoke(const sql::GrantStatement& revoke);
  bool IsThere(const std::string& name) const;

  std::map<std::string, std::string> passwords_;          // by user
  std::map<std::string, std::set<std::string>> objects_;  // by kind: "user", "row policy"
  std::map<std::string, Grants> grants_;                  // by user or role
};

}  // namespace housewright::testing
