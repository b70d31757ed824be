// One thread runs the handlers. Asio's fences around them serve several, and ThreadSanitizer does
// not understand them.
#define BOOST_ASIO_DISABLE_FENCED_BLOCK 1

#include "db/wire.h"

#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <cerrno>
#include <utility>

#include "base/text.h"
#include "db/host_lookup.h"
#include "db/tcp_connect.h"
#include "db/tls_context.h"

namespace housewright::db {
namespace {

namespace net = boost::asio;
using boost::system::error_code;
using net::ip::tcp;
using std::chrono::milliseconds;
using SteadyClock = std::chrono::steady_clock;
using TlsStream = net::ssl::stream<tcp::socket>;

constexpr std::size_t kReadRoom = 64UL * 1024;
// Servers close idle connections after 3 s (old defaults), 10 s and 30 s. One that closes at the
// moment in which a statement is sent leaves the outcome unknown: we stay well before.
constexpr milliseconds kLongestIdle{2000};

std::string Words(const error_code& failure) { return ToLower(failure.message()); }

bool IsOrderlyEnd(const error_code& failure) {
  return failure == net::error::eof || failure == net::ssl::error::stream_truncated;
}

tcp ProtocolOf(int socket) {
  int family = AF_INET;
  socklen_t size = sizeof(family);
  ::getsockopt(socket, SOL_SOCKET, SO_DOMAIN, &family, &size);
  return family == AF_INET6 ? tcp::v6() : tcp::v4();
}

Setback Failed(TransferFailure failure, std::string detail) {
  return {.end = TransferEnd::kFailed, .failure = failure, .detail = std::move(detail)};
}

// Asio throws where the system has no descriptors or no memory left.
template <class Step>
std::optional<Setback> WithoutExceptions(const Step& step) {
  try {
    return step();
  } catch (const std::exception& exception) {
    return Failed(TransferFailure::kOther, ToLower(exception.what()));
  }
}

}  // namespace

// Handlers refer to this object. They run in Run only, so that none runs after it is destroyed.
class Wire::Impl {
 public:
  explicit Impl(const Endpoint& endpoint) : endpoint_(endpoint) {}

