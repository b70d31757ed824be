#include "exec/access_rows.h"

#include <map>
#include <optional>
#include <string>
#include <utility>

namespace housewright::exec {
namespace {

std::vector<std::string> TextsOf(const std::vector<sql::GrantedRight>& rights) {
  std::vector<std::string> texts;
  for (const sql::GrantedRight& right : rights) texts.push_back(sql::GrantTexts({right}).front());
  return texts;
}

std::vector<sql::GrantedRight> RightsOf(const std::vector<std::string>& texts) {
  std::vector<sql::GrantedRight> rights;
  for (const std::string& text : texts) {
    const auto parsed = sql::ParseGrant(text);
    if (parsed) rights.insert(rights.end(), parsed->rights.begin(), parsed->rights.end());
  }
  return rights;
}

std::optional<plan::AccessRecord> RecordOf(const journal::Entry& entry) {
  const auto detail = journal::ReadAccess(entry.detail);
  if (!detail) return std::nullopt;
  plan::AccessRecord record;
  record.objects = detail->objects;
  record.fingerprint = detail->fingerprint;
  record.creates = detail->creates;
  record.drops = detail->drops;
  record.grants = RightsOf(detail->grants);
  record.revokes = RightsOf(detail->revokes);
  record.revokes_option_only = detail->option_only;
  return record;
}

}  // namespace

journal::AccessDetail DetailOf(const plan::AccessRecord& record) {
  journal::AccessDetail detail;
  detail.objects = record.objects;
  detail.fingerprint = record.fingerprint;
  detail.creates = record.creates;
  detail.drops = record.drops;
  detail.grants = TextsOf(record.grants);
  for (const sql::GrantedRight& right : record.revokes) {
    detail.revokes.push_back(sql::RevokeTexts({right}, record.revokes_option_only).front());
  }
  detail.option_only = record.revokes_option_only;
  return detail;
}

plan::AccessHistory HistoryOf(const std::vector<journal::Entry>& entries) {
  using journal::EntryKind;
  plan::AccessHistory history;
  std::map<std::string, plan::AccessRecord> open;  // by query id
  for (const journal::Entry& entry : entries) {
    if (entry.direction != "bootstrap") continue;
    const auto settled = journal::SettledTookEffect(entry.detail);
    switch (entry.kind) {
      case EntryKind::kIntent:
        if (auto record = RecordOf(entry)) open[entry.query_id] = *std::move(record);
        break;
      case EntryKind::kDone:
        open.erase(entry.query_id);
        if (const auto record = RecordOf(entry)) history.Add(entry.run_id, *record);
        break;
      case EntryKind::kFailed:
        open.erase(entry.query_id);
        break;
      case EntryKind::kReconciled:
        if (!settled) break;
        open.erase(entry.query_id);
        if (const auto record = RecordOf(entry); record && *settled) {
          history.Add(entry.run_id, *record);
        }
        break;
      default:
        break;
    }
  }
  for (const auto& [query_id, record] : open) history.AddUncertain(record);
  return history;
}

}  // namespace housewright::exec
