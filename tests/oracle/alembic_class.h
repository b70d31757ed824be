#pragma once

// Which of Alembic's exception classes says what an error of ours says.

#include <string>

#include "base/error.h"
#include "revision/graph.h"

namespace housewright::oracle {

// By the wording of the message: Alembic's classes are no concern of the program itself. "unknown"
// where no wording fits, which no answer of Alembic's equals.
std::string AlembicClassOf(const Error& error);
std::string AlembicClassOf(const revision::GraphFault& fault);
// The fault as one line.
std::string TextOf(const revision::GraphFault& fault);

}  // namespace housewright::oracle
