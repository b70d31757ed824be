#pragma once

// Asking a server for the marks of a statement (exec/marks.h).

#include <vector>

#include "exec/ask.h"
#include "exec/marks.h"
#include "exec/probe.h"

namespace housewright::exec {

struct MarksAnswer {
  ProbeAnswer answer = ProbeAnswer::kCannotTell;  // never kStillRunning
  bool proves_sent = false;                       // see ProbeResult
};

// Notes in `asker` what was seen of each mark.
Result<MarksAnswer> ProbeMarks(Asker& asker, const std::vector<Mark>& marks,
                               const ProbeHints& hints);

// 'name' or currentDatabase(), for the right side of `database =`.
std::string DatabaseExpression(const std::string& database);
// Asks for the definition of a table as the server prints it, one value.
std::string CreateQuerySql(const sql::ObjectName& table);

}  // namespace housewright::exec
