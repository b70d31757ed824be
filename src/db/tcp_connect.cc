#include "db/tcp_connect.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <system_error>

#include "base/text.h"

namespace housewright::db {
namespace {

using SteadyClock = std::chrono::steady_clock;
using TimePoint = SteadyClock::time_point;

void SetOption(const Socket& socket, int level, int option, int value) {
  // What cannot be set only makes the connection a little worse.
  static_cast<void>(::setsockopt(socket.handle(), level, option, &value, sizeof(value)));
}

// Becomes readable when the token asks to stop.
class StopEvent {
 public:
  explicit StopEvent(const std::stop_token& stop)
      : event_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)), signal_(stop, Signal{event_.handle()}) {}
  int handle() const { return event_.handle(); }

 private:
  struct Signal {
    int handle;
    void operator()() const {
      const std::uint64_t one = 1;
      static_cast<void>(!::write(handle, &one, sizeof(one)));
    }
  };
  Socket event_;
  std::stop_callback<Signal> signal_;
};

class Attempts {
 public:
  void Start(const SocketAddress& address) {
    Socket socket(::socket(address.bytes.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (socket.handle() < 0) return NoteFailure(errno);
    SetOption(socket, IPPROTO_TCP, TCP_NODELAY, 1);
    SetOption(socket, SOL_SOCKET, SO_KEEPALIVE, 1);
    SetOption(socket, IPPROTO_TCP, TCP_KEEPIDLE, 30);
    SetOption(socket, IPPROTO_TCP, TCP_KEEPINTVL, 15);
    const auto* name = reinterpret_cast<const sockaddr*>(&address.bytes);
    if (::connect(socket.handle(), name, address.size) != 0 && errno != EINPROGRESS) {
      return NoteFailure(errno);
    }
    running_.push_back(std::move(socket));
  }

  // Waits for a change, and gives the socket that is connected, if there is one now.
  std::optional<Socket> Wait(TimePoint until, const StopEvent& stop) {
    std::vector<pollfd> polled;
    for (const Socket& socket : running_) polled.push_back({socket.handle(), POLLOUT, 0});
    polled.push_back({stop.handle(), POLLIN, 0});
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - SteadyClock::now());
    ::poll(polled.data(), polled.size(),
           static_cast<int>(std::clamp<long>(left.count(), 0, 60'000)));
    for (std::size_t i = running_.size(); i-- > 0;) {
      if (polled[i].revents == 0) continue;
      int failure = 0;
      socklen_t size = sizeof(failure);
      ::getsockopt(running_[i].handle(), SOL_SOCKET, SO_ERROR, &failure, &size);
      Socket socket = std::move(running_[i]);
      running_.erase(running_.begin() + static_cast<std::ptrdiff_t>(i));
      if (failure == 0) return socket;
      NoteFailure(failure);
    }
    return std::nullopt;
  }

  bool none_runs() const { return running_.empty(); }
  std::string first_failure() const {
    return ToLower(std::generic_category().message(first_failure_));
  }

 private:
  void NoteFailure(int failure) {
    if (first_failure_ == 0) first_failure_ = failure;
  }

  std::vector<Socket> running_;
  int first_failure_ = 0;
};

}  // namespace

Socket::~Socket() {
  if (handle_ >= 0) ::close(handle_);
}

std::expected<Socket, Setback> ConnectToFirst(const std::vector<SocketAddress>& addresses,
                                              TimePoint deadline, const std::stop_token& stop) {
  const StopEvent stop_event(stop);
  Attempts attempts;
  auto next = addresses.begin();
  TimePoint turn_of_next = SteadyClock::now();
  while (true) {
    if (stop.stop_requested()) return std::unexpected(Setback{.end = TransferEnd::kStopped});
    const TimePoint now = SteadyClock::now();
    if (now >= deadline) {
      return std::unexpected(Setback{.failure = TransferFailure::kConnectTimeout});
    }
    if (next != addresses.end() && (attempts.none_runs() || now >= turn_of_next)) {
      attempts.Start(*next++);
      turn_of_next = now + kHeadStart;
      continue;
    }
    if (attempts.none_runs()) {
      return std::unexpected(
          Setback{.failure = TransferFailure::kConnect, .detail = attempts.first_failure()});
    }
    const TimePoint until = next == addresses.end() ? deadline : std::min(deadline, turn_of_next);
    if (auto socket = attempts.Wait(until, stop_event)) return *std::move(socket);
  }
}

}  // namespace housewright::db
