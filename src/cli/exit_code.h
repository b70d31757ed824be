#pragma once

// The only place that turns an outcome into an exit code. docs/reference/commands.md has the table.

#include <cstdint>

#include "base/error.h"

namespace housewright::cli {

// How a command ended that printed its whole result. kFailed: the result itself says what is wrong.
enum class Status : std::uint8_t { kDone, kFailed, kDifferences };

constexpr int ExitCodeOf(Status status) {
  switch (status) {
    case Status::kDone:
      return 0;
    case Status::kFailed:
      return 1;
    case Status::kDifferences:
      return 3;
  }
  return 1;
}

constexpr int ExitCodeOf(ErrorCode code) {
  switch (code) {
    case ErrorCode::kUsage:
      return 2;
    case ErrorCode::kDifferences:
      return 3;
    case ErrorCode::kLocked:
      return 4;
    case ErrorCode::kUnknownOutcome:
    case ErrorCode::kNeedsDecision:
      return 5;
    case ErrorCode::kInvalidInput:
    case ErrorCode::kNotFound:
    case ErrorCode::kConflict:
    case ErrorCode::kIo:
    case ErrorCode::kConnection:
    case ErrorCode::kAuthentication:
    case ErrorCode::kServer:
    case ErrorCode::kProtocol:
    case ErrorCode::kTimeout:
    case ErrorCode::kInterrupted:
    case ErrorCode::kUnsupported:
    case ErrorCode::kInternal:
      return 1;
  }
  return 1;
}

}  // namespace housewright::cli
