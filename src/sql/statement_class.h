#pragma once

// The class of a statement from its other facts; statement_facts.h documents the rules.

#include "sql/statement_facts.h"

namespace housewright::sql {

StatementClass Classify(const StatementFacts& facts);

}  // namespace housewright::sql
