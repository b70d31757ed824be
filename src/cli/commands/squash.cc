#include "cli/commands/squash.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/random.h"
#include "base/text.h"
#include "cli/drift_check.h"
#include "cli/embedded_engine.h"
#include "cli/hooks.h"
#include "cli/new_revision.h"
#include "cli/project_loading.h"
#include "cli/render/drift.h"
#include "cli/render/json.h"
#include "cli/revision_writing.h"
#include "cli/run_flow.h"
#include "cli/situation.h"
#include "project/squash.h"
#include "rehearse/baseline.h"
#include "rehearse/dictionary_logins.h"
#include "rehearse/replay.h"
#include "schema/diff.h"

namespace housewright::cli {
namespace {

using project::VariableKind;
using revision::RevisionGraph;

constexpr std::string_view kDirectory = "squashed";

std::map<std::string, std::string> LoginsOf(const std::vector<plan::Plan>& plans) {
  std::map<std::string, std::string> logins;
  for (const plan::Plan& plan : plans) rehearse::AddDictionaryLogins(plan, logins);
  return logins;
}

// A value for each variable that can be told apart in what the engine prints, so that it can be put
// back. All are of one length, so that none is a part of another one.
class Placeholders {
 public:
  explicit Placeholders(project::Values& values) {
    const std::string mark = RandomHex(4);
    for (auto& [name, value] : values.by_name) {
      if (value.kind != VariableKind::kIdentifier && value.kind != VariableKind::kString) continue;
      value.text = fmt::format("hw{}_{:06}_", mark, names_.size());
      names_.emplace(*value.text, fmt::format("{{{{ {} }}}}", name));
    }
  }

  // Whether the variable's place in a text can be found again.
  bool Stands(const std::string& name) const {
    return std::ranges::any_of(
        names_, [&](const auto& one) { return one.second == fmt::format("{{{{ {} }}}}", name); });
  }
  std::string PutBack(std::string_view sql) const {
    std::string text = ReplaceAll(std::string(sql), "{{", "{{{{");
    for (const auto& [placeholder, insertion] : names_)
      text = ReplaceAll(std::move(text), placeholder, insertion);
    return text;
  }

  Error PutBack(const Error& error) const {
    return error.WithTextsChangedBy([this](std::string_view text) { return PutBack(text); });
  }

 private:
  std::map<std::string, std::string> names_;
};

Error CannotSquash(const project::RevisionFile& file, std::size_t offset, std::string message) {
  return Error(ErrorCode::kUnsupported, std::move(message))
      .At(file.source.Excerpt(offset, 2))
      .WithAdvice(
          "end the run before it, begin it behind, or write the baseline by hand with a -- "
          "replaces: line");
}

// What a baseline cannot say: that a statement depends on a condition, or what a bare value was.
Result<void> CheckTemplates(const project::RevisionFile& file, const project::Values& values,
                            const Placeholders& placeholders) {
  const std::string_view text = file.source.text();
  const std::size_t end = file.upgrade.end;
  if (const std::size_t tag = text.find("{%", file.upgrade.begin); tag < end) {
    return Fail(
        CannotSquash(file, tag, fmt::format("revision {} has a condition", file.id.text())));
  }
  for (std::size_t at = text.find("{{", file.upgrade.begin); at < end;
       at = text.find("{{", at + 2)) {
    const std::string name(Trim(text.substr(at + 2, text.find("}}", at) - at - 2)));
    if (!values.by_name.contains(name) || placeholders.Stands(name)) continue;
    return Fail(
        CannotSquash(file, at,
                     fmt::format("the place of the variable '{}' cannot be found again: it is a "
                                 "number or raw",
                                 name)));
  }
  return {};
}

// What the engine prints of an object does not say with which settings it was made.
Result<void> CheckSettings(const plan::Plan& run) {
  for (const plan::PlannedStep& step : run.steps) {
    for (const plan::PlannedStatement& planned : step.statements) {
      const project::RenderedStatement& statement = planned.statement;
      const std::string* settings = statement.FindAnnotation("settings");
      if (settings == nullptr || !rehearse::ChangesSchema(statement.facts)) continue;
      return Fail(Error(ErrorCode::kConflict,
                        fmt::format("one revision in place of the run would lose `-- settings: {}` "
                                    "of a statement ({}:{})",
                                    *settings, statement.file, statement.position.line))
                      .WithAdvice("end the run before it, begin it behind, or write the baseline "
                                  "by hand with a -- replaces: line"));
    }
  }
  return {};
}

class Squash {
 public:
  Squash(const SquashOptions& options, Context& context, const project::Project& project)
      : options_(options), context_(context), project_(project) {}

