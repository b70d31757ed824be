#include "cli/render/json.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace housewright::cli {
namespace {

using Json = nlohmann::ordered_json;

// Bytes that are no UTF-8 (they can stand in SQL) become U+FFFD instead of an exception.
std::string Print(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json OfError(const Error& error, const project::Redactor& redactor) {
  Json json = {{"code", ErrorCodeName(error.code())},
               {"message", redactor.Redact(error.message())}};
  if (const auto& where = error.where()) {
    json["where"] = {{"file", where->file},
                     {"line", where->line},
                     {"column", where->column},
                     {"text", redactor.Redact(where->line_text)}};
  }
  if (!error.context().empty()) {
    Json context = Json::array();
    for (const std::string& one : error.context()) context.push_back(redactor.Redact(one));
    json["context"] = std::move(context);
  }
  if (!error.advice().empty()) json["advice"] = redactor.Redact(error.advice());
  if (error.server_code()) json["server_code"] = *error.server_code();
  return json;
}

Json OfDiagnostics(const Diagnostics& diagnostics, const project::Redactor& redactor) {
  Json all = Json::array();
  for (const Diagnostic& diagnostic : diagnostics) {
    Json json = {{"severity", diagnostic.severity == Severity::kError ? "error" : "warning"},
                 {"rule", diagnostic.rule}};
    json.update(OfError(diagnostic.error, redactor));
    all.push_back(std::move(json));
  }
  return all;
}

Json OfRevision(const RevisionView& view) {
  Json json = {{"id", view.id},
               {"service", view.service},
               {"parents", view.parents},
               {"depends_on", view.depends_on},
               {"labels", view.labels},
               {"message", view.message},
               {"created", view.created},
               {"path", view.path},
               {"hash", view.hash},
               {"head", view.head},
               {"branchpoint", view.branchpoint},
               {"mergepoint", view.mergepoint},
               {"released", view.released}};
  if (view.current) json["current"] = *view.current;
  return json;
}

Json OfRevisions(const std::vector<RevisionView>& views) {
  Json all = Json::array();
  for (const RevisionView& view : views) all.push_back(OfRevision(view));
  return all;
}

Json OfStatement(const plan::PlannedStatement& planned) {
  const sql::StatementFacts& facts = planned.statement.facts;
  return {{"index", planned.index},
          {"sql", planned.statement.sql.Masked()},
          {"summary", sql::Summarize(facts)},
          {"class", sql::StatementClassName(facts.statement_class)},
          {"line", planned.statement.position.line},
          {"reason", planned.reason},
          {"left_out", planned.left_out ? Json(*planned.left_out) : Json(nullptr)}};
}

Json OfChunks(const plan::PlannedChunks& chunks) {
  const sql::ObjectName& source = chunks.source;
  return {{"partitions_of",
           source.database.empty() ? source.name : source.database + "." + source.name},
          {"finished", chunks.finished},
          {"total", chunks.total}};
}

Json OfStep(const plan::PlannedStep& step) {
  Json statements = Json::array();
  for (const plan::PlannedStatement& planned : step.statements) {
    statements.push_back(OfStatement(planned));
    if (planned.chunks) statements.back()["chunks"] = OfChunks(*planned.chunks);
  }
  return {{"kind", plan::StepKindName(step.kind)},
          {"revision", step.id.text()},
          {"service", step.service},
          {"message", step.message},
          {"file", step.file},
          {"hash", step.hash},
          {"reason", step.reason},
          {"total", step.total},
          {"already_done", step.already_done},
          {"statements", std::move(statements)}};
}

// {"withdrawn": [...], "undeclared": [...]}
Json OfReconciliation(const std::vector<plan::WithdrawnGrant>& withdrawn,
                      const std::vector<std::string>& undeclared) {
  Json all = Json::array();
  for (const plan::WithdrawnGrant& one : withdrawn) {
    all.push_back(
        {{"grant", one.ToString()},
         {"revoked", one.is_revoked},
         {"kept_because", one.kept_because.empty() ? Json(nullptr) : Json(one.kept_because)}});
  }
  return {{"withdrawn", std::move(all)}, {"undeclared", undeclared}};
}

Json OfRun(const RunView& run, const project::Redactor& redactor) {
  Json left_out = Json::array();
  for (const LeftOutView& one : run.left_out) {
    left_out.push_back({{"revision", one.revision},
                        {"file", one.file},
                        {"line", one.line},
                        {"summary", one.summary},
                        {"reason", one.reason}});
  }
  Json json = {{"status", run.status == RunStatus::kDone ? "done" : "nothing_to_do"},
               {"goal", run.goal},
               {"run_id", run.run_id},
               {"revisions", run.revisions},
               {"statements", run.statements},
               {"left_out", std::move(left_out)},
               {"warnings", OfDiagnostics(run.warnings, redactor)}};
  if (run.is_bootstrap) json.update(OfReconciliation(run.withdrawn, run.undeclared));
  json["elapsed_ms"] = run.elapsed.count();
  return json;
}

Json OfStoppedRun(const StoppedRun& run) {
  Json place = nullptr;
  if (run.place) {
    place = {{"revision", run.place->revision},
             {"service", run.place->service},
             {"file", run.place->file},
             {"statement", run.place->statement},
             {"of", run.place->of}};
  }
  Json json = {{"status", "stopped"},          {"goal", run.goal},
               {"run_id", run.run_id},         {"revisions", run.revisions},
               {"statements", run.statements}, {"stopped_at", std::move(place)}};
  if (run.bootstrap_statements) json["bootstrap_statements"] = *run.bootstrap_statements;
  return json;
}

Json OfHalfWay(const revision::RevisionId& id, const revision::Progress& progress) {
  Json open = Json::array();
  for (const revision::Progress::Open& one : progress.open) {
    Json json = {{"statement", one.index}, {"query_id", one.query_id}, {"run_id", one.run_id}};
    if (!one.chunk.empty()) json["chunk"] = one.chunk;
    open.push_back(std::move(json));
  }
  Json json = {{"revision", id.text()},
               {"direction", DirectionName(progress.direction)},
               {"done", progress.done},
               {"total", progress.total},
               {"failed_statement", progress.failed_index},
               {"error", progress.last_error},
               {"open", std::move(open)}};
  if (progress.chunks) {
    json["chunks"] = {{"statement", progress.done + 1},
                      {"finished", progress.chunks->finished},
                      {"total", progress.chunks->total}};
  }
  return json;
}

Json OfLocks(const std::vector<LockView>& locks) {
  Json json = Json::array();
  for (const LockView& lock : locks) {
    json.push_back({{"run_id", lock.run_id},
                    {"command", lock.command},
                    {"by", lock.by},
                    {"since", lock.since},
                    {"renewed", lock.renewed},
                    {"expires_in", lock.expires_in},
                    {"abandoned", lock.is_abandoned}});
  }
  return json;
}

}  // namespace

std::string ErrorJson(std::string_view command, const Failure& failure, int exit_code,
                      const project::Redactor& redactor) {
  Json json = {
      {"command", command}, {"exit_code", exit_code}, {"error", OfError(failure.error, redactor)}};
  if (!failure.diagnostics.empty()) {
    json["diagnostics"] = OfDiagnostics(failure.diagnostics, redactor);
  }
  if (failure.run) json["run"] = OfStoppedRun(*failure.run);
  return Print(json);
}

std::string TextJson(std::string_view command, std::string_view key, std::string_view text) {
  Json json = {{"command", command}};
  json[std::string(key)] = text;
  return Print(json);
}

std::string RevisionsJson(std::string_view command, const std::vector<RevisionView>& revisions) {
  return Print({{"command", command}, {"revisions", OfRevisions(revisions)}});
}

std::string NewRevisionJson(std::string_view command, const RevisionView& revision) {
  return Print({{"command", command}, {"revision", OfRevision(revision)}, {"path", revision.path}});
}

std::string SquashJson(const RevisionView& revision, const std::vector<std::string>& replaced,
                       const std::vector<std::string>& moved,
                       const std::vector<std::string>& left_out) {
  return Print({{"command", "squash"},
                {"revision", OfRevision(revision)},
                {"replaced", replaced},
                {"moved", moved},
                {"left_out", left_out}});
}

std::string BranchesJson(const std::vector<BranchView>& branches) {
  Json all = Json::array();
  for (const BranchView& branch : branches) {
    all.push_back(
        {{"revision", OfRevision(branch.point)}, {"children", OfRevisions(branch.children)}});
  }
  return Print({{"command", "branches"}, {"branches", std::move(all)}});
}

std::string TemplatesJson(std::span<const ProjectTemplate> templates) {
  Json all = Json::array();
  for (const ProjectTemplate& one : templates) {
    all.push_back({{"name", one.name}, {"summary", one.summary}, {"services", one.services}});
  }
  return Print({{"command", "list-templates"}, {"templates", std::move(all)}});
}

std::string InitJson(const std::string& directory, const std::vector<std::string>& written,
                     const std::vector<std::string>& kept) {
  return Print(
      {{"command", "init"}, {"directory", directory}, {"written", written}, {"kept", kept}});
}

std::string CheckJson(std::size_t revisions, const Diagnostics& diagnostics,
                      const std::optional<std::vector<std::string>>& pending,
                      const project::Redactor& redactor) {
  const auto errors = std::ranges::count(diagnostics, Severity::kError, &Diagnostic::severity);
  Json json = {{"command", "check"},
               {"revisions", revisions},
               {"errors", errors},
               {"warnings", static_cast<std::ptrdiff_t>(diagnostics.size()) - errors},
               {"diagnostics", OfDiagnostics(diagnostics, redactor)}};
  if (pending) json["pending"] = *pending;
  return Print(json);
}

std::string CurrentJson(const std::string& target, const std::vector<RevisionView>& revisions,
                        const std::vector<std::string>& unknown,
                        const std::vector<std::string>& half_way, bool at_heads) {
  return Print({{"command", "current"},
                {"target", target},
                {"revisions", OfRevisions(revisions)},
                {"unknown", unknown},
                {"half_way", half_way},
                {"at_heads", at_heads}});
}

std::string PlanJson(std::string_view command, const std::string& target, const plan::Plan& plan,
                     const project::Redactor& redactor) {
  Json steps = Json::array();
  for (const plan::PlannedStep& step : plan.steps) steps.push_back(OfStep(step));
  Json json = {{"command", command},
               {"target", target},
               {"goal", plan.goal},
               {"statements", plan.StatementCount()},
               {"left_out", plan.LeftOutCount()},
               {"warnings", OfDiagnostics(plan.warnings, redactor)}};
  if (command == "bootstrap") json.update(OfReconciliation(plan.withdrawn, plan.undeclared));
  json["steps"] = std::move(steps);
  return Print(json);
}

std::string RunJson(std::string_view command, const std::string& target, const RunView& run,
                    const project::Redactor& redactor) {
  Json json = {{"command", command}, {"target", target}};
  json.update(OfRun(run, redactor));
  return Print(json);
}

std::string DeployJson(const std::string& target, const RunView& bootstrap, const RunView& upgrade,
                       const project::Redactor& redactor) {
  const bool nothing =
      bootstrap.status == RunStatus::kNothingToDo && upgrade.status == RunStatus::kNothingToDo;
  return Print({{"command", "deploy"},
                {"status", nothing ? "nothing_to_do" : "done"},
                {"target", target},
                {"bootstrap", OfRun(bootstrap, redactor)},
                {"upgrade", OfRun(upgrade, redactor)}});
}

std::string StampJson(const std::string& target, const std::vector<std::string>& applied,
                      const std::vector<std::string>& removed) {
  return Print(
      {{"command", "stamp"}, {"target", target}, {"applied", applied}, {"removed", removed}});
}

std::string EditJson(const std::vector<std::string>& files) {
  return Print({{"command", "edit"}, {"files", files}});
}

std::string EnsureVersionJson(const std::string& target, const journal::JournalName& journal,
                              bool created) {
  return Print({{"command", "ensure-version"},
                {"target", target},
                {"journal", {{"database", journal.database}, {"table", journal.table}}},
                {"created", created}});
}

std::string UnlockJson(const std::string& target, const std::vector<LockView>& unlocked) {
  return Print({{"command", "unlock"}, {"target", target}, {"unlocked", OfLocks(unlocked)}});
}

std::string StatusJson(const StatusView& status) {
  Json pending = Json::array();
  for (const RevisionView& view : status.pending) pending.push_back(view.id);
  Json half_way = Json::array();
  for (const auto& [id, progress] : status.half_way) half_way.push_back(OfHalfWay(id, progress));
  Json last_run = nullptr;
  if (status.last_run) {
    const LastRunView& run = *status.last_run;
    last_run = {{"run_id", run.run_id}, {"command", run.command},       {"by", run.by},
                {"began", run.began},   {"last_entry", run.last_entry}, {"ended", run.ended}};
  }
  return Print({{"command", "status"},
                {"target", status.target},
                {"server_version", status.server_version},
                {"journal",
                 {{"database", status.journal_database},
                  {"table", status.journal_table},
                  {"exists", status.journal_exists}}},
                {"applied", status.applied},
                {"total", status.total},
                {"pending", std::move(pending)},
                {"unknown", status.unknown},
                {"edited", status.edited},
                {"half_way", std::move(half_way)},
                {"locks", OfLocks(status.locks)},
                {"last_run", std::move(last_run)}});
}

std::string ReleaseJson(const std::vector<std::string>& released, const std::string& path) {
  return Print({{"command", "release"}, {"released", released}, {"path", path}});
}

std::string VerifyJson(std::size_t released, std::optional<std::size_t> applied) {
  Json json = {{"command", "verify"}, {"released", released}};
  if (applied) json["applied"] = *applied;
  return Print(json);
}

std::string ResolveJson(const std::string& target, const std::string& revision,
                        std::uint32_t statement, const std::string& chunk,
                        std::string_view verdict) {
  Json json = {{"command", "resolve"},
               {"target", target},
               {"revision", revision},
               {"statement", statement},
               {"verdict", verdict}};
  if (!chunk.empty()) json["chunk"] = chunk;
  return Print(json);
}

std::string SchemaJson(const std::string& target, const SchemaView& schema) {
  Json databases = Json::array();
  for (const SchemaView::Database& database : schema.databases) databases.push_back(database.name);
  Json all = Json::array();
  for (const db::DatabaseObject& object : schema.objects) {
    Json json = {{"database", object.database},
                 {"name", object.name},
                 {"engine", object.engine},
                 {"create_query", object.create_query}};
    if (schema.rows) {
      const auto rows = schema.rows->find({object.database, object.name});
      json["rows"] = rows == schema.rows->end() ? Json(nullptr) : Json(rows->second);
    }
    all.push_back(std::move(json));
  }
  return Print({{"command", "schema"},
                {"target", target},
                {"databases", std::move(databases)},
                {"objects", std::move(all)}});
}

std::string ImportJson(const std::string& directory, const std::string& into,
                       const interop::AlembicImport& imported,
                       const std::vector<std::string>& written, const project::Redactor& redactor) {
  return Print({{"command", "import"},
                {"from", "alembic"},
                {"directory", directory},
                {"into", into},
                {"revisions", imported.revisions},
                {"statements", imported.statements},
                {"services", imported.services},
                {"variables", imported.variables},
                {"heads", imported.heads},
                {"stubs", imported.stubs},
                {"jinja", imported.jinja},
                {"written", written},
                {"diagnostics", OfDiagnostics(imported.diagnostics, redactor)}});
}

std::string AdoptJson(const std::string& target, const std::string& table,
                      const interop::AlembicState& state, const std::vector<std::string>& applied,
                      const std::string& comparison) {
  return Print({{"command", "adopt"},
                {"target", target},
                {"table", table},
                {"heads", state.heads},
                {"applied", applied},
                {"replaced", state.replaced},
                {"comparison", Json::parse(comparison.empty() ? "null" : comparison)}});
}

std::string AllTargetsJson(std::string_view command, const std::vector<TargetResult>& results,
                           const std::vector<std::string>& not_begun) {
  Json targets = Json::array();
  for (const TargetResult& result : results) {
    Json document = Json::parse(result.document, nullptr, false);
    targets.push_back({{"target", result.target},
                       {"exit_code", result.exit_code},
                       {"result", document.is_discarded() ? Json(nullptr) : std::move(document)}});
  }
  return Print({{"command", command}, {"targets", std::move(targets)}, {"not_begun", not_begun}});
}

std::string RenumberJson(const project::RenumberPlan& plan, bool dry_run) {
  Json renumbered = Json::array();
  for (const project::RenumberedFile& file : plan.renumbered) {
    renumbered.push_back({{"from", file.from.text()},
                          {"to", file.to.text()},
                          {"service", file.service},
                          {"path", file.path},
                          {"new_path", file.new_path}});
  }
  Json following = Json::array();
  for (const project::FollowingFile& file : plan.following) {
    Json changed = Json::array();
    for (const auto& [from, to] : file.changed) {
      changed.push_back({{"from", from.text()}, {"to", to.text()}});
    }
    following.push_back(
        {{"revision", file.id.text()}, {"path", file.path}, {"changed", std::move(changed)}});
  }
  return Print({{"command", "renumber"},
                {"dry_run", dry_run},
                {"renumbered", std::move(renumbered)},
                {"following", std::move(following)}});
}

}  // namespace housewright::cli
