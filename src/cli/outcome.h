#pragma once

// What a command answers: a value, or everything that went wrong at once.

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <utility>

#include "base/result.h"
#include "cli/exit_code.h"

namespace housewright::cli {

// How far a run came that did not end well.
struct StoppedRun {
  // The statement at which it stopped: it failed, is unknown, or was not sent.
  struct Place {
    std::string revision;  // empty in a bootstrap
    std::string service, file;
    std::uint32_t statement = 0, of = 0;
  };
  std::string goal, run_id;
  std::size_t revisions = 0, statements = 0;  // done, and recorded in the journal
  std::optional<Place> place;                 // nothing: everything was sent
  // Of a deploy whose upgrade stopped: the statements that its bootstrap had sent.
  std::optional<std::size_t> bootstrap_statements = {};
};

struct Failure {
  Error error;
  Diagnostics diagnostics;  // where it is many findings, of which `error` is the summary
  std::optional<StoppedRun> run = {};

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