  Outcome<Status> Run() {
    ASSIGN_OR_RETURN(run_, project::FindSquashRun(project_, options_.range));
    ASSIGN_OR_RETURN(project::Values values,
                     project::ResolveValues(project_.config, nullptr, SourcesOf(context_)));
    context_.redactor = values.redactor;
    const Placeholders placeholders(values);
    for (const auto index : run_.revisions) {
      const project::RevisionFile& file = project_.FileOf(index);
      TRY(CheckTemplates(file, values, placeholders));
      replaced_.push_back(file.id.text());
    }
    ASSIGN_OR_RETURN(const NewRevision revision, Make(values, placeholders));
    ASSIGN_OR_RETURN(const CivilTime time, TimeOfNewRevision(context_, project_.config));
    const std::string text = RevisionText(revision);
    const std::string path = JoinPath(project_.config.FindService(revision.service)->directory,
                                      FileNameOf(revision, project_.config, time));
    TRY(Verify(revision, SourceText(path, text), values, placeholders));
    if (options_.print_only) {
      context_.io.out << (context_.json() ? TextJson("squash", "text", text) : text);
      return Status::kDone;
    }
    TRY(Write(path, text));
    Print(ViewOf(revision, path), path);
    return Status::kDone;
  }

 private:
  static Outcome<plan::Plan> OrFail(plan::PlanResult plan) {
    if (!plan) return std::unexpected(FailureOf(std::move(plan).error()));
    return *std::move(plan);
  }

  Outcome<std::vector<plan::Plan>> PlansBefore(const project::Project& project,
                                               const project::Values& values,
                                               const revision::AppliedState& applied) const {
    std::vector<plan::Plan> plans;
    ASSIGN_OR_RETURN(plan::Plan bootstrap,
                     OrFail(plan::PlanBootstrap(project, values, ReplayCapabilities())));
    ASSIGN_OR_RETURN(plan::Plan revisions,
                     OrFail(plan::PlanReplay(project, applied, values, ReplayCapabilities())));
    plans.push_back(std::move(bootstrap));
    plans.push_back(std::move(revisions));
    return plans;
  }

  Result<void> CheckLeftOut() {
    if (left_out_.empty() || options_.leave_out_data) return {};
    return Fail(Error(ErrorCode::kConflict,
                      fmt::format("one revision in place of the run would leave out {}: {}",
                                  Count(left_out_.size(), "statement"), Join(left_out_, ", ")))
                    .WithAdvice("add --leave-out-data where a new database needs nothing of it, or "
                                "end the run before"));
  }

  // Those that downgrades of the run drop whatever the variables say, but for the journal's own.
  Result<std::set<std::string>> DroppedDatabases(const project::Values& values) const {
    std::set<std::string> names;
    for (const auto index : run_.revisions) {
      const project::RevisionFile& file = project_.FileOf(index);
      const std::size_t begin = file.downgrade.begin;
      const std::size_t end = file.downgrade.end;
      if (file.source.text().substr(begin, end - begin).find("{%") != std::string_view::npos)
        continue;
      // What cannot be rendered drops nothing here; `check` reports it.
      const auto part = project::RenderStatements(file.source, begin, end, project_.config, values);
      for (const project::RenderedStatement& statement : part.statements) {
        const sql::StatementFacts& facts = statement.facts;
        if (facts.verb != sql::Verb::kDrop || facts.object_kind != sql::ObjectKind::kDatabase)
          continue;
        for (const sql::ObjectName& name : facts.objects) names.insert(name.name);
      }
    }
    ASSIGN_OR_RETURN(const journal::JournalName journal, JournalNameOf(context_, project_, values));
    names.erase(journal.database);
    return names;
  }

  Outcome<NewRevision> Make(const project::Values& values, const Placeholders& placeholders) {
    revision::RevisionSet members(project_.graph.size());
    for (const auto index : run_.revisions) members.Insert(index);
    ASSIGN_OR_RETURN(const auto before,
                     PlansBefore(project_, values, StateWith(project_, run_.before)));
    ASSIGN_OR_RETURN(const plan::Plan run,
                     OrFail(plan::PlanReplay(project_, StateWith(project_, members), values,
                                             ReplayCapabilities())));
    TRY(CheckSettings(run));
    for (const std::string& one : rehearse::NotInABaseline(run))
      left_out_.push_back(placeholders.PutBack(one));
    TRY(CheckLeftOut());
    std::map<std::string, std::string> logins = LoginsOf(before);
    rehearse::AddDictionaryLogins(run, logins);
    ASSIGN_OR_RETURN(const auto engine,
                     StartEmbedded(context_, project_, "", UsersForReplay(logins)));
    ASSIGN_OR_RETURN(const auto session, db::OpenHttpSession(engine->endpoint()));
    ASSIGN_OR_RETURN(const std::set<std::string> dropped, DroppedDatabases(values));
    auto made = rehearse::MakeBaseline(before, run, dropped, {}, *session);
    if (!made) return std::unexpected(placeholders.PutBack(made.error()));
    rehearse::Baseline baseline = *std::move(made);
    schema_ = std::move(baseline.schema);

    NewRevision revision;
    ASSIGN_OR_RETURN(revision.message,
                     CheckMessage(options_.message.value_or(
                         fmt::format("Squash {} to {}", replaced_.front(), replaced_.back()))));
    ASSIGN_OR_RETURN(revision.id, ChooseId(project_, options_.rev_id));
    revision.service = run_.ServiceOf(project_);
    revision.parents = run_.parents;
    revision.depends_on = run_.depends_on;
    revision.labels = run_.labels;
    ASSIGN_OR_RETURN(const CivilTime time, TimeOfNewRevision(context_, project_.config));
    revision.created = FormatIso(time);
    for (const std::string& id : replaced_) revision.replaces.emplace_back(id);
    for (const std::string& sql : baseline.upgrade)
      revision.upgrade.push_back(placeholders.PutBack(sql));
    for (const std::string& sql : baseline.downgrade)
      revision.downgrade.push_back(placeholders.PutBack(sql));
    if (revision.upgrade.empty()) revision.no_op = "nothing is left of what the run made";
    return revision;
  }

