#pragma once

// The housewright.toml of an imported project.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "interop/alembic_revision.h"

namespace housewright::interop {

// How the statements use a variable decides of what kind it is.
struct VariableUse {
  bool as_identifier = false;  // bare, where a name of a database, table or the like stands
  bool elsewhere = false;      // bare, anywhere else
};
using VariableUses = std::map<std::string, VariableUse, std::less<>>;

// The variables of a USER ... PASSWORD ... pair: what a dictionary logs in with.
struct Login {
  std::string user;
  std::string password;
};

// Adds the uses of `sql`, a text of a revision; `login` becomes the first that is there.
void AddVariableUses(std::string_view sql, VariableUses& uses, std::optional<Login>& login);

struct ConfigInputs {
  std::string name;
  std::string from;  // the directory of Alembic's, for people
  std::vector<std::string> services;
  FoundVariables variables;
  VariableUses uses;
  std::optional<Login> login;
  std::string version_table;  // where it is not alembic_version
  std::string version_table_schema;
};
std::string ConfigText(const ConfigInputs& inputs);

}  // namespace housewright::interop
