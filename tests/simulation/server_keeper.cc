// The model of a server that keeps journal and lock in a Keeper (docs/design/journal.md, "With
// KeeperMap"): keys that are there once, rows that are only changed as they were read, and a
// connection to the Keeper that breaks.

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "db/server_codes.h"
#include "journal/create_sql.h"
#include "server.h"
#include "sql/quote.h"
#include "sql_match.h"

namespace housewright::simulation {

namespace {

constexpr int kKeeperException = 999;

const journal::JournalName& NameInKeeper() {
  static const journal::JournalName name{"hw", "journal", std::string(Server::kKeeperPath)};
  return name;
}

std::uint64_t KeyIn(std::string_view text) {
  std::uint64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::int64_t SecondsIn(std::string_view text) {
  std::int64_t seconds = 0;
  std::from_chars(text.data(), text.data() + text.size(), seconds);
  return seconds;
}

std::optional<KeeperTables::Update> UpdateOf(const std::string& sql) {
  constexpr std::string_view kHead = "ALTER TABLE `hw`.`journal_lock` UPDATE ";
  std::vector<std::string> parts;
  KeeperTables::Update update;
  if (Match(sql,
            std::string(kHead) +
                "renewed = now(), until = now() + {}, beat = '{}' WHERE number = {} AND "
                "run_id = '{}' AND state = 'held'",
            &parts)) {
    update.lease = SecondsIn(parts[0]);
    update.beat = parts[1];
    parts.erase(parts.begin(), parts.begin() + 2);
  } else if (Match(sql,
                   std::string(kHead) +
                       "state = '{}' WHERE number = {} AND run_id = '{}' AND state = 'held' "
                       "AND toUInt32(until) = {}",
                   &parts)) {
    update.state = parts[0];
    update.until = SecondsIn(parts[3]);
    parts.erase(parts.begin());
  } else if (Match(sql,
                   std::string(kHead) +
                       "state = '{}' WHERE number = {} AND run_id = '{}' AND state = 'held'",
                   &parts)) {
    update.state = parts[0];
    parts.erase(parts.begin());
  } else {
    return std::nullopt;
  }
  update.number = KeyIn(parts[0]);
  update.run_id = parts[1];
  return update;
}

}  // namespace

// What `effect` asks of the Keeper may be lost on its way there, or its answer.
void Server::WorkInKeeper(const std::shared_ptr<Call>& call, std::function<Answer()> effect) {
  Dice& dice = scheduler_.dice();
  const bool breaks = network.keeper_breaks != 0 && dice.OneIn(network.keeper_breaks);
  const bool is_done = !breaks || dice.OneIn(2);
  const bool is_slow = network.slow_statement != 0 && dice.OneIn(network.slow_statement * 2);
  const milliseconds until_effect = is_slow ? milliseconds(dice.Below(20'000)) : Little();
  Work(call, until_effect, Little(), [this, breaks, is_done, effect = std::move(effect)] {
    Answer answer = is_done ? effect() : Body("");
    if (!breaks) return answer;
    Note("the Keeper is lost {}", is_done ? "after it has done it" : "before it hears");
    return Refused(kKeeperException, "Coordination::Exception: Connection loss");
  });
}

bool Server::BeginKeeperWork(const std::shared_ptr<Call>& call) {
  const std::string& sql = call->sql;
  std::vector<std::string> parts;
  const auto begin = [&](std::function<Answer()> effect) {
    WorkInKeeper(call, std::move(effect));
    return true;
  };
  if (sql == journal::CreateTableSql(NameInKeeper(), journal::IfThere::kFails, false)) {
    return begin([this] { return MakeJournal(); });
  }
  if (Match(sql,
            "CREATE TABLE `hw`.`journal_lock` (number UInt64, run_id String, command String, "
            "os_user String, os_host String, process String, tool_version String, server String, "
            "taken DateTime, renewed DateTime, until DateTime, state String, beat String) ENGINE = "
            "KeeperMap('{}/lock') PRIMARY KEY number",
            &parts)) {
    return begin([this] {
      if (keeper_.has_table) return Refused(db::code::kTableExists, "already exists");
      keeper_.has_table = true;
      return Body("");
    });
  }
  if (!keeper_.has_table && sql.find("`hw`.`journal_lock`") != std::string::npos) {
    return begin(
        [] { return Refused(db::code::kUnknownTable, "Table hw.journal_lock does not exist"); });
  }
  if (Match(sql,
            "INSERT INTO `hw`.`journal_lock` (number, run_id, command, os_user, os_host, process, "
            "tool_version, server, taken, renewed, until, state, beat) VALUES ({}, hostName(), "
            "now(), now(), now() + {}, 'held', '')",
            &parts)) {
    const auto fields = RowsOfValues("(" + parts[0] + ")").front();
    if (fields.size() != 7) return false;
    const auto text = [&](std::size_t i) { return sql::UnquoteString(fields[i]); };
    KeeperTables::Row row{.run_id = text(1),
                          .command = text(2),
                          .os_user = text(3),
                          .os_host = text(4),
                          .process = text(5),
                          .tool_version = text(6),
                          .state = "held",
                          .beat = "",
                          .made_by = call->process};
    const std::int64_t lease = SecondsIn(parts[1]);
    return begin([this, row, lease, number = KeyIn(fields[0])]() mutable {
      if (keeper_.rows.contains(number) && flaw_ != Flaw::kKeysRepeat) {
        return Refused(kKeeperException, "Coordination::Exception: Node exists");
      }
      row.taken = row.renewed = Now();
      row.until = Now() + lease;
      keeper_.rows[number] = row;
      return Body("");
    });
  }
  if (auto update = UpdateOf(sql)) {
    // It reads the row, and writes it where it is still the one that was read.
    const auto found = keeper_.rows.find(update->number);
    if (found != keeper_.rows.end() && update->Meets(found->first, found->second)) {
      update->version = found->second.version;
    }
    return begin([this, update] {
      if (keeper_.Apply(*update, Now())) return Body("");
      return Refused(kKeeperException, "Coordination::Exception: Bad version");
    });
  }
  if (Match(sql, "ALTER TABLE `hw`.`journal_lock` DELETE WHERE number < {} AND until < now() - {}",
            &parts)) {
    return begin([this, parts] {
      std::erase_if(keeper_.rows, [&](const auto& row) {
        return row.first < KeyIn(parts[0]) && row.second.until < Now() - SecondsIn(parts[1]);
      });
      return Body("");
    });
  }
  constexpr std::string_view kRows =
      "SELECT number, run_id, command, os_user, os_host, process, tool_version, toUInt32(taken), "
      "toUInt32(renewed), toUInt32(until), toUInt32(now()), state, beat FROM `hw`.`journal_lock`";
  const bool asks_all = sql == std::string(kRows) + " FORMAT TabSeparated";
  if (asks_all ||
      Match(sql, std::string(kRows) + " WHERE number = {} FORMAT TabSeparated", &parts)) {
    std::optional<std::uint64_t> number;
    if (!asks_all) number = KeyIn(parts[0]);
    return begin([this, number] { return Body(keeper_.Answer(number, Now())); });
  }
  return false;
}

std::optional<Server::Answer> Server::AskKeeper(const std::string& sql) {
  std::vector<std::string> parts;
  if (sql ==
      "SELECT name, engine_full FROM system.tables WHERE database = 'hw' AND name IN ('journal', "
      "'journal_lock') FORMAT TabSeparated") {
    const auto row = [&](bool is_there, std::string_view name, std::string_view leaf,
                         std::string_view key) {
      return is_there ? fmt::format("{}\tKeeperMap(\\'{}/{}\\') PRIMARY KEY {}\n", name,
                                    kKeeperPath, leaf, key)
                      : "";
    };
    return Body(row(has_journal_, "journal", "journal", "seq") +
                row(keeper_.has_table, "journal_lock", "lock", "number"));
  }
  if (!has_journal_) return std::nullopt;
  if (Match(sql, "SELECT nonce, run_id FROM `hw`.`journal` WHERE seq = {} FORMAT TabSeparated",
            &parts)) {
    std::string body;
    for (const journal::Entry& entry : journal) {
      if (std::to_string(entry.seq) != parts[0]) continue;
      const auto sent = std::ranges::find_if(
          nonces_, [&](const auto& nonce) { return nonce.second == entry.nonce; });
      body += fmt::format("{}\t{}\n", sent->first, entry.run_id);
    }
    return Body(std::move(body));
  }
  if (Match(sql, "SELECT max(seq) FROM `hw`.`journal` WHERE run_id = '{}' FORMAT TabSeparated",
            &parts)) {
    std::uint64_t last = 0;
    for (const journal::Entry& entry : journal) {
      if (entry.run_id == parts[0]) last = std::max(last, entry.seq);
    }
    return Body(fmt::format("{}\n", last));
  }
  return std::nullopt;
}

// The seq of each row is a key: the INSERT is refused as a whole where one is there.
bool Server::HasKeyOf(const std::vector<journal::Entry>& rows) const {
  return std::ranges::any_of(rows, [&](const journal::Entry& row) {
    return std::ranges::find(journal, row.seq, &journal::Entry::seq) != journal.end();
  });
}

std::vector<Server::Holder> Server::Holders() const {
  std::vector<Holder> holders;
  for (const auto& [name, lock] : locks_) holders.push_back({lock->run_id, name});
  for (const auto& [number, row] : keeper_.rows) {
    if (row.state == "held") holders.push_back({row.run_id, fmt::format("row {}", number)});
  }
  return holders;
}

}  // namespace housewright::simulation
