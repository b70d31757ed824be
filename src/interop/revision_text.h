#pragma once

// An imported revision as the text of a file of ours.

#include <string>

#include "interop/alembic_revision.h"

namespace housewright::interop {

// `<id>_<slug>.sql`, the slug that of the Python file.
std::string RevisionFileName(const AlembicRevision& revision);
std::string RevisionText(const AlembicRevision& revision, const std::string& service);

}  // namespace housewright::interop
