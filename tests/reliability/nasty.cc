#include "reliability/nasty.h"

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <vector>

namespace housewright::reliability {
namespace {

struct File {
  std::string path;
  std::string text;
};

constexpr char kConfig[] = R"([project]
name = "nasty"
state_database = "{{ db }}"
default_target = "server"
[variables]
db = { kind = "identifier", default = "unset" }
reader = { default = "default" }
reader_password = { secret = true, default = "" }
[services.app]
[targets.server]
url = { env = "NASTY_URL" }
user = { env = "NASTY_USER" }
password = { env = "NASTY_PASSWORD" }
)";

constexpr char kShortTimes[] = R"(idle_timeout = "3s"
lock_lease = "4s"
)";

constexpr char kTables[] = R"(-- revision: 0001
-- down_revision: none
-- message: Tables, and rows that a materialized view counts
-- +upgrade
CREATE TABLE {{ db }}.log (id UInt64, batch UInt8, n UInt64) ENGINE = MergeTree ORDER BY id;
CREATE TABLE {{ db }}.per_batch (batch UInt8, rows UInt64) ENGINE = SummingMergeTree ORDER BY batch;
CREATE MATERIALIZED VIEW {{ db }}.counting TO {{ db }}.per_batch AS
SELECT batch, count() AS rows FROM {{ db }}.log GROUP BY batch;
INSERT INTO {{ db }}.log SELECT number, 1, number FROM numbers(1000);
-- +downgrade
DROP TABLE {{ db }}.counting;
DROP TABLE {{ db }}.per_batch;
DROP TABLE {{ db }}.log;
)";

constexpr char kExchange[] = R"(-- revision: 0002
-- down_revision: 0001
-- message: Another layout for the same rows
-- +upgrade
CREATE TABLE {{ db }}.log_new (id UInt64, batch UInt8, n UInt64, extra String DEFAULT '')
ENGINE = MergeTree PARTITION BY batch ORDER BY (batch, id);
INSERT INTO {{ db }}.log_new (id, batch, n) SELECT id, batch, n FROM {{ db }}.log;
EXCHANGE TABLES {{ db }}.log AND {{ db }}.log_new;
DROP TABLE {{ db }}.log_new;
INSERT INTO {{ db }}.log (id, batch, n) SELECT number, 2, number FROM numbers(500);
-- +downgrade
ALTER TABLE {{ db }}.log DELETE WHERE batch = 2;
CREATE TABLE {{ db }}.log_old (id UInt64, batch UInt8, n UInt64) ENGINE = MergeTree ORDER BY id;
INSERT INTO {{ db }}.log_old SELECT id, batch, n FROM {{ db }}.log;
EXCHANGE TABLES {{ db }}.log AND {{ db }}.log_old;
DROP TABLE {{ db }}.log_old;
)";

constexpr char kMutations[] = R"(-- revision: 0003
-- down_revision: 0002
-- message: Mutations that must not run twice
-- +upgrade
ALTER TABLE {{ db }}.log UPDATE n = n + 1 WHERE batch = 1;
ALTER TABLE {{ db }}.log ADD COLUMN late UInt8 DEFAULT 7;
ALTER TABLE {{ db }}.log MODIFY COLUMN extra LowCardinality(String);
ALTER TABLE {{ db }}.log DELETE WHERE id < 10 AND sleepEachRow(0.001) = 0;
-- +downgrade
ALTER TABLE {{ db }}.log MODIFY COLUMN extra String;
ALTER TABLE {{ db }}.log DROP COLUMN late;
ALTER TABLE {{ db }}.log UPDATE n = n - 1 WHERE batch = 1;
)";

constexpr char kDictionary[] = R"(-- revision: 0004
-- down_revision: 0003
-- message: A dictionary, and what depends on it
-- +upgrade
CREATE DICTIONARY {{ db }}.names (id UInt64, n UInt64) PRIMARY KEY id
SOURCE(CLICKHOUSE(DB {{ db }} TABLE 'log' USER '{{ reader }}' PASSWORD '{{ reader_password }}'))
LAYOUT(HASHED()) LIFETIME(0);
CREATE TABLE {{ db }}.named (id UInt64, n UInt64) ENGINE = Dictionary('{{ db }}.names');
CREATE OR REPLACE VIEW {{ db }}.shown AS SELECT id, n FROM {{ db }}.log;
-- +downgrade
DROP VIEW {{ db }}.shown;
DROP TABLE {{ db }}.named;
DROP DICTIONARY {{ db }}.names;
)";

constexpr char kPartitions[] = R"(-- revision: 0005
-- down_revision: 0004
-- message: Partitions that move
-- +upgrade
CREATE TABLE {{ db }}.archive AS {{ db }}.log;
ALTER TABLE {{ db }}.log MOVE PARTITION 2 TO TABLE {{ db }}.archive;
ALTER TABLE {{ db }}.archive ATTACH PARTITION 1 FROM {{ db }}.log;
ALTER TABLE {{ db }}.archive DROP PARTITION 2;
RENAME TABLE {{ db }}.archive TO {{ db }}.kept;
-- +downgrade
DROP TABLE {{ db }}.kept;
)";

