// The lexer on any bytes: tokens cover the text once and in order, a stop and a fresh start between
// two tokens makes no difference, and the token hash takes any text.

#include "sql/lexer.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "sql/token_hash.h"

using housewright::sql::Lexer;
using housewright::sql::Token;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Lexer lexer(text);
  std::size_t end = 0;
  while (true) {
    Lexer fresh(text, lexer.position(), lexer.previous());
    const bool at_start = lexer.position() == 0;
    const Token token = lexer.Next();
    if (token.IsEnd()) break;
    if (token.begin != end || token.end <= token.begin || token.end > size) std::abort();
    end = token.end;
    if (at_start) continue;  // a dot at the start of a text is read in its own way
    const Token again = fresh.Next();
    if (again.type != token.type || again.end != token.end) std::abort();
  }
  if (end != size) std::abort();
  housewright::sql::TokenHash(text);
  return 0;
}
