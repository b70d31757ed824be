#pragma once

// The variables' values for one target, secrets among them, and the redactor that keeps secrets out
// of everything shown.

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_system.h"
#include "base/result.h"
#include "project/config.h"
#include "project/environment.h"

namespace housewright::project {

struct Value {
  VariableKind kind = VariableKind::kIdentifier;
  bool secret = false;
  std::optional<std::string> text;  // absent: declared, and no source has a value
  std::string missing_reason;       // where text is absent: "set the environment variable X, ..."
};

// Replaces every secret, raw or escaped for SQL, by [secret:name]. Values shorter than 4 bytes are
// not searched in foreign text (they would match everywhere); they are still masked where we write
// them ourselves.
class Redactor {
 public:
  void Add(const std::string& name, const std::string& secret);
  std::string Redact(std::string_view text) const;

 private:
  std::vector<std::pair<std::string, std::string>> replacements_;  // longest first
};

struct Values {
  std::map<std::string, Value, std::less<>> by_name;
  Redactor redactor;
};

struct ValueSources {
  std::vector<std::pair<std::string, std::string>>
      overrides;  // -x name=value, in order; the last wins
  Environment environment;
  const FileSystem* files = nullptr;
};

// kInvalidInput for an -x of an unknown variable (nearest names); kIo for a secret file that is
// there and cannot be read. A missing value is no error here: whoever uses it reports it with its
// place. `target` may be null.
Result<Values> ResolveValues(const Config& config, const TargetConfig* target,
                             const ValueSources& sources);
// The value of a configuration entry with its templates filled in, unquoted.
Result<std::string> ResolveConfigValue(const Config& config, const ConfigValue& value,
                                       const Values& values, const ValueSources& sources);

}  // namespace housewright::project
