#pragma once

// An order in which the create queries of objects can run. Pure.

#include <vector>

#include "db/introspection.h"

namespace housewright::db {

// Puts each object after those that its create query mentions as `database.name`, quoted or not,
// also inside string literals (dictGet('db.dictionary', ...)). Where that leaves a choice:
// functions, tables, dictionaries, views, materialized views, then by database and name. Objects
// that mention each other in a circle come in that order, too.
std::vector<DatabaseObject> OrderForCreation(std::vector<DatabaseObject> objects);

}  // namespace housewright::db
