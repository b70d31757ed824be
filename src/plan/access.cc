#include "plan/access.h"

#include <fmt/format.h>

#include <algorithm>

namespace housewright::plan {
namespace {

bool IsUserOrRole(const std::string& object, const std::string& name) {
  return object == AccessObject(sql::ObjectKind::kUser, name) ||
         object == AccessObject(sql::ObjectKind::kRole, name);
}

// A user that is gone has no rights, and nobody has a role that is gone.
bool EndsWith(const std::string& object, const sql::GrantedRight& right) {
  return IsUserOrRole(object, right.grantee) ||
         (right.is_role && object == AccessObject(sql::ObjectKind::kRole, right.privilege));
}

void TakeBack(std::set<sql::GrantedRight>& granted, sql::GrantedRight revoked, bool option_only) {
  revoked.with_option = true;  // it takes both
  std::set<sql::GrantedRight> left;
  for (sql::GrantedRight right : granted) {
    if (revoked.Covers(right)) {
      if (!option_only) continue;
      right.with_option = false;
    }
    left.insert(std::move(right));
  }
  granted = std::move(left);
}

}  // namespace

std::string AccessObject(sql::ObjectKind kind, const std::string& name) {
  return fmt::format("{} {}", sql::ObjectKindName(kind), name);
}

void AccessHistory::Add(const std::string& run_id, const AccessRecord& record) {
  for (const std::string& name : record.objects) {
    if (record.drops) {
      objects.erase(name);
      std::erase_if(granted, [&](const auto& right) { return EndsWith(name, right); });
      continue;
    }
    Object& object = objects[name];
    if (object.run_id != run_id) object.fingerprints.clear();
    object.run_id = run_id;
    object.fingerprints.push_back(record.fingerprint);
    object.created = object.created || record.creates;
  }
  for (const sql::GrantedRight& right : record.revokes) {
    TakeBack(granted, right, record.revokes_option_only);
  }
  granted.insert(record.grants.begin(), record.grants.end());
}

void AccessHistory::AddUncertain(const AccessRecord& record) {
  granted.insert(record.grants.begin(), record.grants.end());
}

Presence SeenAccess::Of(const std::string& object) const {
  const auto found = objects.find(object);
  return found == objects.end() ? Presence::kUnknown : found->second;
}

}  // namespace housewright::plan
