#pragma once

// What to do about a ClickHouse error code. The table is data (error_table.cc), each row with its
// source; a code that is not in it is ambiguous: never success, never a blind resend.

#include <cstdint>
#include <span>
#include <string_view>

namespace housewright::db {

enum class Reaction : std::uint8_t {
  kRetry,           // nothing happened: the same statement may be sent again
  kWait,            // accepted, and still going on: poll, never send again
  kProbe,           // may have happened in part or in whole: ask the server before anything else
  kProbeThenRetry,  // the same; the cause passes by itself, so what did not happen is sent again
  kStop,            // refused, a person or an edit is needed
};
std::string_view ReactionName(
    Reaction reaction);  // "retry", "wait", "probe", "probe, then retry", "stop"

struct ErrorRule {
  int code;
  std::string_view name;  // ClickHouse's, "UNKNOWN_TABLE"
  Reaction reaction;
  bool outcome_is_ambiguous;  // it may have taken effect although an error came
  std::string_view advice;    // for the person; may be empty
};

std::span<const ErrorRule> ErrorRules();   // by code
const ErrorRule* FindErrorRule(int code);  // null: unknown, treat as kProbe and ambiguous

}  // namespace housewright::db
