#pragma once

// The kinds of before images, each null where the statement is none of its kind.

#include <memory>
#include <string>

#include "exec/before_image.h"
#include "sql/statement_facts.h"

namespace housewright::exec {

// RENAME and EXCHANGE of tables, views and dictionaries: the UUID behind each name, which a table
// keeps whatever it is called. Databases of engine Ordinary, and servers before 20.5, have none.
std::unique_ptr<BeforeImage> UuidsBefore(const sql::StatementFacts& facts);
// ALTER TABLE of columns, keys, TTL, indices, projections, constraints, comments: a hash of these
// parts of the table's definition.
std::unique_ptr<BeforeImage> DefinitionBefore(const sql::StatementFacts& facts);
// ALTER TABLE ... ATTACH, DETACH, DROP, MOVE, REPLACE PARTITION of one partition: the rows and the
// last block of the partition in the tables that are concerned.
std::unique_ptr<BeforeImage> PartitionBefore(const sql::StatementFacts& facts);
// INSERT into a table of the MergeTree family: the last block of each of its partitions, and those
// of the tables that materialized views fill with its rows (which must be of that family, too).
std::unique_ptr<BeforeImage> BlocksBefore(const sql::StatementFacts& facts);
// ALTER TABLE ... UPDATE, DELETE, MATERIALIZE: the number of the table's last mutation.
std::unique_ptr<BeforeImage> MutationsBefore(const sql::StatementFacts& facts);

bool IsOfOneTable(const sql::StatementFacts& facts);
// As notes say it: "db.table".
std::string DisplayName(const sql::ObjectName& table);
// "system.parts WHERE ...", its active ones; more conditions may follow.
std::string ActivePartsOf(const sql::ObjectName& table);

}  // namespace housewright::exec
