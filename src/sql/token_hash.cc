#include "sql/token_hash.h"

#include <array>
#include <cstdint>
#include <cstring>

#include "sql/insert_head.h"
#include "sql/lexer.h"

namespace housewright::sql {
namespace {

// Collects the fields of many small tokens, because each call of OpenSSL costs as much as hashing
// a hundred bytes.
class FieldBuffer {
 public:
  explicit FieldBuffer(Sha256& hash) : hash_(hash) {}
  FieldBuffer(const FieldBuffer&) = delete;
  FieldBuffer& operator=(const FieldBuffer&) = delete;
  ~FieldBuffer() { Flush(); }

  // The kind as one byte, the length as a LEB128 number, the text.
  void Add(std::uint8_t kind, std::string_view text) {
    if (used_ + kLongestPrefix > buffer_.size()) Flush();
    Put(kind);
    std::size_t length = text.size();
    for (; length >= 0x80; length >>= 7U) Put(static_cast<std::uint8_t>(length | 0x80U));
    Put(static_cast<std::uint8_t>(length));
    if (text.size() > buffer_.size() - used_) Flush();
    if (text.size() > buffer_.size()) {
      hash_.Update(text);
      return;
    }
    std::memcpy(buffer_.data() + used_, text.data(), text.size());
    used_ += text.size();
  }

 private:
  static constexpr std::size_t kLongestPrefix = 11;

  void Put(std::uint8_t byte) { buffer_[used_++] = static_cast<char>(byte); }
  void Flush() {
    hash_.Update({buffer_.data(), used_});
    used_ = 0;
  }

  Sha256& hash_;
  std::array<char, 4096> buffer_;
  std::size_t used_ = 0;
};

constexpr std::uint8_t kRowKind = 255;  // no TokenType

// Adds the rows behind the format's name at `at`; answers where SQL goes on.
std::size_t AddRows(FieldBuffer& fields, std::string_view sql, std::size_t at) {
  while (at < sql.size() && (sql[at] == ' ' || sql[at] == '\t' || sql[at] == '\f')) ++at;
  if (at < sql.size() && sql[at] == '\r') ++at;
  if (at < sql.size() && sql[at] == '\n') ++at;
  while (at < sql.size()) {
    const std::size_t newline = sql.find('\n', at);
    std::string_view row = sql.substr(at, newline - at);
    while (row.ends_with('\r')) row.remove_suffix(1);
    at = newline == std::string_view::npos ? sql.size() : newline + 1;
    if (row.empty()) break;
    fields.Add(kRowKind, row);
  }
  return at;
}

}  // namespace

void HashTokens(Sha256& hash, std::string_view sql) {
  FieldBuffer fields(hash);
  Lexer lexer(sql);
  InsertHead head;
  for (Token token = lexer.NextSignificant(); !token.IsEnd(); token = lexer.NextSignificant()) {
    fields.Add(static_cast<std::uint8_t>(token.type), token.In(sql));
    if (token.type == TokenType::kSemicolon) {
      head.Reset();
    } else if (!head.IsDecided() && head.Consume(token.type, token.In(sql)) == InsertData::kRows) {
      lexer = Lexer(sql, AddRows(fields, sql, token.end));
      head.Reset();
    }
  }
}

Digest TokenHash(std::string_view sql) {
  Sha256 hash;
  HashTokens(hash, sql);
  return hash.Finish();
}

}  // namespace housewright::sql
