#include "db/answer_framing.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <iterator>
#include <limits>

#include "base/text.h"

namespace housewright::db {
namespace {

namespace http = boost::beast::http;
using boost::beast::error_code;
using BoostView = boost::beast::string_view;

// Of what stands between two chunks, and of all trailers.
constexpr std::size_t kLongestRest = 64UL * 1024;

constexpr std::array kFramingHeaders = std::to_array<std::string_view>(
    {"transfer-encoding", "content-length", "connection", "proxy-connection"});

// A header that came twice with the same value says nothing new; Beast refuses it.
std::string FramingHead(const HttpAnswer& head, bool is_http10) {
  std::string text = fmt::format("HTTP/1.{} {} \r\n", is_http10 ? 0 : 1, head.status);
  for (auto header = head.headers.begin(); header != head.headers.end(); ++header) {
    if (std::ranges::find(kFramingHeaders, header->first) == kFramingHeaders.end() ||
        std::find(head.headers.begin(), header, *header) != header) {
      continue;
    }
    fmt::format_to(std::back_inserter(text), "{}: {}\r\n", header->first, header->second);
  }
  return text + "\r\n";
}

}  // namespace

class AnswerFraming::Parser final : public http::basic_parser<false> {
 public:
  Parser() {
    body_limit(std::numeric_limits<std::uint64_t>::max());  // "none" means 0 to this version
    header_limit(1024U * 1024U);                            // AnswerHead has its own
    eager(true);
  }

  void SetSinks(std::string* body, HttpAnswer* answer) {
    body_ = body;
    answer_ = answer;
  }

 private:
  void on_request_impl(http::verb /*verb*/, BoostView /*method*/, BoostView /*target*/,
                       int /*version*/, error_code& /*failure*/) override {}
  void on_response_impl(int /*status*/, BoostView /*reason*/, int /*version*/,
                        error_code& /*failure*/) override {}
  void on_header_impl(error_code& /*failure*/) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>& /*length*/,
                         error_code& /*failure*/) override {}
  void on_chunk_header_impl(std::uint64_t /*size*/, BoostView /*extensions*/,
                            error_code& /*failure*/) override {}
  void on_finish_impl(error_code& /*failure*/) override {}

  void on_field_impl(http::field /*field*/, BoostView name, BoostView value,
                     error_code& /*failure*/) override {
    if (answer_ == nullptr) return;  // the head, which is known
    answer_->headers.emplace_back(ToLower({name.data(), name.size()}),
                                  std::string(value.data(), value.size()));
  }
  std::size_t on_body_impl(BoostView bytes, error_code& /*failure*/) override {
    body_->append(bytes.data(), bytes.size());
    return bytes.size();
  }
  std::size_t on_chunk_body_impl(std::uint64_t /*left*/, BoostView bytes,
                                 error_code& /*failure*/) override {
    body_->append(bytes.data(), bytes.size());
    return bytes.size();
  }

  std::string* body_ = nullptr;
  HttpAnswer* answer_ = nullptr;
};

AnswerFraming::AnswerFraming(const HttpAnswer& head, bool is_http10)
    : parser_(std::make_unique<Parser>()) {
  const std::string text = FramingHead(head, is_http10);
  std::string_view left = text;
  Put(left);
}

AnswerFraming::~AnswerFraming() = default;

bool AnswerFraming::Put(std::string_view& bytes) {
  while (!bytes.empty() && !parser_->is_done()) {
    error_code failure;
    const std::size_t taken =
        parser_->put(boost::asio::const_buffer(bytes.data(), bytes.size()), failure);
    bytes.remove_prefix(taken);
    if (failure == http::error::need_more || (!failure && taken == 0)) return true;
    if (failure) {
      fault_ = ToLower(failure.message());
      return false;
    }
  }
  return true;
}

bool AnswerFraming::Take(std::string_view bytes, std::string& body, HttpAnswer& answer) {
  if (!fault_.empty()) return false;
  parser_->SetSinks(&body, &answer);
  // What the parser could not use yet, it wants to see again with more behind it.
  const bool had_rest = !unread_.empty();
  if (had_rest) {
    unread_ += bytes;
    bytes = unread_;
  }
  if (!Put(bytes)) return false;
  if (parser_->is_done()) {
    has_rest_ = !bytes.empty();
    return true;
  }
  unread_ = std::string(bytes);
  if (unread_.size() > kLongestRest) {
    fault_ = "a chunk's head or the trailers are endless";
    return false;
  }
  return true;
}

bool AnswerFraming::TakeEnd() {
  if (!fault_.empty()) return false;
  if (parser_->is_done()) return true;
  error_code failure;
  parser_->put_eof(failure);
  return !failure;
}

bool AnswerFraming::done() const { return parser_->is_done(); }

bool AnswerFraming::keeps_connection() const {
  return parser_->is_done() && !has_rest_ && parser_->keep_alive();
}

}  // namespace housewright::db
