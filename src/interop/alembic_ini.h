#pragma once

// The [alembic] section of alembic.ini, as Python's ConfigParser reads it: `key = value`, values
// that go on in indented lines, `%(name)s` and `%%`.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace housewright::interop {

class AlembicIni {
 public:
  // `here`: the directory of the file, for %(here)s.
  AlembicIni(std::string_view text, std::string here);

  // The value with its %(name)s filled in; nothing where the key is absent or empty.
  std::optional<std::string> Get(std::string_view key) const;
  // The paths of version_locations, split as path_separator says.
  std::vector<std::string> VersionLocations() const;
  bool recursive() const { return Get("recursive_version_locations") == "true"; }

 private:
  std::string Fill(std::string_view text, int depth) const;

  std::map<std::string, std::string, std::less<>> values_;
};

}  // namespace housewright::interop
