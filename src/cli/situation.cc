#include "cli/situation.h"

#include <fmt/format.h>

#include "base/text.h"
#include "cli/project_loading.h"
#include "cli/run_flow.h"
#include "cli/target_choice.h"
#include "exec/settle.h"
#include "revision/target_grammar.h"

namespace housewright::cli {
namespace {

using revision::AppliedState;

// Without the service or label before it.
std::string_view NameOf(std::string_view start) { return start.substr(start.find('@') + 1); }

// Relative to what is applied.
bool OnlyAServerKnows(std::string_view name) {
  return name.starts_with("current") || name.starts_with('+') || name.starts_with('-');
}

Error NeedsServer(std::string_view start) {
  return Error(ErrorCode::kUsage,
               fmt::format("'{}' is relative to what a target has, and no server is asked", start))
      .WithAdvice(
          "name a revision, base or heads as the start, or leave the start out and add "
          "--from-target");
}

}  // namespace

void FillMissingSecrets(project::Values& values) {
  for (auto& [name, value] : values.by_name) {
    if (value.secret && !value.text) value.text = fmt::format("[secret:{}]", name);
  }
}

Result<Situation> OfflineSituation(Context& context, const project::Project& project,
                                   const std::string& start) {
  Situation situation;
  const std::string name = RequestedTarget(context).value_or(project.config.default_target);
  const project::TargetConfig* target = nullptr;
  if (!name.empty() && !IsTargetUrl(name)) {
    ASSIGN_OR_RETURN(const TargetChoice choice, ChooseTarget(context, project.config));
    target = choice.config;
  }
  ASSIGN_OR_RETURN(situation.values,
                   project::ResolveValues(project.config, target, SourcesOf(context)));
  context.redactor = situation.values.redactor;
  if (target != nullptr) {
    situation.settings = target->settings;
    situation.keeper_path = target->keeper_path;
  }
  ASSIGN_OR_RETURN(
      situation.version_table,
      project::ResolveVersionTable(project.config, target, situation.values, SourcesOf(context)));
  ASSIGN_OR_RETURN(situation.applied, AppliedAt(project, start));
  situation.capabilities.server = "a single server";
  situation.from = fmt::format("from {}", start);
  return situation;
}

Result<Situation> TargetSituation(Context& context, const project::Project& whole,
                                  TargetConnection& connection, UnknownRevision unknown) {
  Situation situation;
  ASSIGN_OR_RETURN(const journal::JournalContents contents, connection.ReadJournal(true));
  situation.applied = AppliedOf(whole, contents);
  const FittingProject fitting(whole, situation.applied);
  const project::Project& project = fitting.get();
  if (unknown == UnknownRevision::kIsRefused) TRY(RefuseUnknown(project, situation.applied));
  situation.values = connection.values();
  situation.settings = connection.settings();
  situation.version_table = connection.kept_version_table();
  situation.keeper_path = connection.journal_name().keeper_path;
  ASSIGN_OR_RETURN(situation.capabilities, connection.Capabilities());
  ASSIGN_OR_RETURN(const db::ServerFacts* facts, connection.Facts());
  situation.facts = *facts;
  situation.from = fmt::format("on {}", connection.Display());
  if (exec::NeedsSettling(situation.applied)) {
    context.talk.Say(
        "note: a statement is open; a run first finds out whether it took effect (`housewright "
        "status` shows it)");
  }
  return situation;
}

Result<GoalRange> ParseGoalRange(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return GoalRange{std::nullopt, std::string(text)};
  const std::string_view goal = text.substr(colon + 1);
  if (goal.empty() || goal.find(':') != std::string_view::npos) {
    return Fail(Error(ErrorCode::kUsage, fmt::format("'{}' is no START:GOAL", text))
                    .WithAdvice("write for example base:heads or 0003:0007"));
  }
  const std::string_view start = text.substr(0, colon);
  return GoalRange{std::string(start.empty() ? "base" : start), std::string(goal)};
}

Result<AppliedState> AppliedAt(const project::Project& project, const std::string& start) {
  AppliedState applied;
  std::vector<revision::RevisionGraph::Index> found;
  for (const std::string_view one : Split(start, ',')) {
    const std::string_view name = NameOf(one);
    if (name == "base") continue;
    if (OnlyAServerKnows(name)) return Fail(NeedsServer(one));
    ASSIGN_OR_RETURN(const auto named, revision::ResolveRevisions(project.graph, applied, one));
    found.insert(found.end(), named.begin(), named.end());
  }
  return StateWith(project, revision::WithAncestors(project.graph, found));
}

AppliedState StateWith(const project::Project& project, const revision::RevisionSet& set) {
  AppliedState applied;
  for (revision::RevisionGraph::Index i = 0; i < project.graph.size(); ++i) {
    if (!set.Contains(i)) continue;
    const project::RevisionFile& file = project.FileOf(i);
    revision::RevisionState& state = applied.revisions[file.id];
    state.applied = true;
    state.revision_hash = file.hash.ToHex();
    state.service = file.service;
  }
  return applied;
}

Result<journal::JournalName> JournalNameOf(const Context& context, const project::Project& project,
                                           const project::Values& values,
                                           const std::string& keeper_path) {
  journal::JournalName name{
      .database = "", .table = project.config.journal_table, .keeper_path = keeper_path};
  ASSIGN_OR_RETURN(name.database,
                   project::ResolveConfigValue(project.config, project.config.state_database,
                                               values, SourcesOf(context)));
  return name;
}

}  // namespace housewright::cli
