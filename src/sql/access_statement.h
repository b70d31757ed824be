#pragma once

// CREATE, ALTER and DROP of users, roles, quotas, row policies and settings profiles: what they are
// about, and how a CREATE can be sent again. Syntax as of 26.7 (formatQuery is the oracle).

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sql/statement_facts.h"

namespace housewright::sql {

struct AccessStatement {
  Verb verb = Verb::kOther;  // kCreate, kAlter, kDrop
  ObjectKind kind = ObjectKind::kNone;
  std::vector<std::string> names;  // unquoted; of a row policy "p ON db.t"
  bool renames = false;            // ALTER ... RENAME TO
  // Of a CREATE: neither IF NOT EXISTS nor OR REPLACE stands in it.
  bool is_plain_create = false;
  bool has_clauses = false;  // anything but names, table and cluster: what ALTER could set

  // Of a plain CREATE: the word CREATE, and where IF NOT EXISTS goes.
  std::size_t verb_begin = 0, verb_end = 0, condition_at = 0;
};

// Nothing where the statement is another one, or its names are not understood.
std::optional<AccessStatement> ParseAccessStatement(std::string_view statement);

// What a CREATE or ALTER USER says of how the user proves who it is.
struct Credential {
  enum class Kind : unsigned char {
    kNone,       // nothing, or what holds no secret: a certificate's name, an LDAP server
    kPassword,   // a password that one can log in with; empty for NOT IDENTIFIED
    kUnchecked,  // a hash, several at once: nobody can log in with that to see whether it holds
  };
  Kind kind = Kind::kNone;
  std::string password;
};
Credential CredentialOf(std::string_view statement);

// Hex. Does not depend on what stands behind BY, blanks and comments: two definitions that differ
// in their passwords alone have the same. The caller has masked its other secrets.
std::string FingerprintOf(std::string_view masked_statement);

}  // namespace housewright::sql
