#include "db/session.h"

namespace housewright::db {

Result<std::string> Session::Query(std::string_view sql) {
  QueryResult result = Execute(Request{.sql = sql});
  if (!result) return Fail(std::move(result).error().error);
  return std::move(*result).body;
}

}  // namespace housewright::db
