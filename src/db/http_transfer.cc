#include "db/http_transfer.h"

#include <utility>

#include "db/answer_reader.h"
#include "db/outgoing_request.h"
#include "db/wire.h"

namespace housewright::db {
namespace {

using OnProgress = std::function<void(const Progress&)>;

// A request on its way and the answer to it, over a connection that stands. Nothing here goes back:
// what was sent is not sent again.
class Exchange {
 public:
  Exchange(Wire& wire, OutgoingRequest& request, BodyStream& body)
      : wire_(wire), request_(request), body_(body) {}

  // Nothing: the answer is there, whole.
  std::optional<Setback> Run(std::chrono::milliseconds idle_timeout, const std::stop_token& stop,
                             const OnProgress& on_progress) {
    while (true) {
      if (stop.stop_requested()) return Setback{.end = TransferEnd::kStopped};
      if (auto setback = SendNext()) return setback;
      auto setback = wire_.Wait(wire_.last_event() + idle_timeout, stop);
      if (setback) return setback;
      reader_.Take(wire_.received());
      for (const Progress& progress : reader_.TakeProgress()) {
        if (on_progress) on_progress(progress);
      }
      if (reader_.state() == State::kMore && wire_.end()) {
        if (!wire_.end()->empty()) return Broken(*wire_.end());
        reader_.TakeEnd();
      }
      if (reader_.state() == State::kDone) return std::nullopt;
      if (reader_.state() == State::kBroken) return Broken(reader_.fault());
      if (reader_.state() == State::kNotHttp) {
        return Setback{.failure = TransferFailure::kNotHttp, .detail = reader_.fault()};
      }
    }
  }

  bool LeavesTheConnectionUsable() const {
    return request_.done() && !wire_.sending() && reader_.keeps_connection();
  }

  HttpAnswer TakeAnswer() { return std::move(reader_.answer()); }

 private:
  using State = AnswerReader::State;

  std::optional<Setback> SendNext() {
    if (wire_.sending() || wire_.send_failed() || request_.done()) return std::nullopt;
    const std::string_view block = request_.Next();
    if (body_.failed()) {
      return Broken("zlib cannot pack the body");
    }
    if (!begun_) wire_.LimitDelivery(request_.done() && block.size() <= kSmallRequest);
    begun_ = true;
    wire_.Send(block);
    return std::nullopt;
  }

  static Setback Broken(std::string detail) {
    return {.failure = TransferFailure::kBroken, .detail = std::move(detail)};
  }

  Wire& wire_;
  bool begun_ = false;
  OutgoingRequest& request_;
  BodyStream& body_;
  AnswerReader reader_;
};

void Note(Transfer& transfer, std::optional<Setback> setback) {
  transfer.end = TransferEnd::kComplete;
  if (!setback) return;
  transfer.end = setback->end;
  transfer.failure = setback->failure;
  transfer.detail = std::move(setback->detail);
}

}  // namespace

HttpConnection::HttpConnection(const Endpoint& endpoint) : endpoint_(endpoint) {}
HttpConnection::~HttpConnection() = default;

Transfer HttpConnection::Post(const std::string& target, const std::vector<std::string>& headers,
                              BodyStream& body, std::chrono::milliseconds idle_timeout,
                              const std::stop_token& stop, const OnProgress& on_progress) {
  Transfer transfer;
  // Taken out of the member while it runs: what leaves early drops the connection.
  std::unique_ptr<Wire> wire = std::move(wire_);
  if (!wire || !wire->IsReusable()) {
    wire = std::make_unique<Wire>(endpoint_);
    if (auto setback = wire->Connect(stop)) {
      Note(transfer, std::move(setback));
      return transfer;
    }
  }
  transfer.connected = true;

  OutgoingRequest request(endpoint_, target, headers, body);
  Exchange exchange(*wire, request, body);
  Note(transfer, exchange.Run(idle_timeout, stop, on_progress));
  transfer.sent = body.started();
  transfer.answer = exchange.TakeAnswer();
  const bool keep = transfer.end == TransferEnd::kComplete && exchange.LeavesTheConnectionUsable();
  if (keep) wire_ = std::move(wire);
  return transfer;
}

}  // namespace housewright::db
