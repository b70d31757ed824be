#pragma once

// A `.env` file: NAME=value lines that stand in for environment variables that are not set.
// docs/reference/configuration.md has the syntax.

#include <map>
#include <string>

#include "base/error.h"
#include "base/source_text.h"
#include "project/environment.h"

namespace housewright::project {

struct ParsedEnvFile {
  std::map<std::string, std::string> values;
  Diagnostics diagnostics;  // rule `env-file`; no value of the file is part of one
};

// Pure. Nothing in a value is replaced: `$NAME` stays as it is. The last of two equal names counts.
ParsedEnvFile ParseEnvFile(const SourceText& source);

// `first`, and where it has no such variable, `values`.
Environment Layered(Environment first, std::map<std::string, std::string> values);

}  // namespace housewright::project
