#pragma once

// What can be wrong with a text of statements, in words. Internal to src/sql; the messages never
// hold text of the input, which may be a secret, but for a single character.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "sql/lexer.h"

namespace housewright::sql {

struct SplitProblem {
  std::size_t offset = 0;  // in the source
  std::size_t length = 1;  // bytes that the caret marks
  std::string message;
  std::string advice;
};

// For a token that no statement may hold: an error token, or \G. Its offsets are made absolute by
// adding `base`.
SplitProblem DescribeBadToken(const Token& token, std::string_view text, std::size_t base);
SplitProblem UnclosedHeredoc(std::size_t offset, std::size_t length);
SplitProblem SwallowedByComment(std::size_t offset, std::size_t length);
SplitProblem RowsEndInSemicolon(std::size_t offset, std::string_view format);
SplitProblem RowsBeginWithBlankLine(std::size_t offset, std::string_view format);
SplitProblem TokenTooLong(std::size_t offset, std::size_t limit);
SplitProblem GapTooLong(std::size_t offset, std::size_t limit);

// The offset in `comment`, a token of that type, where a bare carriage return ends a line for the
// reader's eye but not for ClickHouse, and what follows is more than another comment or blanks.
std::optional<std::size_t> FindSwallowedText(std::string_view comment);

// True for a word such as $tag$ or a dollar sign before another: a heredoc that nothing closes.
bool IsUnclosedHeredoc(const Token& token, std::string_view text);

}  // namespace housewright::sql
