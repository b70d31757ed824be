#include "cli/render/sql_script.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <span>

#include "base/hash.h"
#include "base/text.h"
#include "cli/command_table.h"
#include "cli/render/client_sql.h"
#include "exec/unit.h"
#include "interop/alembic_version_rows.h"
#include "journal/create_sql.h"
#include "journal/detail.h"
#include "project/settings_annotation.h"
#include "sql/quote.h"

namespace housewright::cli {
namespace {

using journal::EntryKind;

// A query may have 256 KiB (max_query_size).
constexpr std::size_t kRevisionsPerGuard = 500;
constexpr std::size_t kMostRows = 64;  // of one INSERT
constexpr db::Version kKnowsMutationsSync{19, 17, 0};
// 22.9 gave replication_alter_partitions_sync this name; it is said as in a run.
constexpr db::Version kKnowsAlterSync{22, 9, 0};
// SET x = DEFAULT: older servers are said to lack it rather than tried.
constexpr db::Version kKnowsSetDefault{23, 8, 0};

bool IsMutation(const sql::StatementFacts& facts) {
  return std::ranges::any_of(facts.actions, [](const sql::AlterAction& action) {
    return action.kind == sql::AlterActionKind::kUpdate ||
           action.kind == sql::AlterActionKind::kDelete ||
           action.kind == sql::AlterActionKind::kMaterialize;
  });
}

// The text as comment lines: no line end in it can end the comment.
std::string Comment(std::string_view text) {
  std::string out;
  const std::string lines = ReplaceAll(std::string(text), "\r", "\n");
  for (const std::string_view line : Split(lines, '\n')) {
    out += line.empty() ? "--\n" : fmt::format("-- {}\n", line);
  }
  return out;
}

std::string SetStatement(const std::string& name, const std::string& value) {
  return fmt::format("SET {} = {};\n", name,
                     sql::IsNumber(value) ? value : sql::QuoteString(value));
}

using SettingsMap = std::map<std::string, std::string>;

Result<SettingsMap> LocatedSettings(const project::RenderedStatement& statement) {
  auto own = project::OwnSettings(statement);
  if (!own) return Fail(std::move(own).error().At(exec::WhereOf(statement)));
  return own;
}

// The same script, the same digits.
std::string RunPrefix(const ScriptFrame& frame, const std::vector<std::string>& parts) {
  Sha256 hash;
  for (const std::string_view field : {frame.command, frame.title, frame.tag.value_or("")}) {
    hash.UpdateField(field);
  }
  for (const std::string& part : parts) hash.UpdateField(part);
  return hash.Finish().ToHex().substr(0, 8);
}

std::vector<std::string> PartsOf(const plan::Plan& plan) {
  std::vector<std::string> parts;
  for (const plan::PlannedStep& step : plan.steps) {
    parts.push_back(fmt::format("{} {} {}", exec::DirectionOf(step), step.id.text(), step.hash));
    for (const plan::PlannedStatement& planned : step.statements) {
      parts.push_back(planned.statement.hash.ToHex());
    }
  }
  return parts;
}

std::vector<std::string> PartsOf(const std::vector<StampChange>& changes) {
  std::vector<std::string> parts;
  for (const StampChange& change : changes) {
    parts.push_back(fmt::format("{} {}", DirectionName(change.direction), change.id.text()));
  }
  return parts;
}

class ScriptWriter {
 public:
  ScriptWriter(const ScriptFrame& frame, const std::vector<std::string>& parts)
      : frame_(frame), rows_(frame.journal, RunPrefix(frame, parts)) {}

  void Title();
  void RefuseOldClients(const plan::Plan& plan);
  void RefusePlaceholders(const plan::Plan& plan);
  void Settings(const plan::Plan& plan);
  void BeginRun();
  Result<void> Unit(const exec::Unit& unit, const project::Project& project,
                    const project::Redactor& redactor, Secrets secrets);
  void Stamp(const StampChange& change);
  void VersionRows(std::size_t step);
  void EndRun();
  void Add(std::string_view text) { out_ += text; }
  std::string Take() { return std::move(out_); }

