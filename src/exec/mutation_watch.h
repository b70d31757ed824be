#pragma once

// What is worth saying of a statement's mutation, look after look: how far it is, and each failure
// once.

#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "exec/mutations.h"

namespace housewright::exec {

struct MutationView {
  std::string id;
  // Of those that were to do when it was first seen.
  std::int64_t parts_done = 0, parts_total = 0;
  std::size_t older = 0;  // unfinished mutations of the table that stand before it
  // Once a part is done: before, there is nothing to tell them by.
  std::optional<double> parts_per_second;
  std::optional<std::chrono::milliseconds> left;
};

class MutationWatch {
 public:
  // `at`: monotonic time, not before that of the last call. Nothing where none of them is the
  // statement's: the first that is not older.
  std::optional<MutationView> See(const std::vector<Mutation>& unfinished,
                                  std::chrono::milliseconds at);
  // Those of the same list that fail in a way that was not told before.
  std::vector<Mutation> NewFailures(const std::vector<Mutation>& unfinished);

 private:
  std::string id_;
  std::int64_t total_ = 0;
  std::chrono::milliseconds first_seen_{0};
  std::set<std::pair<std::string, std::string>> told_;  // id, reason
};

}  // namespace housewright::exec
