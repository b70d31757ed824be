#include "sql/splitter.h"

#include <algorithm>

#include "sql/char_class.h"
#include "sql/scan_token.h"

namespace housewright::sql {

Result<void> Splitter::Read(std::string_view window, std::size_t base, bool is_last) {
  const Window view{window, base, is_last};
  while (true) {
    const Mode before = mode_;
    switch (mode_) {
      case Mode::kSql:
        TRY(ReadSql(view));
        break;
      case Mode::kBeforeRows:
      case Mode::kAfterReturn:
        SkipToRows(view);
        if (mode_ != Mode::kRows) {
          if (is_last) TRY(EndStatement());
          return {};
        }
        break;
      case Mode::kRows:
        TRY(ReadRows(view));
        break;
    }
    if (mode_ == before) return {};
  }
}

Result<void> Splitter::ReadSql(const Window& window) {
  while (mode_ == Mode::kSql) {
    if (in_statement_ && head_.IsDecided() && !awaits_values_) SkipPlainTokens(window);
    // A statement is sent alone: its first token is read as the first of a text.
    Lexer lexer = in_statement_ ? Lexer(window.text, position_ - window.base, previous_)
                                : Lexer(window.text, position_ - window.base);
    const Token token = lexer.Next();
    if (!window.is_last && !IsFinal(token, window)) return TakeUnfinished(token, window);
    if (token.IsEnd()) return in_statement_ ? EndStatement() : Result<void>();
    TRY(TakeToken(token, window));
    position_ = window.base + token.end;
    previous_ = lexer.previous();
  }
  return {};
}

Result<void> Splitter::TakeToken(const Token& token, const Window& window) {
  switch (token.type) {
    case TokenType::kWhitespace:
      if (!in_statement_) TakeBlanks(token.In(window.text));
      return {};
    case TokenType::kComment:
      return TakeComment(token, window);
    case TokenType::kSemicolon:
      line_is_blank_ = false;
      if (in_statement_) return EndStatement();
      events_.OnEmptyStatement();
      return {};
    default:
      return TakeSignificant(token, window);
  }
}

// Where nearly all of a large text is read: reads on inside a statement up to the next token that
// is worth a closer look, and leaves that to the caller.
void Splitter::SkipPlainTokens(const Window& window) {
  const char* const text = window.text.data();
  const char* const end = text + window.text.size();
  if (!window.is_last && window.text.size() < kLookahead) return;
  const char* const limit = window.is_last ? end : end - kLookahead;
  const char* read = text + (position_ - window.base);
  Runs runs(end);
  const char* statement_end = nullptr;
  TokenType previous = previous_;
  while (true) {
    const char* const p = runs.BlankEnd(read);
    if (p >= limit || *p == '$') break;
    const scan::Scanned token = scan::Token(p, end, false, previous, runs);
    const bool is_plain = token.type > TokenType::kComment && token.type < TokenType::kError &&
                          token.type != TokenType::kSemicolon &&
                          token.type != TokenType::kVerticalDelimiter;
    if (!is_plain || token.end > limit) break;
    if (static_cast<std::size_t>(token.end - read) > longest_token_) break;
    previous = token.type;
    statement_end = token.end;
    read = token.end;
  }
  if (statement_end == nullptr) return;
  previous_ = previous;
  end_ = window.base + static_cast<std::size_t>(statement_end - text);
  position_ = end_;
}

// False where more text could make another token of it.
bool Splitter::IsFinal(const Token& token, const Window& window) const {
  if (token.end + kLookahead > window.text.size()) return false;
  return !IsUnclosedHeredoc(token, window.text);
}

// `token` is all that can be seen of it yet.
Result<void> Splitter::TakeUnfinished(const Token& token, const Window& window) {
  if (token.type == TokenType::kWhitespace) {
    // Blanks are blanks however they are cut, so long as no character is.
    std::size_t end =
        std::max(token.begin, window.text.size() - std::min(window.text.size(), kLookahead));
    end = std::min(end, token.end);
    while (end > token.begin && IsContinuationByte(window.text[end])) --end;
    if (!in_statement_) TakeBlanks(window.text.substr(token.begin, end - token.begin));
    position_ = window.base + end;
    wanted_end_ = 0;
    return CheckGap(position_);
  }
  const std::size_t seen = window.text.size() - token.begin;
  if (!token.IsEnd() && seen > longest_token_ + kLookahead) {
    return Fail(events_.MakeError(TokenTooLong(window.base + token.begin, longest_token_)));
  }
  // To look again only when there is twice as much keeps the time linear.
  const std::size_t wanted = std::min(seen < 64 ? 0 : seen * 2, longest_token_ + kLookahead + 1);
  wanted_end_ = window.base + token.begin + wanted;
  return {};
}

void Splitter::TakeBlanks(std::string_view blanks) {
  if (!line_is_blank_ && blanks.find_first_of("\r\n") != std::string_view::npos) {
    line_is_blank_ = true;
  }
}

Result<void> Splitter::TakeComment(const Token& token, const Window& window) {
  const std::string_view text = token.In(window.text);
  const std::size_t begin = window.base + token.begin;
  if (text.size() > longest_token_) {
    return Fail(events_.MakeError(TokenTooLong(begin, longest_token_)));
  }
  if (const auto swallowed = FindSwallowedText(text)) {
    return Fail(
        events_.MakeError(SwallowedByComment(begin + *swallowed, text.size() - *swallowed)));
  }
  if (in_statement_) return CheckGap(begin + text.size());
  events_.OnComment(begin, text, line_is_blank_);
  line_is_blank_ = false;
  return {};
}

Result<void> Splitter::CheckGap(std::size_t offset) {
  if (!in_statement_ || offset - end_ <= longest_token_) return {};
  return Fail(events_.MakeError(GapTooLong(end_, longest_token_)));
}

Result<void> Splitter::TakeSignificant(const Token& token, const Window& window) {
  const std::size_t begin = window.base + token.begin;
  const std::size_t end = window.base + token.end;
  if (token.type >= TokenType::kError || token.type == TokenType::kVerticalDelimiter) {
    return Fail(events_.MakeError(DescribeBadToken(token, window.text, window.base)));
  }
  if (IsUnclosedHeredoc(token, window.text)) {
    return Fail(events_.MakeError(UnclosedHeredoc(begin, end - begin)));
  }
  if (end - begin > longest_token_) {
    return Fail(events_.MakeError(TokenTooLong(begin, longest_token_)));
  }
  if (!in_statement_) {
    in_statement_ = true;
    TRY(events_.OnBegin(begin));
  } else {
    TRY(CheckGap(begin));
  }
  end_ = end;
  if (awaits_values_) {
    awaits_values_ = false;
    data_->begin = begin;
  }
  if (head_.IsDecided()) return {};
  switch (head_.Consume(token.type, token.In(window.text))) {
    case InsertData::kNotYet:
      break;
    case InsertData::kValues:
      awaits_values_ = true;
      data_ = {.begin = 0, .end = 0, .format = head_.format()};
      break;
    case InsertData::kRows:
      mode_ = Mode::kBeforeRows;
      data_ = {.begin = 0, .end = 0, .format = head_.format()};
      break;
  }
  return {};
}

Result<void> Splitter::EndStatement() {
  if (awaits_values_ || mode_ == Mode::kBeforeRows || mode_ == Mode::kAfterReturn ||
      (mode_ == Mode::kRows && first_row_)) {
    data_.reset();
  }
  if (data_) data_->end = end_;
  in_statement_ = false;
  awaits_values_ = false;
  mode_ = Mode::kSql;
  const std::optional<SplitEvents::Data> data = std::move(data_);
  data_.reset();
  head_.Reset();
  previous_ = TokenType::kEndOfStream;
  return events_.OnEnd(end_, data);
}

// Blanks behind the format's name, then at most one line end, are no data.
void Splitter::SkipToRows(const Window& window) {
  while (position_ - window.base < window.text.size()) {
    const char c = window.text[position_ - window.base];
    const bool is_blank = c == ' ' || c == '\t' || c == '\f';
    if (mode_ == Mode::kBeforeRows && is_blank) {
      ++position_;
      continue;
    }
    if (mode_ == Mode::kBeforeRows && c == '\r') {
      ++position_;
      mode_ = Mode::kAfterReturn;
      continue;
    }
    if (c == '\n') ++position_;
    mode_ = Mode::kRows;
    data_->begin = position_;
    row_begin_ = position_;
    first_row_ = true;
    last_row_byte_ = '\0';
    return;
  }
}

Result<void> Splitter::ReadRows(const Window& window) {
  wanted_end_ = 0;
  while (true) {
    const std::string_view rest = window.text.substr(position_ - window.base);
    const std::size_t newline = rest.find('\n');
    const bool is_whole = newline != std::string_view::npos;
    if (!is_whole && !window.is_last) {
      // A carriage return may turn out to be part of the row's end.
      std::string_view part = rest;
      while (part.ends_with('\r')) part.remove_suffix(1);
      if (part.empty()) return {};
      NoteLastByte(part, position_);
      position_ += part.size();
      // A ';' that may turn out to end the row is held back, so that an error can show its place.
      end_ = last_row_byte_ == ';' ? last_row_byte_offset_ : position_;
      first_row_ = false;
      return {};
    }
    std::string_view row = rest.substr(0, newline);
    // However many there are: a row of carriage returns alone would otherwise be one or not one,
    // depending on what follows it.
    while (row.ends_with('\r')) row.remove_suffix(1);
    const std::size_t row_end = position_ + row.size();
    NoteLastByte(row, position_);
    position_ += is_whole ? newline + 1 : rest.size();
    if (row_end == row_begin_) {
      line_is_blank_ = true;
      if (first_row_ && is_whole) {
        return Fail(events_.MakeError(RowsBeginWithBlankLine(row_begin_, data_->format)));
      }
      return EndStatement();
    }
    if (last_row_byte_ == ';') {
      return Fail(events_.MakeError(RowsEndInSemicolon(last_row_byte_offset_, data_->format)));
    }
    end_ = row_end;
    first_row_ = false;
    last_row_byte_ = '\0';
    row_begin_ = position_;
    if (!is_whole) return EndStatement();
  }
}

void Splitter::NoteLastByte(std::string_view row_part, std::size_t begin) {
  const std::size_t last = row_part.find_last_not_of(" \t\f\v\r");
  if (last == std::string_view::npos) return;
  last_row_byte_ = row_part[last];
  last_row_byte_offset_ = begin + last;
}

}  // namespace housewright::sql
