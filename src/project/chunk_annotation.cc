#include "project/chunk_annotation.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "sql/select_sources.h"

namespace housewright::project {
namespace {

constexpr std::string_view kForms =
    "write `-- chunk: partition` or `-- chunk: partition of db.table`";

struct ChunkText {
  bool is_valid = false;
  std::vector<std::string> table;  // empty where it names none
};

ChunkText ParseChunk(std::string_view value) {
  constexpr std::string_view kPartition = "partition";
  value = Trim(value);
  if (!value.starts_with(kPartition)) return {};
  value = Trim(value.substr(kPartition.size()));
  if (value.empty()) return {.is_valid = true, .table = {}};
  if (!value.starts_with("of ") && !value.starts_with("of\t")) return {};
  ChunkText text{.is_valid = false, .table = sql::TableNameParts(value.substr(3))};
  text.is_valid = !text.table.empty() && text.table.size() <= 2;
  return text;
}

ChunkFault Fault(std::string message, std::string_view advice, std::size_t begin = 0,
                 std::size_t end = 0) {
  return {std::move(message), std::string(advice), begin, end - begin};
}

}  // namespace

std::expected<std::vector<std::string>, ChunkFault> ReadChunk(std::string_view value,
                                                              std::string_view statement,
                                                              bool has_probe) {
  const auto fail = [](ChunkFault fault) { return std::unexpected(std::move(fault)); };
  const ChunkText chunk = ParseChunk(value);
  if (!chunk.is_valid) {
    return fail(Fault(fmt::format("`-- chunk:` does not know '{}'", Trim(value)), kForms));
  }
  const sql::StatementFacts facts = sql::Describe(statement);
  if (facts.verb != sql::Verb::kInsert || !facts.as_select) {
    return fail(Fault("only an INSERT ... SELECT can be run in chunks", "remove `-- chunk:`"));
  }
  if (has_probe) {
    return fail(Fault("a `-- probe:` cannot tell of a chunk whether it took effect",
                      "remove `-- probe:`: each chunk is looked up in the server's query log"));
  }
  const sql::SelectShape shape = sql::ShapeOfSelect(statement);
  const auto is_wanted = [&](const sql::SelectSource& source) {
    return chunk.table.empty() ? source.is_first : source.name == chunk.table;
  };
  const auto source = std::ranges::find_if(shape.sources, is_wanted);
  if (source == shape.sources.end()) {
    return fail(chunk.table.empty()
                    ? Fault("the statement reads from no table by whose partitions it could be run",
                            "remove `-- chunk:`")
                    : Fault(fmt::format("the statement does not read from {}, as it is written",
                                        Join(chunk.table, ".")),
                            "name a table as it stands behind FROM or JOIN"));
  }
  if (source->name.empty() || source->name.size() > 2) {
    return fail(Fault("rows come in chunks from a table only, and this is none",
                      "name a table that the statement reads: `-- chunk: partition of db.table`",
                      source->begin, source->end));
  }
  const auto again = std::find_if(source + 1, shape.sources.end(),
                                  [&](const auto& other) { return other.name == source->name; });
  if (again != shape.sources.end()) {
    return fail(Fault(fmt::format("{} is read twice, and would be one partition in both places",
                                  Join(source->name, ".")),
                      "remove `-- chunk:`, or read the table once", again->begin, again->end));
  }
  if (shape.obstacle) {
    return fail(Fault(fmt::format("with {} the chunks are not the whole", shape.obstacle->what),
                      "remove `-- chunk:`, or write the statement without it",
                      shape.obstacle->begin, shape.obstacle->end));
  }
  return source->name;
}

Result<std::optional<sql::ObjectName>> ChunkSourceOf(const RenderedStatement& statement) {
  const std::string* const value = statement.FindAnnotation(kChunkAnnotation);
  if (value == nullptr) return std::nullopt;
  const auto name =
      ReadChunk(*value, statement.sql.text, statement.FindAnnotation("probe") != nullptr);
  if (!name) {
    SourceExcerpt where;
    where.file = statement.file;
    where.line = statement.position.line;
    where.column = statement.position.column;
    return Fail(Error(ErrorCode::kInvalidInput, name.error().message)
                    .At(std::move(where))
                    .WithAdvice(name.error().advice));
  }
  if (name->size() == 1) return sql::ObjectName{.database = "", .name = name->front()};
  return sql::ObjectName{.database = name->front(), .name = name->back()};
}

}  // namespace housewright::project
