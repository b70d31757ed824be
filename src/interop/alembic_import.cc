#include "interop/alembic_import.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "interop/alembic_revision.h"
#include "interop/alembic_services.h"
#include "interop/config_text.h"
#include "interop/revision_text.h"
#include "project/template.h"
#include "sql/statement.h"

namespace housewright::interop {
namespace {

Jinja FindJinja(const AlembicDirectory& directory) {
  const bool found = std::ranges::any_of(
      directory.files, [](const AlembicFile& file) { return IsJinjaTemplate(file.source.text()); });
  return found ? Jinja::kYes : Jinja::kNo;
}

// What the revisions themselves say wins over what only some of them know.
void MergeVariables(const FoundVariables& from, FoundVariables& to) {
  for (const auto& [name, found] : from) {
    const auto [known, is_new] = to.emplace(name, found);
    if (is_new) continue;
    FoundVariable& merged = known->second;
    if (!merged.default_value) merged.default_value = found.default_value;
    if (merged.env.empty()) merged.env = found.env;
    merged.secret = merged.secret || found.secret;
  }
}

// The variables of `part`: those of its texts and of its conditions.
void ReadPart(const ImportedPart& part, AlembicImport& result, ConfigInputs& config) {
  std::string tags;
  for (const ImportedItem& item : part.items) {
    if (item.kind == ImportedItem::Kind::kStub) ++result.stubs;
    if (item.kind == ImportedItem::Kind::kTag) tags += item.text;
    if (item.kind != ImportedItem::Kind::kSql) continue;
    AddVariableUses(item.text, config.uses, config.login);
    for (const auto& condition :
         project::ParseTemplate(item.text, 0, item.text.size()).conditions) {
      config.uses[std::string(condition.variable)];
    }
    const auto statements = sql::SplitStatements(SourceText("", item.text));
    if (statements) result.statements += statements->size();
  }
  for (const auto& condition : project::ParseTemplate(tags, 0, tags.size()).conditions) {
    config.uses[std::string(condition.variable)];
  }
}

}  // namespace

AlembicImport ImportAlembic(const AlembicDirectory& directory, const std::string& name,
                            std::optional<Jinja> jinja) {
  AlembicImport result;
  const Jinja mode = jinja ? *jinja : FindJinja(directory);
  result.jinja = mode == Jinja::kYes;
  std::vector<LocatedRevision> revisions;
  for (const AlembicFile& file : directory.files) {
    ReadAlembicFile read = ReadAlembicRevision(file.source, mode);
    std::ranges::move(read.diagnostics, std::back_inserter(result.diagnostics));
    if (read.revision) revisions.push_back({*std::move(read.revision), file.location});
  }
  ResolveDependencies(revisions);
  std::optional<revision::RevisionGraph> graph;
  if (!HasErrors(result.diagnostics)) graph = CheckAlembicGraph(revisions, result.diagnostics);
  result.revisions = revisions.size();
  if (!graph) return result;
  for (const auto head : graph->Heads()) result.heads.push_back(graph->node(head).id.text());

  const std::map<std::string, std::string> services = AssignServices(revisions);
  std::set<std::string> names;
  ConfigInputs config{.name = name,
                      .from = directory.path,
                      .services = {},
                      .variables = {},
                      .uses = {},
                      .login = {},
                      .version_table = directory.version_table,
                      .version_table_schema = directory.version_table_schema};
  FoundVariables found;
  std::vector<NewFile> files;
  for (const LocatedRevision& located : revisions) {
    const AlembicRevision& one = located.revision;
    const std::string& service = services.at(one.id);
    names.insert(service);
    MergeVariables(one.variables, found);
    ReadPart(one.upgrade, result, config);
    ReadPart(one.downgrade, result, config);
    files.push_back({fmt::format("services/{}/{}", service, RevisionFileName(one)),
                     RevisionText(one, service)});
  }
  config.services.assign(names.begin(), names.end());
  for (const auto& [variable, use] : config.uses) {
    const auto known = found.find(variable);
    FoundVariable& declared = config.variables[variable];
    if (known != found.end()) declared = known->second;
    declared.secret = declared.secret || LooksSecret(variable);
    result.variables.push_back(variable);
  }
  result.services = config.services;
  result.files.push_back({"housewright.toml", ConfigText(config)});
  std::ranges::move(files, std::back_inserter(result.files));
  return result;
}

}  // namespace housewright::interop
