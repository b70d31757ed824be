#pragma once

// Users, roles and grants of a bootstrap as values: what the journal remembers of earlier runs,
// what a server shows, and what a statement adds to it. The rules are in
// docs/adr/0011-bootstrap-that-reconciles.md.

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "sql/grant.h"
#include "sql/statement_facts.h"

namespace housewright::plan {

// "user ch_lrs", "row policy p ON db.t": how an object is named here and in the journal.
std::string AccessObject(sql::ObjectKind kind, const std::string& name);

// What a statement means for later runs; kept with its rows in the journal. Names only: neither a
// password nor a hash of one.
struct AccessRecord {
  std::vector<std::string> objects;  // that it creates, alters or drops
  std::string fingerprint;           // of a definition; sql::FingerprintOf
  bool creates = false;              // the objects were not there, as far as could be seen
  bool drops = false;
  std::vector<sql::GrantedRight> grants;   // that were not there, as far as could be seen
  std::vector<sql::GrantedRight> revokes;  // of REVOKE
  bool revokes_option_only = false;

  friend bool operator==(const AccessRecord&, const AccessRecord&) = default;
};

// The records of all runs, folded.
struct AccessHistory {
  struct Object {
    std::vector<std::string> fingerprints;  // of the last run that had it, in order
    std::string run_id;
    bool created = false;  // by us
  };
  std::map<std::string, Object> objects;
  std::set<sql::GrantedRight> granted;  // by us, and not taken back

  // A statement that took effect, or that was not sent because it already held.
  void Add(const std::string& run_id, const AccessRecord& record);
  // One that was about to be sent when its run ended: what it grants may be there.
  void AddUncertain(const AccessRecord& record);
};

enum class Presence : std::uint8_t { kUnknown, kThere, kNotThere };

// What a server shows; what is not asked of it or not shown is absent.
struct SeenAccess {
  struct Grants {
    std::vector<sql::GrantedRight> granted;
    std::vector<sql::GrantedRight> taken_out;  // partial revokes: REVOKE in SHOW GRANTS
  };
  std::map<std::string, Presence> objects;                  // by AccessObject()
  std::map<std::string, Grants> grants;                     // by user or role
  std::set<std::pair<std::string, std::string>> passwords;  // user and password that log in

  Presence Of(const std::string& object) const;
};

}  // namespace housewright::plan
