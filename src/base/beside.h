#pragma once

// Work that is done beside the caller's own, on a thread.

#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "base/result.h"
#include "base/threads.h"

namespace housewright {

template <class T>
class Beside {
 public:
  // What `work` uses outlives this object, whose end waits for it.
  Beside(Threads& threads, std::function<Result<T>()> work)
      : thread_(threads.Start(
            [this, work = std::move(work)](const std::stop_token&) { result_ = work(); })) {}
  Beside(const Beside&) = delete;
  Beside& operator=(const Beside&) = delete;

  // What it came to, when it has; to be asked once.
  Result<T> Take() {
    thread_.reset();
    if (!result_) return Fail(ErrorCode::kInternal, "work on another thread was not done");
    return *std::move(result_);
  }

 private:
  std::optional<Result<T>> result_;
  std::unique_ptr<Thread> thread_;  // the last member: it writes the other
};

}  // namespace housewright
