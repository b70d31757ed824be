#pragma once

// Making a statement of a bootstrap one that can be sent again.

#include <vector>

#include "plan/plan.h"

namespace housewright::plan {

struct RepeatableStatement {
  project::RenderedStatement statement;
  StatementOrigin origin = StatementOrigin::kWritten;
};

// CREATE of a database, user, role, quota, row policy or settings profile that says neither IF NOT
// EXISTS nor OR REPLACE: with IF NOT EXISTS, and, of all but databases, the same as ALTER behind it
// where there is something to alter. Everything else as it is. The bytes between the words that
// change stay, secrets with their places.
std::vector<RepeatableStatement> MakeRepeatable(project::RenderedStatement statement);

}  // namespace housewright::plan
