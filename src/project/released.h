#pragma once

// released.toml: ids and hashes of released revisions. One line each, sorted, so that two branches
// that release conflict in git.

#include <map>
#include <string>

#include "base/result.h"
#include "base/source_text.h"
#include "revision/revision_id.h"

namespace housewright::project {

struct ReleasedRevision {
  std::string hash;  // hex
  std::string service;
  std::string released;  // UTC time of the release
};

struct Released {
  std::map<revision::RevisionId, ReleasedRevision> revisions;
  bool Contains(const revision::RevisionId& id) const { return revisions.contains(id); }
};

Result<Released> ParseReleased(const SourceText& source);
std::string RenderReleased(const Released& released);

}  // namespace housewright::project
