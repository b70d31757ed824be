#pragma once

// Another server's schema in this engine's spelling.

#include <vector>

#include "base/result.h"
#include "db/session.h"
#include "schema/schema.h"

namespace housewright::rehearse {

// Makes the databases and objects on `engine`, which is empty, reads them back and drops them
// again. An object that cannot be made there stays as it is.
Result<schema::Schema> Respell(const schema::Schema& schema, db::Session& engine);

}  // namespace housewright::rehearse
