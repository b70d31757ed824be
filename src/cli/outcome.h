#pragma once

// What a command answers: a value, or everything that went wrong at once.

#include <expected>
#include <utility>

#include "base/result.h"
#include "cli/exit_code.h"

namespace housewright::cli {

struct Failure {
  Error error;
  Diagnostics diagnostics;  // where it is many findings, of which `error` is the summary

  // Implicit, so that TRY passes the errors of the libraries on.
  Failure(Error e) : error(std::move(e)) {}  // NOLINT(google-explicit-constructor)
  Failure(Error e, Diagnostics d) : error(std::move(e)), diagnostics(std::move(d)) {}
};

template <class T>
using Outcome = std::expected<T, Failure>;

// "3 errors and 1 warning", of which the exit code and the closing line are made.
Failure FailureOf(Diagnostics diagnostics);
std::string CountFindings(const Diagnostics& diagnostics);

}  // namespace housewright::cli
