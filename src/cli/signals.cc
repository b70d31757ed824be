#include "cli/signals.h"

#include <pthread.h>

#include <csignal>
#include <ctime>
#include <thread>

namespace housewright::cli {
namespace {

class RealSignalScope final : public SignalScope {
 public:
  explicit RealSignalScope(std::function<void(int)> told) : told_(std::move(told)) {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGINT);
    sigaddset(&signals_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals_, &before_);
    thread_ = std::jthread([this](const std::stop_token& end) { Wait(end); });
  }

  ~RealSignalScope() override {
    thread_.request_stop();
    thread_.join();
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

  RealSignalScope(const RealSignalScope&) = delete;
  RealSignalScope& operator=(const RealSignalScope&) = delete;

  std::stop_token stop() const override { return stop_.get_token(); }
  std::stop_token abort() const override { return abort_.get_token(); }

 private:
  void Wait(const std::stop_token& end) {
    // Wakes the wait below at once when the scope goes: the thread signals itself.
    const pthread_t self = pthread_self();
    // The signal is blocked and waited for, it kills nothing.
    // NOLINTNEXTLINE(bugprone-bad-signal-to-kill-thread)
    const std::stop_callback wake(end, [self] { pthread_kill(self, SIGTERM); });
    int count = 0;
    while (!end.stop_requested()) {
      int signal = 0;
      if (sigwait(&signals_, &signal) != 0 || end.stop_requested()) continue;
      ++count;
      (count == 1 ? stop_ : abort_).request_stop();
      if (count <= 2 && told_) told_(count);
    }
  }

  std::function<void(int)> told_;
  std::stop_source stop_;
  std::stop_source abort_;
  sigset_t signals_{};
  sigset_t before_{};
  std::jthread thread_;
};

}  // namespace

std::unique_ptr<SignalScope> CatchSignals(std::function<void(int count)> told) {
  return std::make_unique<RealSignalScope>(std::move(told));
}

}  // namespace housewright::cli
