#pragma once

// The one splitter behind SplitStatements and StatementStream: it sees the text through a window
// that may move on, and says where statements begin and end. Internal to src/sql.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "sql/insert_head.h"
#include "sql/lexer.h"
#include "sql/split_problem.h"

namespace housewright::sql {

// All offsets are absolute: they count from the start of the source, not of the window.
class SplitEvents {
 public:
  virtual ~SplitEvents() = default;
  // A comment outside of statements; `alone` where nothing but blanks stands before it on its line.
  virtual void OnComment(std::size_t offset, std::string_view text, bool alone) = 0;
  virtual void OnEmptyStatement() = 0;  // a ';' without a statement before it
  virtual Result<void> OnBegin(std::size_t offset) = 0;
  // The end of the statement, and where its inline data stand.
  struct Data {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::string format;
  };
  virtual Result<void> OnEnd(std::size_t end, const std::optional<Data>& data) = 0;
  virtual Error MakeError(const SplitProblem& problem) = 0;
};

class Splitter {
 public:
  // Reads from `begin`; a token or gap longer than `longest_token` is a problem.
  Splitter(SplitEvents& events, std::size_t begin, std::size_t longest_token)
      : events_(events), longest_token_(longest_token), position_(begin) {}

  // Reads on in `window`, whose first byte is at the absolute offset `base` and which ends where
  // the text ends (is_last) or where more of it will follow.
  Result<void> Read(std::string_view window, std::size_t base, bool is_last);

  bool in_statement() const { return in_statement_; }
  // Behind the last byte that is known to belong to the statement that is open.
  std::size_t end() const { return end_; }
  // All before it has been read for good.
  std::size_t position() const { return position_; }
  // Read() can do nothing before the text reaches this offset, or is the last.
  std::size_t wanted_end() const { return wanted_end_; }

 private:
  // How far beyond a token's end ClickHouse's lexer looks to find it, and more.
  static constexpr std::size_t kLookahead = 8;
  enum class Mode : unsigned char {
    kSql,
    kBeforeRows,   // behind the name of a format
    kAfterReturn,  // and behind a carriage return
    kRows,
  };
  struct Window {
    std::string_view text;
    std::size_t base = 0;
    bool is_last = false;
  };

  Result<void> ReadSql(const Window& window);
  Result<void> TakeToken(const Token& token, const Window& window);
  void SkipPlainTokens(const Window& window);
  bool IsFinal(const Token& token, const Window& window) const;
  Result<void> TakeUnfinished(const Token& token, const Window& window);
  void TakeBlanks(std::string_view blanks);
  Result<void> TakeComment(const Token& token, const Window& window);
  Result<void> TakeSignificant(const Token& token, const Window& window);
  Result<void> EndStatement();
  Result<void> CheckGap(std::size_t offset);

  void SkipToRows(const Window& window);
  Result<void> ReadRows(const Window& window);
  void NoteLastByte(std::string_view row_part, std::size_t begin);

  SplitEvents& events_;
  std::size_t longest_token_;
  std::size_t position_;
  std::size_t wanted_end_ = 0;
  TokenType previous_ = TokenType::kEndOfStream;
  Mode mode_ = Mode::kSql;
  bool in_statement_ = false;
  bool line_is_blank_ = true;  // outside of statements: nothing but blanks since the line began
  bool awaits_values_ = false;
  std::size_t end_ = 0;
  InsertHead head_;
  std::optional<SplitEvents::Data> data_;

  std::size_t row_begin_ = 0;
  bool first_row_ = true;
  char last_row_byte_ = '\0';  // the last byte of the row that is no blank
  std::size_t last_row_byte_offset_ = 0;
};

}  // namespace housewright::sql
