#include "db/host_lookup.h"

#include <netdb.h>
#include <pthread.h>

#include <condition_variable>
#include <csignal>
#include <cstring>
#include <memory>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

namespace housewright::db {
namespace {

std::vector<SocketAddress> AskResolver(const std::string& host, std::uint16_t port, int flags) {
  addrinfo wanted = {};
  wanted.ai_family = AF_UNSPEC;
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = flags | AI_NUMERICSERV;
  addrinfo* list = nullptr;
  std::vector<SocketAddress> addresses;
  if (::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &wanted, &list) != 0) {
    return addresses;
  }
  for (const addrinfo* entry = list; entry != nullptr; entry = entry->ai_next) {
    SocketAddress& address = addresses.emplace_back();
    std::memcpy(&address.bytes, entry->ai_addr, entry->ai_addrlen);
    address.size = entry->ai_addrlen;
  }
  ::freeaddrinfo(list);
  return addresses;
}

// The thread may outlive the part of the program that waits for signals: none shall end up on it.
class WithoutSignals {
 public:
  WithoutSignals() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~WithoutSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  WithoutSignals(const WithoutSignals&) = delete;
  WithoutSignals& operator=(const WithoutSignals&) = delete;

 private:
  sigset_t before_;
};

struct Question {
  std::mutex mutex;
  std::condition_variable_any changed;
  bool answered = false;                 // guarded by mutex
  std::vector<SocketAddress> addresses;  // guarded by mutex
};

std::shared_ptr<Question> AskOnAThread(const std::string& host, std::uint16_t port) {
  auto question = std::make_shared<Question>();
  const WithoutSignals inherited_by_the_thread;
  std::thread([question, host, port] {
    std::vector<SocketAddress> addresses = AskResolver(host, port, 0);
    const std::lock_guard lock(question->mutex);
    question->addresses = std::move(addresses);
    question->answered = true;
    question->changed.notify_all();
  }).detach();
  return question;
}

}  // namespace

std::expected<std::vector<SocketAddress>, Setback> FindHost(
    const std::string& host, std::uint16_t port, std::chrono::steady_clock::time_point deadline,
    const std::stop_token& stop) {
  if (auto addresses = AskResolver(host, port, AI_NUMERICHOST); !addresses.empty()) {
    return addresses;
  }
  std::shared_ptr<Question> question;
  try {
    question = AskOnAThread(host, port);
  } catch (const std::system_error& error) {
    return std::unexpected(Setback{.failure = TransferFailure::kOther, .detail = error.what()});
  }
  std::unique_lock lock(question->mutex);
  if (!question->changed.wait_until(lock, stop, deadline, [&] { return question->answered; })) {
    return std::unexpected(stop.stop_requested()
                               ? Setback{.end = TransferEnd::kStopped}
                               : Setback{.failure = TransferFailure::kConnectTimeout});
  }
  if (question->addresses.empty()) {
    return std::unexpected(Setback{.failure = TransferFailure::kResolve});
  }
  return std::move(question->addresses);
}

}  // namespace housewright::db
