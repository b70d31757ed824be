#pragma once

// The mutations of a table, as system.mutations has them.

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "db/server_facts.h"
#include "exec/ask.h"
#include "sql/statement_facts.h"

namespace housewright::exec {

struct Mutation {
  std::string id;  // "mutation_7.txt"; of a replicated table "0000000007"
  // It was there before the statement was sent, by the server's clock; other clients' may come
  // while it runs, and count as new.
  bool is_older = false;
  bool is_done = false;
  bool is_killed = false;  // and waits to be forgotten (from 23.12 on; before, it is gone at once)
  std::int64_t parts_to_do = 0;
  std::string failed_part, fail_reason;  // of the last failure; empty where there was none

  bool fails() const { return !is_done && !is_killed && !fail_reason.empty(); }
};

// Reads the mutations of one table. What a server does not tell (before 19.1, of failures) is
// empty.
class MutationsTable {
 public:
  explicit MutationsTable(sql::ObjectName table) : table_(std::move(table)) {}
  const sql::ObjectName& table() const { return table_; }

  // Those that are not done, in their order; absent, with a note in `asker`, where the user may not
  // read them. `sent_at`: an SQL expression of when the statement was sent ("now() - 5").
  using Mutations = Result<std::optional<std::vector<Mutation>>>;
  Mutations Unfinished(Asker& asker, std::string_view sent_at);
  // Those of `ids` that the server still knows.
  Mutations Find(Asker& asker, const std::vector<std::string>& ids);

 private:
  Mutations Read(Asker& asker, std::string_view condition, std::string_view sent_at);

  sql::ObjectName table_;
  std::set<std::string, std::less<>> columns_;  // of system.mutations; empty until asked for
};

// mutations_sync came with it: before, an ALTER UPDATE answers when its mutation is queued.
inline constexpr db::Version kKnowsMutationsSync{19, 17, 0};

// True where the statement makes parts be rewritten in the background: it can run for hours.
bool IsMutation(const sql::StatementFacts& facts);

// The ids that an exception of code 341 names ("Exception happened during execution of mutation
// 'mutation_7.txt' with part ...", "Mutation mutation_7.txt was killed"); empty for others.
std::vector<std::string> MutationsIn(std::string_view exception);

// Without the stack trace that a server's exception may hold.
std::string WithoutStackTrace(std::string_view exception);

// "its mutation mutation_7.txt fails on part 1_1_1_0: Code: 6. ...; 2 parts are still to do, and
// the server tries again until it is killed"
std::string FailureText(const Mutation& mutation);
// What to do about it: a sentence, "`KILL MUTATION ...`" in it. For a change of a column's type
// killing is no way out: the column has its new type already.
std::string FailureAdvice(const Mutation& mutation, const sql::StatementFacts& facts,
                          const sql::ObjectName& table);

}  // namespace housewright::exec
