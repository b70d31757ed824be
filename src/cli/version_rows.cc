#include "cli/version_rows.h"

#include <fmt/format.h>

#include "base/text.h"
#include "cli/render/text.h"

namespace housewright::cli {
namespace {

std::string RowsText(const std::vector<std::string>& rows) {
  return rows.empty() ? "nothing" : Join(rows, ", ");
}

}  // namespace

std::optional<interop::VersionTableKeeper> KeeperOf(TargetConnection& connection) {
  const auto& kept = connection.kept_version_table();
  if (!kept) return std::nullopt;
  return interop::VersionTableKeeper(
      connection.statements(), kept->table,
      kept->create ? interop::IfMissing::kIsCreated : interop::IfMissing::kFails);
}

VersionRows::VersionRows(Context& context, const project::Project& project,
                         TargetConnection& connection)
    : context_(context), project_(project), keeper_(KeeperOf(connection)) {}

Result<void> VersionRows::Check() {
  if (!keeper_) return {};
  return keeper_->Check();
}

void VersionRows::StepDone(const plan::PlannedStep& step) {
  if (!keeper_) return;
  revision::RevisionState& state = applied_.revisions[step.id];
  state.applied = step.kind != plan::StepKind::kDowngrade;
  state.progress.reset();
  says_changes_ = false;
  // Whatever is wrong with it now, Finish() tries again and says it.
  const auto kept = keeper_->Keep(interop::VersionRowsOf(project_.graph, applied_));
  static_cast<void>(kept);
}

bool VersionRows::AreRight(const revision::AppliedState& applied) {
  if (!keeper_) return true;
  const auto holds = keeper_->Holds(interop::VersionRowsOf(project_.graph, applied));
  return holds && *holds;
}

Status VersionRows::Finish(const revision::AppliedState& applied) {
  if (!keeper_) return Status::kDone;
  const std::vector<std::string> rows = interop::VersionRowsOf(project_.graph, applied);
  const auto before = keeper_->Keep(rows);
  const std::string name = keeper_->table().Display();
  if (!before) {
    const Error error = Error(before.error())
                            .WithContext(fmt::format("writing {} to {}, as the journal says",
                                                     RowsText(rows), name));
    context_.talk.Insist(context_.redactor.Redact(ErrorText(error, context_.talk.style())));
    return Status::kFailed;
  }
  if (*before && says_changes_) {
    context_.talk.Say(fmt::format("{} says {} now, as the journal does; it said {}", name,
                                  RowsText(rows), RowsText(**before)));
  }
  return Status::kDone;
}

void VersionRows::FinishFailed() {
  if (!keeper_) return;
  if (keeper_->Keep(interop::VersionRowsOf(project_.graph, applied_))) return;
  context_.talk.Say(fmt::format("note: {} does not say yet what is applied; the next run writes it",
                                keeper_->table().Display()));
}

}  // namespace housewright::cli
