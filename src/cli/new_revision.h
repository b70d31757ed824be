#pragma once

// The text and name of a new revision file. docs/reference/revision-file.md has the format.

#include <optional>
#include <string>
#include <vector>

#include "cli/context.h"
#include "cli/render/views.h"
#include "cli/time_zone.h"
#include "project/config.h"
#include "project/revision_file.h"
#include "revision/revision_id.h"

namespace housewright::cli {

struct NewRevision {
  revision::RevisionId id;
  std::string service;
  std::vector<revision::RevisionId> parents;
  std::vector<std::string> depends_on;
  std::vector<std::string> labels;
  std::string message;
  std::string created;
  std::vector<revision::RevisionId> replaces = {};
  std::vector<std::string> upgrade = {};  // statements of both parts, without semicolons
  std::vector<std::string> downgrade = {};
  std::optional<std::string> no_op = {};  // the reason, where both parts have nothing to do
};

// One more than the largest number among the ids, with as many digits as it has, at least four.
revision::RevisionId NextSequentialId(const std::vector<project::RevisionFile>& revisions);
// Now, in the project's time zone.
Result<CivilTime> TimeOfNewRevision(const Context& context, const project::Config& config);
// "0003_create_the_events_table.sql", or what [project] file_template says: a path relative to the
// service's directory.
std::string FileNameOf(const NewRevision& revision, const project::Config& config,
                       const CivilTime& time);
// Header and markers. Without statements and `no_op` the parts are empty: `check` refuses it until
// they are written.
std::string RevisionText(const NewRevision& revision);
RevisionView ViewOf(const NewRevision& revision, const std::string& path);

}  // namespace housewright::cli