// What 18.16 knows of it: no EXCHANGE, no dictionaries in SQL, no MOVE.
constexpr char kOldSecond[] = R"(-- revision: 0002
-- down_revision: 0001
-- message: Mutations, a renamed table
-- +upgrade
CREATE TABLE {{ db }}.other (id UInt64, batch UInt8, n UInt64) ENGINE = MergeTree PARTITION BY batch ORDER BY id;
INSERT INTO {{ db }}.other SELECT id, batch, n FROM {{ db }}.log;
ALTER TABLE {{ db }}.other UPDATE n = n + 1 WHERE batch = 1;
ALTER TABLE {{ db }}.other ADD COLUMN late UInt8 DEFAULT 7;
INSERT INTO {{ db }}.log SELECT number, 2, number FROM numbers(500);
RENAME TABLE {{ db }}.other TO {{ db }}.kept;
-- +downgrade
RENAME TABLE {{ db }}.kept TO {{ db }}.other;
ALTER TABLE {{ db }}.other DROP COLUMN late;
ALTER TABLE {{ db }}.other UPDATE n = toUInt64(n - 1) WHERE batch = 1;
DROP TABLE {{ db }}.other;
)";

void WriteFile(const std::string& path, const std::string& text) {
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  std::ofstream file(path, std::ios::binary);
  file << text;
  if (!file.flush()) throw std::runtime_error("cannot write " + path);
}

}  // namespace

void Nasty::Write(const std::string& folder, ServerKind server, Times times) {
  const std::string config = std::string(kConfig) + (times == Times::kShort ? kShortTimes : "");
  std::vector<File> files = {{"housewright.toml", config},
                             {"services/app/0001_tables.sql", kTables}};
  if (server == ServerKind::kOld) {
    files.push_back({"services/app/0002_mutations.sql", kOldSecond});
  } else {
    files.push_back({"services/app/0002_exchange.sql", kExchange});
    files.push_back({"services/app/0003_mutations.sql", kMutations});
    files.push_back({"services/app/0004_dictionary.sql", kDictionary});
    files.push_back({"services/app/0005_partitions.sql", kPartitions});
  }
  for (const File& file : files) WriteFile(folder + "/" + file.path, file.text);
}

const std::map<std::string, std::string>& Nasty::Truths(ServerKind server) {
  static const std::map<std::string, std::string> of_new = {
      {"0001 upgrade 4", "SELECT count() > 0 FROM {db}.log"},
      {"0002 upgrade 2", "SELECT count() > 0 FROM {db}.log_new"},
      {"0002 upgrade 3",
       "SELECT count() > 0 FROM system.columns WHERE database = '{db}' AND table = 'log' AND name "
       "= 'extra'"},
      {"0002 upgrade 5", "SELECT count() > 0 FROM {db}.log WHERE batch = 2"},
      {"0002 downgrade 1", "SELECT count() = 0 FROM {db}.log WHERE batch = 2"},
      {"0002 downgrade 3", "SELECT count() > 0 FROM {db}.log_old"},
      {"0002 downgrade 4",
       "SELECT count() = 0 FROM system.columns WHERE database = '{db}' AND table = 'log' AND name "
       "= 'extra'"},
      {"0003 upgrade 1", "SELECT any(n - id) = 1 FROM {db}.log WHERE batch = 1"},
      {"0003 upgrade 3",
       "SELECT type LIKE 'Low%' FROM system.columns WHERE database = '{db}' AND table = 'log' AND "
       "name = 'extra'"},
      {"0003 upgrade 4", "SELECT count() = 0 FROM {db}.log WHERE id < 10"},
      {"0003 downgrade 1",
       "SELECT type = 'String' FROM system.columns WHERE database = '{db}' AND table = 'log' AND "
       "name = 'extra'"},
      {"0003 downgrade 3", "SELECT any(n - id) = 0 FROM {db}.log WHERE batch = 1"},
      {"0005 upgrade 2", "SELECT count() = 0 FROM {db}.log WHERE batch = 2"},
      {"0005 upgrade 3", "SELECT count() > 0 FROM {db}.archive WHERE batch = 1"},
      {"0005 upgrade 4", "SELECT count() = 0 FROM {db}.archive WHERE batch = 2"},
  };
  static const std::map<std::string, std::string> of_old = {
      {"0001 upgrade 4", "SELECT count() > 0 FROM {db}.log"},
      {"0002 upgrade 2", "SELECT count() > 0 FROM {db}.other"},
      {"0002 upgrade 3", "SELECT any(n - id) = 1 FROM {db}.other WHERE batch = 1"},
      {"0002 upgrade 5", "SELECT count() > 0 FROM {db}.log WHERE batch = 2"},
      {"0002 downgrade 3", "SELECT any(n - id) = 0 FROM {db}.other WHERE batch = 1"},
  };
  return server == ServerKind::kOld ? of_old : of_new;
}

}  // namespace housewright::reliability
