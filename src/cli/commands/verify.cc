#include "cli/commands/verify.h"

#include <fmt/format.h>

#include "base/text.h"
#include "cli/project_loading.h"
#include "cli/render/json.h"
#include "cli/revision_output.h"
#include "cli/run_flow.h"
#include "cli/target_choice.h"

namespace housewright::cli {
namespace {

// The applied revisions whose file is another one than when it was applied.
Diagnostics CompareApplied(const project::Project& project, const revision::AppliedState& applied) {
  Diagnostics findings;
  for (const auto& [id, state] : applied.revisions) {
    const project::RevisionFile* file = project.Find(id);
    if (file == nullptr || !state.applied) continue;
    if (state.revision_hash.empty() || state.revision_hash == file->hash.ToHex()) continue;
    Error error = Error(ErrorCode::kConflict,
                        fmt::format("revision {} was edited after it was applied at {} by {}",
                                    id.text(), state.changed_at, state.changed_by))
                      .At(file->WhereHeader("revision"))
                      .WithAdvice("restore the file, and write the change as a new revision");
    findings.push_back({Severity::kError, "applied-edited", std::move(error)});
  }
  return findings;
}

}  // namespace

Outcome<Status> Execute(const VerifyOptions&, Context& context) {
  ASSIGN_OR_RETURN(const project::Project project, LoadProjectOrFail(context));
  const std::size_t released = project.released.revisions.size();
  std::optional<std::size_t> applied_count;
  if (RequestedTarget(context)) {
    // What is released belongs to the whole project, what is applied to the target's services.
    ASSIGN_OR_RETURN(const project::Project whole, ForTarget(context, project));
    ASSIGN_OR_RETURN(const revision::AppliedState applied, ReadApplied(context, whole));
    const FittingProject fitting(whole, applied);
    const project::Project& there = fitting.get();
    Diagnostics findings = CompareApplied(there, applied);
    if (!findings.empty()) return std::unexpected(FailureOf(std::move(findings)));
    applied_count = 0;
    for (const auto& file : there.revisions) {
      if (applied.IsApplied(file.id)) ++*applied_count;
    }
  }
  if (context.json()) {
    context.io.out << VerifyJson(released, applied_count);
    return Status::kDone;
  }
  context.io.out << fmt::format("verify: {} unchanged", Count(released, "released revision"));
  if (applied_count) {
    context.io.out << fmt::format(", {} unchanged", Count(*applied_count, "applied revision"));
  }
  context.io.out << '\n';
  return Status::kDone;
}

}  // namespace housewright::cli
