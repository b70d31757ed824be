#include "exec/mutation_watch.h"

#include <algorithm>

namespace housewright::exec {

using std::chrono::milliseconds;

std::optional<MutationView> MutationWatch::See(const std::vector<Mutation>& unfinished,
                                               milliseconds at) {
  const auto own = std::ranges::find_if(
      unfinished, [](const Mutation& one) { return !one.is_older && !one.is_killed; });
  if (own == unfinished.end()) return std::nullopt;
  if (own->id != id_) {
    id_ = own->id;
    total_ = own->parts_to_do;
    first_seen_ = at;
  }
  // More than before: parts of partitions that were attached meanwhile.
  total_ = std::max(total_, own->parts_to_do);
  MutationView view{
      .id = id_,
      .parts_done = total_ - own->parts_to_do,
      .parts_total = total_,
      .older = static_cast<std::size_t>(std::ranges::count_if(unfinished, &Mutation::is_older)),
      .parts_per_second = std::nullopt,
      .left = std::nullopt};
  const double seconds = static_cast<double>((at - first_seen_).count()) / 1000;
  if (view.parts_done > 0 && seconds > 0) {
    const double rate = static_cast<double>(view.parts_done) / seconds;
    view.parts_per_second = rate;
    view.left = milliseconds(
        static_cast<milliseconds::rep>(static_cast<double>(own->parts_to_do) / rate * 1000));
  }
  return view;
}

std::vector<Mutation> MutationWatch::NewFailures(const std::vector<Mutation>& unfinished) {
  std::vector<Mutation> failures;
  for (const Mutation& one : unfinished) {
    if (one.fails() && told_.insert({one.id, one.fail_reason}).second) failures.push_back(one);
  }
  return failures;
}

}  // namespace housewright::exec
