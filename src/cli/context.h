#pragma once

// What every command is given.

#include "cli/io.h"
#include "cli/options.h"
#include "cli/outcome.h"
#include "cli/talk.h"
#include "project/values.h"

namespace housewright::cli {

struct Context {
  const GlobalOptions& options;
  Io& io;
  Talk& talk;
  project::Environment environment;  // of Io, with the project's .env file once it is read
  project::Redactor redactor;        // knows the secrets from the moment they are resolved

  bool json() const { return options.format == Format::kJson; }
};

}  // namespace housewright::cli
