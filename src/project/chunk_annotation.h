#pragma once

// `-- chunk: partition` or `-- chunk: partition of db.table` before an INSERT ... SELECT: it is run
// once for each partition of the table, so that a crash loses the work of one.

#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "project/render.h"
#include "sql/statement_facts.h"

namespace housewright::project {

// The key of the annotation.
inline constexpr std::string_view kChunkAnnotation = "chunk";

struct ChunkFault {
  std::string message;
  std::string advice;
  // The part of the statement that it is about; of no length: the annotation.
  std::size_t begin = 0, length = 0;
};

// The parts of the table's name, as sql::SelectSource has them: the table that `value` names, or
// else the first behind FROM. Rules of the faults: INSERT ... SELECT alone; the table is a plain
// one and named once behind FROM, JOIN or IN, because every mention would see the chunk alone;
// nothing that counts or numbers rows over partitions (LIMIT, UNION, RIGHT JOIN). Both texts as
// they are sent, or before their template is filled in. `has_probe`: the statement has a `--
// probe:` too.
std::expected<std::vector<std::string>, ChunkFault> ReadChunk(std::string_view value,
                                                              std::string_view statement,
                                                              bool has_probe);

// The table by whose partitions the statement is run; nothing where it is run at once. The error
// has its place.
Result<std::optional<sql::ObjectName>> ChunkSourceOf(const RenderedStatement& statement);

}  // namespace housewright::project
