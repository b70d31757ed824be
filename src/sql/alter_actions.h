#pragma once

// The actions of ALTER TABLE: what stands behind the table's name and ON CLUSTER.

#include <vector>

#include "sql/facts_cursor.h"
#include "sql/statement_facts.h"

namespace housewright::sql {

// Reads to the end. Both spellings: `ADD COLUMN a, DROP COLUMN b` and `(ADD COLUMN a), (DROP ...)`.
// A comma ends an action only where another action begins behind it: `UPDATE a = 1, b = 2` is one.
// What is not understood is one action of kind kOther.
std::vector<AlterAction> ReadAlterActions(FactsCursor& cursor);

// "ADD COLUMN", "UPDATE"; "..." for kOther.
std::string_view AlterActionName(AlterActionKind kind);
StatementClass ClassOf(AlterActionKind kind);

}  // namespace housewright::sql
