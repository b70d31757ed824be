#include "offline_sql/client.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>

#include "journal/fold.h"
#include "journal/journal.h"

namespace housewright::offline_sql {

std::string LocalCommand(const std::string& data_path, const std::string& folder,
                         const engine::EngineUser& user) {
  std::ofstream(folder + "/users.xml") << fmt::format(
      R"(<clickhouse><profiles><default/></profiles><quotas><default/></quotas><users>
<default><no_password/><networks><ip>::/0</ip></networks><profile>default</profile><quota>default</quota></default>
<{0}><password>{1}</password><networks><ip>::/0</ip></networks><profile>default</profile><quota>default</quota></{0}>
</users></clickhouse>)",
      user.name, user.password);
  std::ofstream(folder + "/config.xml")
      << fmt::format("<clickhouse><users_config>{}/users.xml</users_config></clickhouse>", folder);
  return fmt::format("{} {} --config-file={}/config.xml --path={}", HOUSEWRIGHT_LOCAL,
                     testing::EngineOptionsForTests().library, folder, data_path);
}

std::string StateOf(db::Session& session, const std::string& database) {
  const auto contents = journal::ReadJournal(session, {database, "housewright_journal"}, false);
  if (!contents) {
    ADD_FAILURE() << contents.error().ToString();
    return {};
  }
  std::string text;
  for (const auto& [id, state] : journal::Fold(contents->entries).revisions) {
    text += fmt::format("{} of {}: {}{}, {}\n", id.text(), state.service,
                        state.applied ? "applied" : "not applied",
                        state.progress ? ", half-way" : "", state.revision_hash);
  }
  return text;
}

}  // namespace housewright::offline_sql
