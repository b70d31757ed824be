#pragma once

// Whether what is there under the name of a CREATE TABLE is what the statement makes.

#include "exec/ask.h"
#include "project/render.h"

namespace housewright::exec {

// False, with a note of the first difference, where the columns' names, their types or the engine
// are others: somebody else made it. True where nothing contradicts, where the statement does not
// say its columns, is no CREATE TABLE or is written in a way that only a server can read. Aliases
// of types (INT, VARCHAR) are asked of the server.
Result<bool> IsAsMade(Asker& asker, const project::RenderedStatement& statement);

}  // namespace housewright::exec
