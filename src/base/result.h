#pragma once

// The only spelling of "a value or an Error", and the two macros that pass errors on.

#include <expected>
#include <utility>

#include "base/error.h"

namespace housewright {

template <class T>
using Result = std::expected<T, Error>;

// `return Fail(ErrorCode::kIo, "...")` and `return Fail(std::move(error))`.
inline std::unexpected<Error> Fail(ErrorCode code, std::string message) {
  return std::unexpected<Error>(Error(code, std::move(message)));
}
inline std::unexpected<Error> Fail(Error error) { return std::unexpected<Error>(std::move(error)); }

}  // namespace housewright

#define HW_CONCAT_INNER(a, b) a##b
#define HW_CONCAT(a, b) HW_CONCAT_INNER(a, b)

// Returns from the enclosing function with the error of `expression`, a Result of any type, if it
// has one.
#define TRY(expression)                                     \
  do {                                                      \
    if (auto hw_result = (expression); !hw_result) {        \
      return std::unexpected(std::move(hw_result).error()); \
    }                                                       \
  } while (false)

// ASSIGN_OR_RETURN(auto value, F()); is `auto value = *F();` where F has succeeded, and a return
// otherwise.
#define ASSIGN_OR_RETURN(declaration, expression) \
  HW_ASSIGN_OR_RETURN(HW_CONCAT(hw_result_, __LINE__), declaration, expression)
#define HW_ASSIGN_OR_RETURN(result, declaration, expression)      \
  auto result = (expression);                                     \
  if (!result) return std::unexpected(std::move(result).error()); \
  declaration = *std::move(result)
