#pragma once

// GRANT and REVOKE as people write them, for the table test here and for the comparison with a real
// server in tests/integration.

#include <string>
#include <vector>

namespace housewright::sql {

struct GrantCase {
  std::string statement;
  // One for each right, with " WITH ..." and, for REVOKE, "TO" as well; empty where not parsed.
  std::vector<std::string> rights;
};

inline const std::vector<GrantCase>& GrantCases() {
  static const std::vector<GrantCase> kCases = {
      {"GRANT SELECT ON db.* TO u", {"SELECT ON db.* TO u"}},
      {"grant select , insert on db.t to u, v",
       {"SELECT ON db.t TO u", "INSERT ON db.t TO u", "SELECT ON db.t TO v",
        "INSERT ON db.t TO v"}},
      {"GRANT SELECT(a, `b c`), INSERT(a), UPDATE ON db.t TO u WITH GRANT OPTION",
       {"SELECT(a) ON db.t TO u WITH GRANT OPTION", "SELECT(`b c`) ON db.t TO u WITH GRANT OPTION",
        "INSERT(a) ON db.t TO u WITH GRANT OPTION", "ALTER UPDATE ON db.t TO u WITH GRANT OPTION"}},
      {"GRANT SELECT ON db.*, INSERT ON db.t TO u", {"SELECT ON db.* TO u", "INSERT ON db.t TO u"}},
      {"GRANT ALL PRIVILEGES ON *.* TO u", {"ALL ON *.* TO u"}},
      {"GRANT SELECT ON t TO u", {"SELECT ON t TO u"}},
      {"GRANT SELECT ON * TO u", {"SELECT ON * TO u"}},
      {"GRANT SELECT ON db.pre* TO u", {"SELECT ON db.pre* TO u"}},
      {"GRANT SELECT ON db*.* TO u", {"SELECT ON db*.* TO u"}},
      {"GRANT SELECT ON `we``ird db`.\"t.x\" TO `a user`@'%', 'x y'",
       {"SELECT ON `we\\`ird db`.`t.x` TO `a user`", "SELECT ON `we\\`ird db`.`t.x` TO `x y`"}},
      {"GRANT ON CLUSTER c SELECT ON db.* TO u", {"SELECT ON db.* TO u"}},
      {"GRANT SELECT ON db.* TO u ON CLUSTER 'c'", {"SELECT ON db.* TO u"}},
      {"GRANT SELECT ON db.* ON CLUSTER c TO u", {"SELECT ON db.* TO u"}},
      {"GRANT analyst, `r 2` TO u, v WITH ADMIN OPTION",
       {"analyst TO u WITH ADMIN OPTION", "`r 2` TO u WITH ADMIN OPTION",
        "analyst TO v WITH ADMIN OPTION", "`r 2` TO v WITH ADMIN OPTION"}},
      {"GRANT CREATE TABLE, DROP TABLE, create view, dictget, delete ON r.* TO u",
       {"CREATE TABLE ON r.* TO u", "DROP TABLE ON r.* TO u", "CREATE VIEW ON r.* TO u",
        "dictGet ON r.* TO u", "ALTER DELETE ON r.* TO u"}},
      {"GRANT NAMED COLLECTION ON nc TO u", {"NAMED COLLECTION ON nc TO u"}},
      {"GRANT SET DEFINER ON other TO u", {"SET DEFINER ON other TO u"}},
      {"GRANT USAGE ON *.* TO u", {}},
      {"REVOKE SELECT, INSERT(a) ON db.t FROM u, v",
       {"SELECT ON db.t TO u", "INSERT(a) ON db.t TO u", "SELECT ON db.t TO v",
        "INSERT(a) ON db.t TO v"}},
      {"REVOKE ON CLUSTER c GRANT OPTION FOR SELECT ON db.t FROM u", {"SELECT ON db.t TO u"}},
      {"REVOKE ADMIN OPTION FOR analyst FROM u", {"analyst TO u"}},
      {"REVOKE analyst FROM u", {"analyst TO u"}},
      {"GRANT /* why */ SELECT ON db.* -- so\n TO u", {"SELECT ON db.* TO u"}},
  };
  return kCases;
}

struct UnparsedGrantCase {
  std::string statement;
  std::string reason;
};

inline const std::vector<UnparsedGrantCase>& UnparsedGrantCases() {
  static const std::vector<UnparsedGrantCase> kCases = {
      {"GRANT CURRENT GRANTS ON *.* TO u", "CURRENT GRANTS depends on who runs it"},
      {"GRANT CURRENT GRANTS(SELECT ON db.*) TO u", "CURRENT GRANTS depends on who runs it"},
      {"GRANT SELECT ON db.* TO u WITH REPLACE OPTION",
       "REPLACE OPTION takes away what else was granted"},
      {"GRANT SELECT ON db.* TO u WITH GRANT OPTION WITH REPLACE OPTION",
       "REPLACE OPTION takes away what else was granted"},
      {"GRANT r TO CURRENT_USER", "whom it is for depends on the moment"},
      {"REVOKE ALL ON *.* FROM ALL EXCEPT u", "whom it is for depends on the moment"},
      {"REVOKE r FROM u, v EXCEPT w", "what stands behind its grantees is not understood"},
      {"GRANT READ ON S3('s3://b.*') TO u", "what stands before its grantees is not understood"},
  };
  return kCases;
}

}  // namespace housewright::sql
