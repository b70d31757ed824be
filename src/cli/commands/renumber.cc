#include "cli/commands/renumber.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "cli/hooks.h"
#include "cli/project_loading.h"
#include "cli/render/json.h"
#include "project/bootstrap_loader.h"
#include "project/project_checks.h"
#include "project/renumber.h"

namespace housewright::cli {
namespace {

// What makes it impossible to know all ids and all that refers to them.
bool HidesIds(const Diagnostic& finding) {
  return finding.severity == Severity::kError &&
         (finding.rule == "config" || finding.rule == "released" || finding.rule == "io" ||
          finding.rule == "header" || finding.rule == "service-missing");
}

// Read without the graph, which cannot be had while two files share an id.
Outcome<project::RenumberSources> LoadSources(Context& context) {
  ASSIGN_OR_RETURN(const std::string path, LocateConfig(context));
  const FileSystem& files = context.io.files;
  project::LoadedConfig config = project::LoadConfig(
      files, path, {.environment = context.io.environment, .env_file = context.options.env_file});
  Diagnostics findings = std::move(config.diagnostics);
  project::RenumberSources sources;
  if (config.config) {
    sources.config = *std::move(config.config);
    sources.revisions = project::LoadRevisions(files, sources.config);
    sources.bootstrap = project::LoadBootstrap(files, sources.config, findings);
    sources.released = project::LoadReleased(files, sources.config, sources.revisions, findings);
    std::ranges::move(sources.revisions.diagnostics, std::back_inserter(findings));
  }
  std::erase_if(findings, std::not_fn(HidesIds));
  if (!findings.empty()) return std::unexpected(FailureOf(std::move(findings)));
  return sources;
}

// A path from the current directory becomes one from the project's root; ids stay.
std::vector<std::string> AsTheProjectNames(const Context& context,
                                           const project::RenumberSources& sources,
                                           const std::vector<std::string>& names) {
  const std::string here = context.io.files.CurrentDirectory();
  std::vector<std::string> resolved;
  for (const std::string& name : names) {
    const auto is_it = [&](const project::RevisionFile& file) {
      return JoinPath(here, name) == JoinPath(here, JoinPath(sources.config.root, file.path));
    };
    const auto& files = sources.revisions.files;
    const auto found = std::ranges::find_if(files, is_it);
    resolved.push_back(found == files.end() ? name : found->path);
  }
  return resolved;
}

void PrintPlan(std::ostream& out, const project::RenumberPlan& plan) {
  for (const project::RenumberedFile& file : plan.renumbered) {
    out << fmt::format("{} -> {}  {} -> {}\n", file.from.text(), file.to.text(), file.path,
                       FileName(file.new_path));
  }
  for (const project::FollowingFile& file : plan.following) {
    for (const auto& [from, to] : file.changed) {
      out << fmt::format("{} names {} instead of {}  {}\n", file.id.text(), to.text(), from.text(),
                         file.path);
    }
  }
}

// A formatter has a say in what was rewritten as in what is new.
Result<void> RunHooksOn(Context& context, const project::Config& config,
                        const project::RenumberPlan& plan) {
  std::vector<std::string> paths;
  for (const project::RenumberedFile& file : plan.renumbered) paths.push_back(file.new_path);
  for (const project::FollowingFile& file : plan.following) paths.push_back(file.path);
  for (const std::string& path : paths) {
    if (auto ran = RunHooks(context, config, path); !ran) {
      return Fail(std::move(ran).error().WithContext(
          fmt::format("running the hooks; all files are renumbered: {}", Join(paths, ", "))));
    }
  }
  return {};
}

}  // namespace

Outcome<Status> Execute(const RenumberOptions& options, Context& context) {
  ASSIGN_OR_RETURN(const project::RenumberSources sources, LoadSources(context));
  ASSIGN_OR_RETURN(
      const project::RenumberPlan plan,
      project::PlanRenumber(sources, AsTheProjectNames(context, sources, options.names)));
  if (!options.dry_run) {
    TRY(project::ApplyRenumber(context.io.files, sources.config, plan));
    TRY(RunHooksOn(context, sources.config, plan));
  }
  if (context.json()) {
    context.io.out << RenumberJson(plan, options.dry_run);
    return Status::kDone;
  }
  if (plan.empty()) {
    context.io.out << "nothing to do: no two files have one id\n";
    return Status::kDone;
  }
  PrintPlan(context.io.out, plan);
  if (options.dry_run) {
    context.talk.Say("nothing was changed: --dry-run");
  } else {
    context.talk.Say("next: housewright check; a target where an old id was applied needs `stamp`");
  }
  return Status::kDone;
}

}  // namespace housewright::cli