  // The new revision on a second engine must make what the run made.
  Outcome<void> Verify(const NewRevision& revision, const SourceText& source,
                       const project::Values& values, const Placeholders& placeholders) {
    project::ParsedRevisionFile parsed = project::ParseRevisionFile(revision.service, source);
    if (HasErrors(parsed.diagnostics))
      return std::unexpected(FailureOf(std::move(parsed.diagnostics)));
    revision::AppliedState applied = StateWith(project_, run_.before);
    applied.revisions[revision.id].applied = true;
    auto squashed = project::WithBaseline(project_, *std::move(parsed.file));
    if (!squashed) return std::unexpected(FailureOf(std::move(squashed).error()));
    ASSIGN_OR_RETURN(const auto plans, PlansBefore(*squashed, values, applied));
    ASSIGN_OR_RETURN(const auto engine,
                     StartEmbedded(context_, project_, "", UsersForReplay(LoginsOf(plans))));
    ASSIGN_OR_RETURN(const auto session, db::OpenHttpSession(engine->endpoint()));
    const auto made = rehearse::SchemaOf(plans, {}, *session);
    if (!made) return std::unexpected(placeholders.PutBack(made.error()));
    const std::vector<schema::Change> changes = schema::Diff(schema_, *made);
    if (changes.empty()) return {};
    for (const schema::Change& change : changes)
      context_.talk.Insist(placeholders.PutBack(DifferenceText(change)));
    return std::unexpected(
        Error(ErrorCode::kDifferences,
              fmt::format("one revision in place of the run would make another schema: {}",
                          Count(changes.size(), "difference")))
            .WithAdvice("write the baseline by hand with a -- replaces: line"));
  }

  // The new file is there before an old one goes: whatever stops it leaves all of them somewhere.
  Result<void> Write(const std::string& path, const std::string& text) {
    FileSystem& files = context_.io.files;
    const std::string& root = project_.config.root;
    for (const auto index : run_.revisions) {
      const project::RevisionFile& file = project_.FileOf(index);
      const std::string directory = JoinPath(ParentPath(file.path), kDirectory);
      TRY(files.CreateDirectories(JoinPath(root, directory)));
      moved_.push_back(JoinPath(directory, FileName(file.path)));
      TRY(files.WriteNew(JoinPath(root, moved_.back()), file.source.text()));
    }
    TRY(files.WriteNew(JoinPath(root, path), text));
    for (const auto index : run_.revisions)
      TRY(files.Remove(JoinPath(root, project_.FileOf(index).path)));
    return RunHooks(context_, project_.config, path);
  }

  void Print(const RevisionView& view, const std::string& path) {
    if (context_.json()) {
      context_.io.out << SquashJson(view, replaced_, moved_, left_out_);
      return;
    }
    context_.io.out << path << '\n';
    for (const std::string& one : left_out_) context_.talk.Insist("left out: " + one);
    context_.talk.Say(fmt::format("{} moved to {}; both ways make the same schema",
                                  Count(moved_.size(), "file"), ParentPath(moved_.front())));
    context_.talk.Say("next: look through it, then `housewright check` and `housewright release`");
  }

  const SquashOptions& options_;
  Context& context_;
  const project::Project& project_;
  project::SquashRun run_;
  schema::Schema schema_;
  std::vector<std::string> replaced_, left_out_, moved_;
};

}  // namespace

Outcome<Status> Execute(const SquashOptions& options, Context& context) {
  ASSIGN_OR_RETURN(const project::Project project, LoadProjectOrFail(context));
  return Squash(options, context, project).Run();
}

}  // namespace housewright::cli