  ~Impl() {
    if (tls_ && is_open_ && !reading_ && !sending_ && !end_) SayGoodbye();
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  std::optional<Setback> Connect(const std::stop_token& stop) {
    const TimePoint deadline = SteadyClock::now() + endpoint_.connect_timeout;
    TlsContext context;
    if (endpoint_.tls) {
      auto made = MakeTlsContext(endpoint_);
      if (!made) return Failed(TransferFailure::kTlsFiles, made.error());
      context = *std::move(made);
    }
    const auto addresses = FindHost(endpoint_.host, endpoint_.port, deadline, stop);
    if (!addresses) return addresses.error();
    auto connected = ConnectToFirst(*addresses, deadline, stop);
    if (!connected) return connected.error();
    socket_.assign(ProtocolOf(connected->handle()), connected->handle());
    static_cast<void>(connected->Release());
    if (context) {
      if (auto setback = ShakeHands(std::move(context), deadline, stop)) return setback;
    }
    is_open_ = true;
    last_event_ = SteadyClock::now();
    return std::nullopt;
  }

  void LimitDelivery(bool limited) {
    if (limited == is_limited_) return;
    is_limited_ = limited;
    const unsigned int limit = limited ? static_cast<unsigned int>(kUndelivered.count()) : 0U;
    ::setsockopt(Tcp().native_handle(), IPPROTO_TCP, TCP_USER_TIMEOUT, &limit, sizeof limit);
  }

  void Send(std::string_view bytes) {
    unsent_ = bytes;
    sending_ = !bytes.empty();
    last_event_ = SteadyClock::now();
    if (sending_) SendSome();
  }

  std::optional<Setback> Wait(TimePoint deadline, const std::stop_token& stop) {
    received_ = {};
    happened_ = false;
    if (!reading_ && !end_) ReceiveSome();
    return Run([this] { return happened_; }, deadline, stop);
  }

  bool IsReusable() {
    if (!is_open_ || reading_ || sending_ || send_failed_ || end_) return false;
    if (SteadyClock::now() - last_event_ >= kLongestIdle) return false;
    // Nothing may be there to read: neither an end, nor an answer to no question, nor TLS's
    // goodbye.
    char byte = 0;
    return ::recv(Tcp().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 &&
           (errno == EAGAIN || errno == EWOULDBLOCK);
  }

  bool sending() const { return sending_; }
  bool send_failed() const { return send_failed_; }
  std::string_view received() const { return received_; }
  const std::optional<std::string>& end() const { return end_; }
  TimePoint last_event() const { return last_event_; }

 private:
  tcp::socket& Tcp() { return tls_ ? tls_->next_layer() : socket_; }

  // Runs handlers until `done`; nothing: it is. kIdle at the deadline.
  template <class Done>
  std::optional<Setback> Run(const Done& done, TimePoint deadline, const std::stop_token& stop) {
    const std::stop_callback wake(stop, [this] { net::post(io_, [] {}); });
    while (!done()) {
      if (stop.stop_requested()) return Setback{.end = TransferEnd::kStopped};
      if (io_.run_one_until(deadline) > 0 || SteadyClock::now() < deadline) continue;
      io_.poll();  // where the caller came late, what is there counts
      if (!done()) return Setback{.end = TransferEnd::kIdle};
    }
    return std::nullopt;
  }

  std::optional<Setback> ShakeHands(TlsContext context, TimePoint deadline,
                                    const std::stop_token& stop) {
    tls_context_.emplace(context.release());
    tls_.emplace(std::move(socket_), *tls_context_);
    socket_ = tcp::socket(io_);
    if (!ExpectHost(tls_->native_handle(), endpoint_.host)) {
      return Failed(TransferFailure::kTls, "the host name cannot be checked");
    }
    bool ended = false;
    error_code failure;
    tls_->async_handshake(TlsStream::client, [&](const error_code& result) {
      failure = result;
      ended = true;
    });
    if (auto setback = Run([&] { return ended; }, deadline, stop)) {
      if (setback->end != TransferEnd::kIdle) return setback;
      return Failed(TransferFailure::kConnectTimeout, {});
    }
    if (!failure) return std::nullopt;
    if (IsOrderlyEnd(failure)) return Failed(TransferFailure::kTls, "closed by the server");
    const std::string problem = CertificateProblem(tls_->native_handle(), endpoint_.host);
    return Failed(TransferFailure::kTls, problem.empty() ? Words(failure) : problem);
  }

  void SendSome() {
    const auto handler = [this](const error_code& failure, std::size_t size) {
      happened_ = true;
      last_event_ = SteadyClock::now();
      unsent_.remove_prefix(std::min(size, unsent_.size()));
      send_failed_ = static_cast<bool>(failure);
      sending_ = !send_failed_ && !unsent_.empty();
      if (sending_) SendSome();
    };
    const net::const_buffer bytes(unsent_.data(), unsent_.size());
    if (tls_) {
      tls_->async_write_some(bytes, handler);
    } else {
      socket_.async_write_some(bytes, handler);
    }
  }

  void ReceiveSome() {
    if (!room_) room_ = std::make_unique_for_overwrite<char[]>(kReadRoom);
    reading_ = true;
    const auto handler = [this](const error_code& failure, std::size_t size) {
      happened_ = true;
      reading_ = false;
      if (size > 0) last_event_ = SteadyClock::now();
      received_ = {room_.get(), size};
      if (failure) end_ = IsOrderlyEnd(failure) ? std::string() : Words(failure);
    };
    const net::mutable_buffer room(room_.get(), kReadRoom);
    if (tls_) {
      tls_->async_read_some(room, handler);
    } else {
      socket_.async_read_some(room, handler);
    }
  }

  // Where that fails, the other side sees the connection end anyway.
  void SayGoodbye() {
    static_cast<void>(WithoutExceptions([this]() -> std::optional<Setback> {
      tls_->async_shutdown([](const error_code& /*failure*/) {});
      io_.poll();
      return std::nullopt;
    }));
  }

  const Endpoint& endpoint_;
  net::io_context io_{1};
  net::executor_work_guard<net::io_context::executor_type> work_ = net::make_work_guard(io_);
  std::optional<net::ssl::context> tls_context_;
  tcp::socket socket_{io_};       // without TLS
  std::optional<TlsStream> tls_;  // with TLS
  bool is_open_ = false;

  std::unique_ptr<char[]> room_;
  std::string_view unsent_;
  std::string_view received_;
  std::optional<std::string> end_;
  bool reading_ = false;
  bool sending_ = false;
  bool send_failed_ = false;
  bool is_limited_ = false;
  bool happened_ = false;
  TimePoint last_event_;
};

Wire::Wire(const Endpoint& endpoint) : endpoint_(endpoint) {}
Wire::~Wire() = default;

std::optional<Setback> Wire::Connect(const std::stop_token& stop) {
  return WithoutExceptions([&] {
    impl_ = std::make_unique<Impl>(endpoint_);
    return impl_->Connect(stop);
  });
}

std::optional<Setback> Wire::Wait(TimePoint deadline, const std::stop_token& stop) {
  return WithoutExceptions([&] { return impl_->Wait(deadline, stop); });
}

void Wire::Send(std::string_view bytes) { impl_->Send(bytes); }
void Wire::LimitDelivery(bool limited) { impl_->LimitDelivery(limited); }
bool Wire::sending() const { return impl_->sending(); }
bool Wire::send_failed() const { return impl_->send_failed(); }
std::string_view Wire::received() const { return impl_->received(); }
const std::optional<std::string>& Wire::end() const { return impl_->end(); }
Wire::TimePoint Wire::last_event() const { return impl_->last_event(); }
bool Wire::IsReusable() const { return impl_->IsReusable(); }

}  // namespace housewright::db
