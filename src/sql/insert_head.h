#pragma once

// Finds the place in an INSERT behind which its data stand, token by token. It follows the grammar
// of ClickHouse's ParserInsertQuery: INSERT INTO [TABLE] name | FUNCTION f(...) [(columns)]
// [FROM INFILE ...] [PARTITION BY ...] [SETTINGS ...] VALUES | FORMAT name | SELECT ...; a SELECT
// has data only if it reads them with input(). Internal to src/sql.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "sql/lexer.h"

namespace housewright::sql {

enum class InsertData : std::uint8_t {
  kNotYet,  // this token decides nothing
  kValues,  // behind this token stand VALUES data: SQL tokens up to the next top-level ';'
  kRows,    // behind this token, the name of a format, stand raw bytes
};

class InsertHead {
 public:
  // True once no later token of the statement can make a difference.
  bool IsDecided() const { return state_ == State::kDecided; }
  // The next significant token of the statement and its text.
  InsertData Consume(TokenType type, std::string_view text);
  // The format's name as written, without quotes; "Values" behind VALUES. For kValues and kRows.
  const std::string& format() const { return format_; }
  void Reset() {
    if (was_used_) *this = InsertHead();
    state_ = State::kStart;
  }

 private:
  enum class State : std::uint8_t {
    kStart,
    kWith,         // WITH ... before an INSERT
    kInto,         // behind INSERT
    kTarget,       // behind INTO [TABLE]
    kTargetTable,  // behind INTO TABLE
    kFunction,     // behind FUNCTION
    kName,         // behind a name
    kNamePart,     // behind name.
    kOptions,      // between the name and the data
    kSelect,       // in the SELECT
    kFormatName,   // behind FORMAT
    kDecided,
  };

  InsertData ConsumeTopLevel(TokenType type, std::string_view text);
  InsertData ConsumeTarget(TokenType type, std::string_view text);
  InsertData ConsumeOption(TokenType type, std::string_view text);
  InsertData ConsumeInSelect(TokenType type, std::string_view text);
  InsertData ConsumeFormatName(TokenType type, std::string_view text);
  InsertData Goto(State state) {
    state_ = state;
    return InsertData::kNotYet;
  }

  State state_ = State::kStart;
  State before_format_ = State::kOptions;  // where to go on if FORMAT was no keyword
  bool was_used_ = false;                  // more than the first token was looked at
  bool came_from_with_ = false;
  std::size_t depth_ = 0;                 // of brackets and braces
  bool previous_was_input_word_ = false;  // in a SELECT: `input` was the last token
  bool reads_input_ = false;              // a call of input() was seen
  bool operand_before_ = false;           // the last top-level token can end an expression
  std::string format_;
};

}  // namespace housewright::sql
