#include "exec/chunks.h"

#include <fmt/format.h>

#include "db/tsv.h"
#include "exec/object_probe.h"
#include "sql/quote.h"

namespace housewright::exec {
namespace {

constexpr char kFilters[] = "additional_table_filters";

}  // namespace

Result<std::vector<std::string>> ListPartitions(db::Session& session, sql::ObjectName& source) {
  const std::string where = fmt::format("database = {}", DatabaseExpression(source.database));
  ASSIGN_OR_RETURN(
      const std::string answer,
      session.Query(fmt::format("SELECT database, engine FROM system.tables WHERE {} AND name = {} "
                                "FORMAT TabSeparated",
                                where, sql::QuoteString(source.name))));
  ASSIGN_OR_RETURN(const auto tables, db::ParseTsv(answer, 2));
  const std::string engine = tables.empty() ? "" : tables.front()[1];
  if (!engine.ends_with("MergeTree")) {
    return Fail(
        Error(ErrorCode::kUnsupported,
              tables.empty()
                  ? fmt::format("table {} is not there, or this user may not see it", source.name)
                  : fmt::format("table {} has no partitions to go by: its engine is {}",
                                source.name, engine))
            .WithAdvice("remove `-- chunk:`, or name a table of the MergeTree family"));
  }
  source.database = tables.front()[0];
  ASSIGN_OR_RETURN(const std::string parts,
                   session.Query(fmt::format(
                       "SELECT DISTINCT partition_id FROM system.parts WHERE {} AND table = {} AND "
                       "active ORDER BY partition_id FORMAT TabSeparated",
                       where, sql::QuoteString(source.name))));
  ASSIGN_OR_RETURN(const auto rows, db::ParseTsv(parts, 1));
  std::vector<std::string> partitions;
  for (const db::TsvRow& row : rows) partitions.push_back(row[0]);
  return partitions;
}

void AddChunkFilter(std::map<std::string, std::string>& settings, const Chunk& chunk) {
  const std::string filter = fmt::format("_partition_id = {}", sql::QuoteString(chunk.partition));
  settings[kFilters] =
      fmt::format("{{{}: {}}}", sql::QuoteString(chunk.source.database + "." + chunk.source.name),
                  sql::QuoteString(filter));
}

std::string WhyNoChunks(const std::map<std::string, std::string>& settings) {
  if (!settings.contains(kFilters)) return "";
  return fmt::format("the setting {} is in use already", kFilters);
}

}  // namespace housewright::exec
