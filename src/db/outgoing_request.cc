#include "db/outgoing_request.h"

#include <fmt/format.h>

#include <algorithm>

namespace housewright::db {
namespace {

constexpr std::size_t kBlock = 64UL * 1024;

std::string Host(const Endpoint& endpoint) {
  const std::string url = endpoint.Display();
  return url.substr(url.find("://") + 3);
}

}  // namespace

OutgoingRequest::OutgoingRequest(const Endpoint& endpoint, std::string_view target,
                                 const std::vector<std::string>& headers, BodyStream& body)
    : body_(body) {
  block_ = fmt::format("POST {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: housewright\r\nAccept: */*\r\n",
                       target, Host(endpoint));
  if (endpoint.compression) block_ += "Accept-Encoding: gzip\r\n";
  for (const std::string& header : headers) block_ += header + "\r\n";
  if (!body.compressed()) block_ += fmt::format("Content-Length: {}\r\n", body.plain_size());
  block_ += "\r\n";
}

std::string_view OutgoingRequest::Next() {
  if (done_) return {};
  if (begun_) block_.clear();
  begun_ = true;
  AppendBody();
  return body_.failed() ? std::string_view() : block_;
}

void OutgoingRequest::AppendBody() {
  const bool chunked = body_.compressed();
  std::string& target = chunked ? chunk_ : block_;
  const std::size_t begin = chunked ? 0 : block_.size();
  // One byte more than a short body has, to see its end.
  const std::size_t room = chunked ? kBlock : std::min(kBlock, body_.plain_size() + 1);
  target.resize(begin + room);
  const std::size_t size = body_.Read(target.data() + begin, room);
  target.resize(begin + size);
  done_ = size < room;
  if (!chunked) return;
  if (size > 0) block_ += fmt::format("{:x}\r\n{}\r\n", size, chunk_);
  if (done_) block_ += "0\r\n\r\n";
}

}  // namespace housewright::db
