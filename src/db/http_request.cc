#include "db/http_request.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <iterator>
#include <limits>

namespace housewright::db {
namespace {

std::string PercentEncode(std::string_view text) {
  constexpr std::string_view kUnreserved =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  std::string out;
  for (const char c : text) {
    if (kUnreserved.find(c) != std::string_view::npos) {
      out += c;
    } else {
      fmt::format_to(std::back_inserter(out), "%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

// What the server would not read as a setting (ClickHouse, src/Server/HTTPHandler.cpp).
constexpr std::array kReserved = std::to_array<std::string_view>(
    {"user", "password", "query", "query_id", "database", "quota_key"});

std::map<std::string, std::string> OwnSettings(const Endpoint& endpoint, const Request& request) {
  std::map<std::string, std::string> settings = {{"wait_end_of_query", "1"}};
  if (endpoint.compression) settings["enable_http_compression"] = "1";
  if (request.on_progress) {
    settings["send_progress_in_http_headers"] = "1";
    settings["http_headers_progress_interval_ms"] = std::to_string(kProgressInterval.count());
  }
  return settings;
}

// Servers trim blanks around a header's value, and a line end would begin another header.
bool FitsIntoHeader(std::string_view value) {
  const bool has_control_character = std::ranges::any_of(
      value, [](char c) { return static_cast<unsigned char>(c) < 0x20U || c == '\x7F'; });
  return !has_control_character && !value.starts_with(' ') && !value.ends_with(' ');
}

Result<void> CheckFitsIntoHeader(std::string_view what, std::string_view value) {
  if (FitsIntoHeader(value)) return {};
  return Fail(Error(ErrorCode::kInvalidInput,
                    fmt::format("the {} has a control character, or a blank at one end, and cannot "
                                "be sent in an HTTP header",
                                what))
                  .WithAdvice("a line end in a secret's file is the usual cause: check how the "
                              "value is made"));
}

}  // namespace

Result<std::string> BuildTarget(const Endpoint& endpoint, const Request& request) {
  std::map<std::string, std::string> settings = request.settings;
  for (const auto& [name, value] : settings) {
    if (std::ranges::find(kReserved, name) != kReserved.end() || name.starts_with("param_")) {
      return Fail(Error(ErrorCode::kInvalidInput, fmt::format("'{}' is no setting", name))
                      .WithAdvice("remove it from the target's settings; user and password have "
                                  "keys of their own"));
    }
  }
  settings.merge(OwnSettings(endpoint, request));
  std::string target = "/?";
  for (const auto& [name, value] : settings) {
    target += fmt::format("{}={}&", PercentEncode(name), PercentEncode(value));
  }
  for (const auto& [name, value] : request.parameters) {
    target += fmt::format("param_{}={}&", PercentEncode(name), PercentEncode(value));
  }
  // In the URL and not in X-ClickHouse-Database, which 18.16 ignores.
  if (!request.database.empty()) target += "database=" + PercentEncode(request.database) + "&";
  if (!request.query_id.empty()) target += "query_id=" + PercentEncode(request.query_id) + "&";
  target.pop_back();
  return target;
}

Result<std::vector<std::string>> BuildHeaders(const Endpoint& endpoint, bool body_is_compressed) {
  TRY(CheckFitsIntoHeader("user", endpoint.user));
  TRY(CheckFitsIntoHeader("password", endpoint.password));
  std::vector<std::string> headers = {"Content-Type: text/plain; charset=UTF-8"};
  if (!endpoint.user.empty()) headers.push_back("X-ClickHouse-User: " + endpoint.user);
  if (!endpoint.password.empty()) headers.push_back("X-ClickHouse-Key: " + endpoint.password);
  if (body_is_compressed) {
    headers.emplace_back("Content-Encoding: gzip");
    headers.emplace_back("Transfer-Encoding: chunked");
  }
  return headers;
}

struct BodyStream::Compressor {
  z_stream stream = {};
  bool finished = false;
  ~Compressor() { deflateEnd(&stream); }
};

BodyStream::BodyStream(std::string_view sql, std::string_view data, bool compress)
    : parts_{sql, data.empty() ? "" : "\n", data},
      plain_size_(sql.size() + data.size() + (data.empty() ? 0 : 1)) {
  if (!compress) return;
  constexpr int kGzipWindow = 15 + 16;
  constexpr int kMemoryLevel = 8;
  auto compressor = std::make_unique<Compressor>();
  const int answer = deflateInit2(&compressor->stream, Z_BEST_SPEED, Z_DEFLATED, kGzipWindow,
                                  kMemoryLevel, Z_DEFAULT_STRATEGY);
  // Without memory for zlib the body goes out as it is.
  if (answer == Z_OK) compressor_ = std::move(compressor);
}

BodyStream::~BodyStream() = default;

std::size_t BodyStream::Read(char* buffer, std::size_t capacity) {
  const std::size_t size =
      compressor_ ? ReadCompressed(buffer, capacity) : ReadPlain(buffer, capacity);
  if (size > 0) started_ = true;
  return size;
}

void BodyStream::SkipEmptyParts() {
  while (part_ < std::size(parts_) && parts_[part_].empty()) ++part_;
}

std::size_t BodyStream::ReadPlain(char* buffer, std::size_t capacity) {
  std::size_t filled = 0;
  for (SkipEmptyParts(); filled < capacity && part_ < std::size(parts_); SkipEmptyParts()) {
    std::string_view& part = parts_[part_];
    const std::size_t size = std::min(part.size(), capacity - filled);
    std::memcpy(buffer + filled, part.data(), size);
    part.remove_prefix(size);
    filled += size;
  }
  return filled;
}

std::size_t BodyStream::ReadCompressed(char* buffer, std::size_t capacity) {
  if (compressor_->finished) return 0;
  constexpr std::size_t kMost = std::numeric_limits<uInt>::max();
  z_stream& stream = compressor_->stream;
  const std::size_t room = std::min(capacity, kMost);
  stream.next_out = reinterpret_cast<Bytef*>(buffer);
  stream.avail_out = static_cast<uInt>(room);
  while (stream.avail_out > 0 && !compressor_->finished) {
    SkipEmptyParts();
    const bool is_last = part_ >= std::size(parts_);
    std::string_view input = is_last ? std::string_view() : parts_[part_].substr(0, kMost);
    // zlib's interface is not const-correct; it does not write to its input.
    stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(input.data()));
    stream.avail_in = static_cast<uInt>(input.size());
    const int answer = deflate(&stream, is_last ? Z_FINISH : Z_NO_FLUSH);
    if (!is_last) parts_[part_].remove_prefix(input.size() - stream.avail_in);
    compressor_->finished = answer == Z_STREAM_END;
    if (answer == Z_STREAM_ERROR) {
      failed_ = true;
      return 0;
    }
  }
  return room - stream.avail_out;
}

}  // namespace housewright::db
