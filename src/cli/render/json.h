#pragma once

// The JSON forms: one document per call, with a line end. docs/reference/commands.md describes them
// (it is made of the command table).

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/outcome.h"
#include "cli/project_templates.h"
#include "cli/render/schema_text.h"
#include "cli/render/views.h"
#include "interop/alembic_adopt.h"
#include "interop/alembic_import.h"
#include "journal/journal.h"
#include "plan/plan.h"
#include "project/renumber.h"
#include "project/values.h"

namespace housewright::cli {

std::string ErrorJson(std::string_view command, const Failure& failure, int exit_code,
                      const project::Redactor& redactor);
// {"command": ..., <key>: <text>}
std::string TextJson(std::string_view command, std::string_view key, std::string_view text);
// Of --all-targets: what the command printed for one target.
struct TargetResult {
  std::string target;
  int exit_code = 0;
  std::string document;
};
std::string AllTargetsJson(std::string_view command, const std::vector<TargetResult>& results,
                           const std::vector<std::string>& not_begun);
std::string RevisionsJson(std::string_view command, const std::vector<RevisionView>& revisions);
std::string NewRevisionJson(std::string_view command, const RevisionView& revision);
std::string BranchesJson(const std::vector<BranchView>& branches);
std::string TemplatesJson(std::span<const ProjectTemplate> templates);
std::string InitJson(const std::string& directory, const std::vector<std::string>& written,
                     const std::vector<std::string>& kept);
std::string CheckJson(std::size_t revisions, const Diagnostics& diagnostics,
                      const std::optional<std::vector<std::string>>& pending,
                      const project::Redactor& redactor);
std::string CurrentJson(const std::string& target, const std::vector<RevisionView>& revisions,
                        const std::vector<std::string>& unknown,
                        const std::vector<std::string>& half_way, bool at_heads);
std::string PlanJson(std::string_view command, const std::string& target, const plan::Plan& plan,
                     const project::Redactor& redactor);
std::string RunJson(std::string_view command, const std::string& target, const RunView& run,
                    const project::Redactor& redactor);
std::string DeployJson(const std::string& target, const RunView& bootstrap, const RunView& upgrade,
                       const project::Redactor& redactor);
std::string StampJson(const std::string& target, const std::vector<std::string>& applied,
                      const std::vector<std::string>& removed);
std::string SquashJson(const RevisionView& revision, const std::vector<std::string>& replaced,
                       const std::vector<std::string>& moved,
                       const std::vector<std::string>& left_out);
std::string EditJson(const std::vector<std::string>& files);
std::string EnsureVersionJson(const std::string& target, const journal::JournalName& journal,
                              bool created);
std::string UnlockJson(const std::string& target, const std::vector<LockView>& unlocked);
std::string StatusJson(const StatusView& status);
std::string ReleaseJson(const std::vector<std::string>& released, const std::string& path);
std::string RenumberJson(const project::RenumberPlan& plan, bool dry_run);
std::string VerifyJson(std::size_t released, std::optional<std::size_t> applied);
std::string ResolveJson(const std::string& target, const std::string& revision,
                        std::uint32_t statement, const std::string& chunk,
                        std::string_view verdict);
std::string ImportJson(const std::string& directory, const std::string& into,
                       const interop::AlembicImport& imported,
                       const std::vector<std::string>& written, const project::Redactor& redactor);
// `comparison`: the document of `drift`, or empty.
std::string AdoptJson(const std::string& target, const std::string& table,
                      const interop::AlembicState& state, const std::vector<std::string>& applied,
                      const std::string& comparison);
std::string SchemaJson(const std::string& target, const SchemaView& schema);

}  // namespace housewright::cli