 private:
  journal::Entry Entry(EntryKind kind) const;
  journal::Entry EntryOf(EntryKind kind, const exec::Unit& unit,
                         const project::Redactor& redactor) const;
  // Written with the rows behind it, as in a run: an INSERT costs more than most statements.
  void Queue(journal::Entry entry);
  void Flush();
  void StepComment(const plan::PlannedStep& step, const project::Project& project);
  void Statement(const project::RenderedStatement& statement, Secrets secrets);
  void ResetSetting(const std::string& name);
  void WaitForMutation(const sql::StatementFacts& facts);
  bool IsBefore(const db::Version& version) const {
    return frame_.server && *frame_.server < version;
  }

  const ScriptFrame& frame_;
  journal::ScriptRows rows_;
  std::vector<journal::Entry> queue_;
  std::string out_;
};

void ScriptWriter::Title() {
  out_ += Comment(fmt::format("Housewright {}: {}", kVersion, frame_.title));
  if (frame_.tag) out_ += Comment("Tag: " + *frame_.tag);
}

// They would send the first of several rows and stop at the second. What they cannot read here
// stops them before anything is sent.
void ScriptWriter::RefuseOldClients(const plan::Plan& plan) {
  const auto has_rows = [](const plan::PlannedStatement& planned) {
    return !planned.left_out && HasSeveralRows(planned.statement.sql.text);
  };
  if (std::ranges::none_of(plan.steps, [&](const plan::PlannedStep& step) {
        return std::ranges::any_of(step.statements, has_rows);
      })) {
    return;
  }
  out_ += "-- Rows behind FORMAT: clients that take only one of them cannot read this line.\n";
  out_ += "SELECT 1::UInt8 FORMAT Null;\n\n";
}

void ScriptWriter::RefusePlaceholders(const plan::Plan& plan) {
  std::set<std::string> names;
  for (const plan::PlannedStep& step : plan.steps) {
    for (const plan::PlannedStatement& planned : step.statements) {
      if (planned.left_out) continue;
      for (const auto& secret : planned.statement.sql.secrets) names.insert(secret.name);
    }
  }
  if (names.empty()) return;
  out_ += "-- Secrets: write the value in place of each [secret:...], escaped for its quotes.\n";
  for (const std::string& name : names) {
    // Two pieces, so that replacing the placeholder everywhere is all that there is to do.
    const std::string condition = fmt::format("{} = concat('[secret', {})",
                                              sql::QuoteString(fmt::format("[secret:{}]", name)),
                                              sql::QuoteString(fmt::format(":{}]", name)));
    const std::string message =
        fmt::format("the secret {} still is a placeholder in this script; nothing was run", name);
    out_ += journal::FailIfSql(condition, message) + ";\n";
  }
  out_ += '\n';
}

// What makes the server answer when it is done, as in a run, and what the target asks for.
void ScriptWriter::Settings(const plan::Plan& plan) {
  SettingsMap settings;
  bool mutates = false;
  bool alters = false;
  for (const plan::PlannedStep& step : plan.steps) {
    for (const plan::PlannedStatement& planned : step.statements) {
      mutates = mutates || IsMutation(planned.statement.facts);
      alters = alters || planned.statement.facts.verb == sql::Verb::kAlter;
    }
  }
  if (mutates && !IsBefore(kKnowsMutationsSync)) settings["mutations_sync"] = "1";
  if (alters && frame_.server && !IsBefore(kKnowsAlterSync)) settings["alter_sync"] = "1";
  for (const auto& [name, value] : frame_.settings) settings[name] = value;
  for (const auto& [name, value] : settings) out_ += SetStatement(name, value);
  if (!settings.empty()) out_ += '\n';
}

void ScriptWriter::BeginRun() {
  const bool knows_fsync = frame_.server && *frame_.server >= journal::kKnowsFsync;
  out_ += "-- The journal. The script runs only where it stands as the script expects.\n";
  out_ += journal::CreateTableSql(frame_.journal, journal::IfThere::kIsKept, knows_fsync) + ";\n";
  const std::span<const journal::ExpectedStand> expected = frame_.expected;
  for (std::size_t i = 0; i < expected.size(); i += kRevisionsPerGuard) {
    const std::size_t count = std::min(kRevisionsPerGuard, expected.size() - i);
    out_ += journal::GuardSql(frame_.journal, "this script begins " + frame_.start,
                              expected.subspan(i, count)) +
            ";\n";
  }
  if (frame_.version_table) {
    const project::KeptVersionTable& kept = frame_.version_table->kept;
    out_ += (kept.create ? interop::CreateVersionTableSql(kept.table)
                         : interop::ReadVersionTableSql(kept.table)) +
            ";\n";
  }
  Queue(Entry(EntryKind::kEpoch));
  Flush();  // the run's id is that of this row
  out_ += '\n';
}

Result<void> ScriptWriter::Unit(const exec::Unit& unit, const project::Project& project,
                                const project::Redactor& redactor, Secrets secrets) {
  if (unit.first_of_step) StepComment(*unit.step, project);
  if (unit.statement == nullptr) {
    out_ += "-- a no-op\n";
    Queue(EntryOf(EntryKind::kDone, unit, redactor));
  } else if (unit.statement->left_out) {
    out_ += Comment(fmt::format("left out, {}: {}", *unit.statement->left_out,
                                sql::Summarize(unit.statement->statement.facts)));
    journal::Entry done = EntryOf(EntryKind::kDone, unit, redactor);
    done.detail = journal::LeftOutDetail(redactor.Redact(*unit.statement->left_out));
    Queue(std::move(done));
  } else if (unit.statement->statement.facts.statement_class == sql::StatementClass::kSession) {
    // A run sends each statement in a session of its own.
    out_ += Comment(fmt::format("left out, it has no effect on other statements: {}",
                                sql::Summarize(unit.statement->statement.facts)));
    Queue(EntryOf(EntryKind::kDone, unit, redactor));
  } else {
    // A setting that the server does not know must not leave an intent open.
    ASSIGN_OR_RETURN(const SettingsMap settings, LocatedSettings(unit.statement->statement));
    if (unit.statement->chunks) {
      out_ +=
          "-- A run of housewright sends this in chunks, one for each partition; here it is sent "
          "whole.\n";
    }
    if (!settings.empty()) Flush();
    for (const auto& [name, value] : settings) out_ += SetStatement(name, value);
    Queue(EntryOf(EntryKind::kIntent, unit, redactor));
    Flush();
    Statement(unit.statement->statement, secrets);
    Queue(EntryOf(EntryKind::kDone, unit, redactor));
    if (!settings.empty()) Flush();
    for (const auto& [name, value] : settings) ResetSetting(name);
  }
  if (unit.last_of_step) {
    VersionRows(unit.step_number - 1);
    out_ += '\n';
  }
  return {};
}

void ScriptWriter::Stamp(const StampChange& change) {
  journal::Entry entry = Entry(EntryKind::kStamp);
  SetStamp(entry, change);
  out_ += Comment(fmt::format("{} {}", change.id.text(),
                              change.direction == revision::Direction::kUpgrade
                                  ? "counts as applied"
                                  : "counts as not applied"));
  Queue(std::move(entry));
}

// In Alembic's version table, where the target keeps one.
void ScriptWriter::VersionRows(std::size_t step) {
  if (!frame_.version_table) return;
  Flush();
  const ScriptVersionTable& table = *frame_.version_table;
  for (const std::string& statement :
       interop::ReplaceVersionRowsSql(table.kept.table, table.rows.at(step), table.ordering)) {
    out_ += statement + ";\n";
  }
}

void ScriptWriter::EndRun() {
  Queue(Entry(EntryKind::kRelease));
  Flush();
}

void ScriptWriter::Queue(journal::Entry entry) {
  queue_.push_back(std::move(entry));
  if (queue_.size() == kMostRows) Flush();
}

void ScriptWriter::Flush() {
  if (!queue_.empty()) out_ += rows_.Insert(queue_) + ";\n";
  queue_.clear();
}

journal::Entry ScriptWriter::Entry(EntryKind kind) const {
  journal::Entry entry;
  entry.kind = kind;
  entry.command = frame_.command;
  entry.tool_version = kVersion;
  return entry;
}

journal::Entry ScriptWriter::EntryOf(EntryKind kind, const exec::Unit& unit,
                                     const project::Redactor& redactor) const {
  journal::Entry entry = Entry(kind);
  entry.service = unit.step->service;
  entry.revision = unit.step->id.text();
  entry.direction = exec::DirectionOf(*unit.step);
  entry.statement = unit.statement == nullptr ? unit.step->total : unit.statement->index;
  entry.statements = unit.step->total;
  entry.revision_hash = unit.step->hash;
  if (unit.statement == nullptr) return entry;
  entry.statement_hash = unit.statement->statement.hash.ToHex();
  if (!unit.statement->left_out) entry.query_id = exec::QueryIdTail(unit, 1);
  entry.summary = redactor.Redact(sql::Summarize(unit.statement->statement.facts));
  return entry;
}

void ScriptWriter::StepComment(const plan::PlannedStep& step, const project::Project& project) {
  const project::RevisionFile* file = project.Find(step.id);
  std::vector<std::string> parents;
  if (file != nullptr) {
    for (const revision::RevisionId& parent : file->down_revision) parents.push_back(parent.text());
  }
  const std::string below = parents.empty() ? "<base>" : Join(parents, ", ");
  const bool is_down = step.kind == plan::StepKind::kDowngrade;
  out_ += Comment(fmt::format("Running {} {} -> {}, {}", exec::DirectionOf(step),
                              is_down ? step.id.text() : below, is_down ? below : step.id.text(),
                              step.message));
  out_ += Comment(step.file);
  if (step.already_done > 0) {
    out_ += fmt::format("-- statements 1 to {} are done already\n", step.already_done);
  }
}

void ScriptWriter::Statement(const project::RenderedStatement& statement, Secrets secrets) {
  const std::string text = secrets == Secrets::kShown ? statement.sql.text : statement.sql.Masked();
  out_ += ForClient(text);
  if (IsMutation(statement.facts) && IsBefore(kKnowsMutationsSync)) {
    WaitForMutation(statement.facts);
  }
}

void ScriptWriter::ResetSetting(const std::string& name) {
  if (const auto target = frame_.settings.find(name); target != frame_.settings.end()) {
    out_ += SetStatement(name, target->second);
  } else if (IsBefore(kKnowsSetDefault)) {
    out_ += fmt::format("-- {} stays set: this server may know no SET ... = DEFAULT\n", name);
  } else {
    out_ += fmt::format("SET {} = DEFAULT;\n", name);
  }
}

// A server without mutations_sync answers before the mutation has ended.
void ScriptWriter::WaitForMutation(const sql::StatementFacts& facts) {
  if (facts.objects.empty()) return;
  const sql::ObjectName& table = facts.objects.front();
  const std::string database =
      table.database.empty() ? "currentDatabase()" : sql::QuoteString(table.database);
  const std::string unfinished = fmt::format(
      "(SELECT count() FROM system.mutations WHERE database = {} AND table = {} AND is_done = 0) "
      "> 0",
      database, sql::QuoteString(table.name));
  out_ += "SELECT sleep(2) FORMAT Null;\n";
  out_ += journal::FailIfSql(unfinished,
                             "the mutation goes on: `housewright upgrade` waits for it and does "
                             "the rest of this script") +
          ";\n";
}

constexpr std::string_view kNothing = "-- nothing to do\n";

}  // namespace

Result<std::string> PlanScript(const plan::Plan& plan, const project::Project& project,
                               const project::Redactor& redactor, Secrets secrets,
                               const ScriptFrame& frame) {
  ScriptWriter script(frame, PartsOf(plan));
  script.Title();
  if (plan.empty()) {
    script.Add(kNothing);
    return script.Take();
  }
  script.Add("-- Run it with: clickhouse-client --multiquery < FILE\n\n");
  script.RefuseOldClients(plan);
  if (secrets == Secrets::kMasked) script.RefusePlaceholders(plan);
  script.Settings(plan);
  script.BeginRun();
  for (const exec::Unit& unit : exec::LayOut(plan)) {
    TRY(script.Unit(unit, project, redactor, secrets));
  }
  script.EndRun();
  return script.Take();
}

std::string StampScript(const std::vector<StampChange>& changes, const ScriptFrame& frame) {
  ScriptWriter script(frame, PartsOf(changes));
  script.Title();
  if (changes.empty()) {
    script.Add(kNothing);
    return script.Take();
  }
  script.Add("-- Run it with: clickhouse-client --multiquery < FILE\n\n");
  script.BeginRun();
  for (const StampChange& change : changes) script.Stamp(change);
  script.VersionRows(0);
  script.EndRun();
  return script.Take();
}

}  // namespace housewright::cli
