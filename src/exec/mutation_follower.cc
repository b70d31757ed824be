#include "exec/mutation_follower.h"

#include <fmt/format.h>

#include <algorithm>

namespace housewright::exec {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kFirstLook{1'000};
constexpr milliseconds kLongestPause{5'000};

}  // namespace

MutationsTable::Mutations MutationLook::Look(Asker& asker) {
  // One second more: create_time has no fractions.
  const auto age =
      std::chrono::ceil<std::chrono::seconds>(clock_.Monotonic() - sent_at_).count() + 1;
  ASSIGN_OR_RETURN(auto unfinished, table_.Unfinished(asker, fmt::format("now() - {}", age)));
  if (!unfinished) return unfinished;
  for (const Mutation& one : watch_.NewFailures(*unfinished)) talk_.failing(one);
  if (const auto view = watch_.See(*unfinished, clock_.Monotonic())) talk_.progress(*view);
  return unfinished;
}

MutationFollower::MutationFollower(const OpenSession& open, MutationLook look,
                                   std::function<void(const std::string&)> closed, Threads& threads)
    : open_(open),
      look_(std::move(look)),
      closed_(std::move(closed)),
      changed_(threads.MakeCondition()),
      thread_(threads.Start([this](const std::stop_token& stop) { Work(stop); })) {}

void MutationFollower::Work(const std::stop_token& stop) {
  std::unique_ptr<db::Session> session;
  milliseconds pause = kFirstLook;
  std::unique_lock lock(mutex_);
  for (;; pause = std::min(pause + pause / 4, kLongestPause)) {
    changed_->Wait(lock, stop, pause, [] { return false; });
    if (stop.stop_requested()) return;
    if (session == nullptr) {
      auto opened = open_();
      if (!opened) continue;  // the statement's own connection tells what is wrong
      session = *std::move(opened);
    }
    Asker asker(*session, stop);
    const auto unfinished = look_.Look(asker);
    if (unfinished && !*unfinished) return closed_(asker.Notes());
  }
}

}  // namespace housewright::exec
