#pragma once

// What `revision` and `merge` have in common: the id, the checks of what goes into the header, and
// the file.

#include <optional>
#include <string>
#include <vector>

#include "cli/context.h"
#include "cli/new_revision.h"
#include "project/project.h"
#include "revision/graph.h"

namespace housewright::cli {

// The words of the user; the rest of a NewRevision is decided by WriteRevision.
struct RevisionRequest {
  std::string command;  // "revision" or "merge", for JSON
  std::string message;
  std::vector<revision::RevisionGraph::Index> parents;
  std::vector<std::string> depends_on;
  std::vector<std::string> labels;
  std::optional<std::string> rev_id;
  bool print_only = false;           // --sql
  std::optional<std::string> no_op;  // the reason, where both parts have nothing to do
};

// The wanted id, if it is free, or the next number.
Result<revision::RevisionId> ChooseId(const project::Project& project,
                                      const std::optional<std::string>& wanted);
// Trimmed; kUsage where it cannot stand in a header.
Result<std::string> CheckMessage(const std::string& message);

// Writes the file into the directory of `service`, and says where; with print_only the text goes to
// stdout and nothing is written. Nothing is written either where a part of the request is wrong.
Outcome<Status> WriteRevision(Context& context, const project::Project& project,
                              const project::ServiceConfig& service,
                              const RevisionRequest& request);

}  // namespace housewright::cli
