#include "keeper_tables.h"

#include <fmt/format.h>

#include "db/tsv.h"

namespace housewright::simulation {

bool KeeperTables::Update::Meets(std::uint64_t of, const Row& row) const {
  return of == number && row.run_id == run_id && row.state == "held" &&
         (!until || row.until == *until);
}

std::string KeeperTables::Answer(std::optional<std::uint64_t> number, std::int64_t now) const {
  const auto text = [](const std::string& field) { return db::EscapeTsv(field); };
  std::string body;
  for (const auto& [of, row] : rows) {
    if (number && of != *number) continue;
    body += fmt::format("{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n", of, row.run_id,
                        text(row.command), text(row.os_user), text(row.os_host), text(row.process),
                        text(row.tool_version), row.taken, row.renewed, row.until, now, row.state,
                        row.beat);
  }
  return body;
}

bool KeeperTables::Apply(const Update& update, std::int64_t now) {
  const auto found = rows.find(update.number);
  // It read no row that meets the condition: an update of nothing.
  if (!update.version || found == rows.end()) return true;
  Row& row = found->second;
  if (row.version != *update.version) return false;
  ++row.version;
  if (!update.state.empty()) {
    row.state = update.state;
    return true;
  }
  row.renewed = now;
  row.until = now + update.lease;
  row.beat = update.beat;
  return true;
}

}  // namespace housewright::simulation
