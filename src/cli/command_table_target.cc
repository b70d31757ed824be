// The commands that talk to a target.

#include "cli/command_table.h"

namespace housewright::cli {
namespace {

// Those of --sql that stamp has as well.
void AppendScriptOptions(std::vector<OptionSpec>& options) {
  options.push_back({.long_name = "--from-target",
                     .short_name = "",
                     .value = "",
                     .help = "with --sql: begin at what the target's journal says"});
  options.push_back({.long_name = "--tag",
                     .short_name = "",
                     .value = "TEXT",
                     .help = "with --sql: a text for the script's head, a ticket's number say"});
}

OptionSpec LockWaitOption() {
  return {.long_name = "--wait",
          .short_name = "",
          .value = "SECONDS",
          .help = "how long to wait for another run that holds the lock; 0 if not given"};
}

std::vector<OptionSpec> SqlOptions(bool upgrade) {
  std::vector<OptionSpec> options = {
      {.long_name = "--sql",
       .short_name = "",
       .value = "",
       .help = upgrade ? "print a script for the plain ClickHouse client, journal included, "
                         "instead of running. No server is asked: it begins at base, or at START "
                         "of a START:GOAL (several starts stand between commas)"
                       : "print a script for the plain ClickHouse client, journal included, "
                         "instead of running. No server is asked: GOAL is a START:GOAL (several "
                         "starts stand between commas)"},
      {.long_name = "--with-secrets",
       .short_name = "",
       .value = "",
       .help = "with --sql: the secrets themselves instead of [secret:name]"}};
  AppendScriptOptions(options);
  options.push_back({.long_name = "--dry-run",
                     .short_name = "",
                     .value = "",
                     .help = "print the plan and change nothing, as `housewright plan` does"});
  options.push_back(LockWaitOption());
  options.push_back(AllTargetsOption());
  return options;
}

std::vector<OptionSpec> StampOptionSpecs() {
  std::vector<OptionSpec> options = {
      {.long_name = "--purge",
       .short_name = "",
       .value = "",
       .help = "also strike out revisions that this project does not know"},
      {.long_name = "--sql",
       .short_name = "",
       .value = "",
       .help = "print a script for the plain ClickHouse client instead of writing the journal. No "
               "server is asked: it begins at base, or at START of a START:REV"}};
  AppendScriptOptions(options);
  return options;
}

constexpr std::string_view kRunJson =
    R"({"command": "upgrade", "status": "done", "target": "local", "goal": "heads", "run_id": "...",
 "revisions": 14, "statements": 52, "left_out": [{LEFT_OUT}], "warnings": [{DIAGNOSTIC}], "elapsed_ms": 1200}
`status` is "done" or "nothing_to_do"; with --sql {"command", "sql"}; with --dry-run as `plan`. A run that
stopped prints an error document with "run": {"status": "stopped", "goal", "run_id", "revisions",
"statements", "stopped_at": {"revision", "service", "file", "statement", "of"}}: what it had done before.)";

constexpr std::string_view kBootstrapJson =
    R"({"command": "bootstrap", "status": "done", "target": "local", "goal": "bootstrap", "run_id": "...",
 "revisions": 3, "statements": 26, "left_out": [{LEFT_OUT}], "warnings": [{DIAGNOSTIC}],
 "withdrawn": [{"grant": "SELECT ON xapi.* TO ch_lrs", "revoked": false, "kept_because": null}],
 "undeclared": ["user ch_old"], "elapsed_ms": 120}
`status` is "done" or "nothing_to_do"; `revisions` counts files. With --dry-run as `plan`, with "withdrawn" and
"undeclared". A run that stopped prints an error document with "run", as `upgrade` does.)";

OptionSpec RevokeWithdrawnOption() {
  return {.long_name = "--revoke-withdrawn",
          .short_name = "",
          .value = "",
          .help = "also revoke what an earlier bootstrap granted and the files grant no more"};
}

void AppendRunCommands(std::vector<CommandSpec>& commands) {
  commands.push_back(
      {.name = "upgrade",
       .summary = "apply revisions",
       .about = "Applies the revisions that lead to GOAL, each statement through the journal, so "
                "that a run that stopped anywhere goes on where it stopped. With nothing pending "
                "it says so and changes nothing.",
       .positionals = {{.name = "GOAL",
                        .help = "heads (the default), head, an id or prefix, +N, service@head"}},
       .options = SqlOptions(true),
       .example = "housewright upgrade --target production",
       .json = kRunJson,
       .exit_codes = {4, 5}});
  commands.push_back(
      {.name = "downgrade",
       .summary = "undo revisions",
       .about = "Undoes the revisions above GOAL, and what depends on them, dependents first. It "
                "lists what will be destroyed, then begins; nothing is asked.",
       .positionals = {{.name = "GOAL",
                        .help = "-N, base, an id or prefix to keep, service@base, service@-N",
                        .required = true}},
       .options = SqlOptions(false),
       .example = "housewright downgrade -1",
       .json = kRunJson,
       .exit_codes = {4, 5}});
  commands.push_back(
      {.name = "bootstrap",
       .summary = "run the initial SQL: databases, users, grants",
       .about = "Runs the files of bootstrap/ in the order of their names, with a user that may do "
                "what they do, so that a target comes to what they say: what holds already is not "
                "sent, CREATE USER is sent as CREATE USER IF NOT EXISTS and ALTER USER, a password "
                "that changed is changed. A grant of an earlier bootstrap that the files have no "
                "more is named, and revoked where --revoke-withdrawn or [project] revoke_withdrawn "
                "asks for it. Nothing is dropped, and what the files and earlier runs do not name "
                "is not touched.",
       .positionals = {},
       .options = {{.long_name = "--dry-run",
                    .short_name = "",
                    .value = "",
                    .help = "print the statements that would be sent, and change nothing"},
                   RevokeWithdrawnOption(),
                   LockWaitOption(),
                   AllTargetsOption()},
       .example = "housewright bootstrap --target production --dry-run",
       .json = kBootstrapJson,
       .exit_codes = {4, 5}});
  commands.push_back(
      {.name = "deploy",
       .summary = "wait for the server, bootstrap, upgrade heads",
       .about = "The one command for containers: waits until the server answers, runs bootstrap/, "
                "and upgrades to heads. Of several at once one runs, the others wait for it. A "
                "second run finds nothing to do.",
       .positionals = {},
       .options = {{.long_name = "--wait",
                    .short_name = "",
                    .value = "SECONDS",
                    .help = "how long to wait for the server (60 if not given), and for another "
                            "run that holds the lock (600 if not given)"},
                   RevokeWithdrawnOption(),
                   AllTargetsOption()},
       .example = "housewright deploy --wait 120",
       .json =
           R"({"command": "deploy", "status": "done", "target": "local", "bootstrap": {RUN}, "upgrade": {RUN}}
RUN is {"status", "goal", "run_id", "revisions", "statements", "left_out", "warnings", "elapsed_ms"}; of
"bootstrap" also "withdrawn" and "undeclared", as in `bootstrap`. Where the upgrade stopped, "run" of the error document has "bootstrap_statements" too.)",
       .exit_codes = {4, 5}});
  commands.push_back(
      {.name = "stamp",
       .summary = "say that revisions are applied, without running them",
       .about = "Writes to the journal that the given revisions and what they need are applied, "
                "and what stands above them is not; other services keep what they have. Runs no "
                "SQL of theirs. `stamp base` says that nothing is applied.",
       .positionals = {{.name = "REV",
                        .help = "an id or prefix, head, heads, base, service@head, service@base",
                        .required = true,
                        .repeatable = true}},
       .options = StampOptionSpecs(),
       .example = "housewright stamp 0007",
       .json =
           R"({"command": "stamp", "target": "local", "applied": ["0001"], "removed": ["0009"]}
With --sql {"command", "sql"}.)",
       .exit_codes = {4}});
  commands.push_back(
      {.name = "ensure-version",
       .summary = "make the journal's table, and nothing else",
       .about = "Creates the table of the journal in the state database where it is missing. Every "
                "run does that by itself; this command is for those who make tables under another "
                "user, before the first run.",
       .positionals = {},
       .options = {{.long_name = "--sql",
                    .short_name = "",
                    .value = "",
                    .help = "print the statement instead of running it. No server is asked: it is "
                            "the one that servers since 20.10 get"}},
       .example = "housewright ensure-version --target production",
       .json = R"({"command": "ensure-version", "target": "local",
 "journal": {"database": "xapi", "table": "housewright_journal"}, "created": true})",
       .exit_codes = {}});
  commands.push_back(
      {.name = "resolve",
       .summary = "settle a statement whose outcome is unknown",
       .about = "Where a run was cut off in the middle of a statement and no probe can tell "
                "whether it took effect, you look, and say. The answer is written to the journal "
                "under your name; the next upgrade goes on from there.",
       .positionals = {{.name = "REV", .help = "the revision that stands open", .required = true}},
       .options = {{.long_name = "--took-effect",
                    .short_name = "",
                    .value = "",
                    .help = "the statement did its work: it is not sent again"},
                   {.long_name = "--had-no-effect",
                    .short_name = "",
                    .value = "",
                    .help = "the statement did nothing: it is sent again"},
                   {.long_name = "--statement",
                    .short_name = "",
                    .value = "N",
                    .help = "which statement, where more than one is open"}},
       .example = "housewright resolve 0005 --took-effect",
       .json =
           R"({"command": "resolve", "target": "local", "revision": "0005", "statement": 2, "verdict": "took effect"}
and "chunk": "202402" where it was a chunk of the statement)",
       .exit_codes = {}});
}

void AppendLookingCommands(std::vector<CommandSpec>& commands) {
  commands.push_back(
      {.name = "current",
       .summary = "show what is applied",
       .about = "Shows the newest applied revision of each service. With --check-heads the exit "
                "code is 3 unless everything is applied.",
       .positionals = {},
       .options = {{.long_name = "--check-heads",
                    .short_name = "",
                    .value = "",
                    .help = "exit code 3 unless all heads are applied"},
                   AllTargetsOption()},
       .example = "housewright current --check-heads",
       .json = R"({"command": "current", "target": "local", "revisions": [{REVISION}],
 "unknown": ["0099"], "half_way": ["0003"], "at_heads": true})",
       .exit_codes = {3}});
  commands.push_back(
      {.name = "plan",
       .summary = "show what upgrade or downgrade would do",
       .about = "Prints the revisions that lead to GOAL, in order, with the classes of their "
                "statements and the reason; with --verbose each statement. Changes nothing. The "
                "same plan is what `upgrade` runs and --sql prints. Where the project has no "
                "target it assumes that nothing is applied.",
       .positionals = {{.name = "GOAL",
                        .help = "as for upgrade and downgrade; heads if not given"}},
       .options = {{.long_name = "--downgrade",
                    .short_name = "",
                    .value = "",
                    .help = "the way down to GOAL instead of the way up"},
                   AllTargetsOption()},
       .example = "housewright plan +1",
       .json =
           R"({"command": "plan", "target": "local", "goal": "heads", "statements": 7, "left_out": 0,
 "warnings": [{DIAGNOSTIC}],
 "steps": [{"kind": "upgrade", "revision": "0002", "service": "xapi", "message": "...",
   "file": "...", "hash": "...", "reason": "...", "total": 2, "already_done": 0,
   "statements": [{"index": 1, "sql": "...", "summary": "CREATE TABLE ...", "class": "metadata",
     "line": 9, "reason": "...", "left_out": null}]}]})",
       .exit_codes = {}});
  commands.push_back(
      {.name = "status",
       .summary = "show pending and half-way revisions and the last run",
       .about = "One look at a target: how much is applied, what is pending, what stands half-way "
                "and why, which statements are open, which files were edited since they were "
                "applied, and how the last run ended. Takes no lock and changes nothing.",
       .positionals = {},
       .options = {AllTargetsOption()},
       .example = "housewright status",
       .json = R"({"command": "status", "target": "local", "server_version": "26.7.2.1",
 "journal": {"database": "xapi", "table": "housewright_journal", "exists": true},
 "applied": 3, "total": 5, "pending": ["0004"], "unknown": [], "edited": [],
 "half_way": [{"revision": "0004", "direction": "upgrade", "done": 1, "total": 3,
   "failed_statement": 2, "error": "...", "open": [{"statement": 2, "query_id": "...", "run_id": "..."}]}],
 "locks": [{LOCK}],
 "last_run": {"run_id": "...", "command": "upgrade", "by": "user@host", "began": "...", "last_entry": "...",
   "ended": true}}
LOCK is {"run_id", "command", "by", "since", "renewed", "expires_in": seconds, "abandoned"}; none where no run
is on. A half-way revision whose next statement is run in chunks has "chunks": {"statement": 2, "finished": ["202401"],
"total": 12} too, and an open chunk "chunk": "202402".)",
       .exit_codes = {}});
  commands.push_back(
      {.name = "unlock",
       .summary = "take away the lock of a run that is gone",
       .about =
           "A run that was killed leaves its lock behind. The next run takes it over by itself: "
           "at once where the killed process was on the same machine, and a minute after its "
           "last renewal otherwise. This command takes such a lock away without a run. It "
           "refuses while the holder may still be there, or the server still executes a "
           "statement of it.",
       .positionals = {},
       .options = {},
       .example = "housewright unlock --target production",
       .json = R"({"command": "unlock", "target": "local", "unlocked": [{LOCK}]})",
       .exit_codes = {4}});
  commands.push_back(
      {.name = "schema",
       .summary = "print a target's objects as SQL",
       .about = "Prints databases, tables, views, dictionaries and functions as statements that "
                "can be run, in an order that works. The journal is left out. A password that the "
                "server hides stands as [HIDDEN].",
       .positionals = {},
       .options = {{.long_name = "--database",
                    .short_name = "-d",
                    .value = "NAME",
                    .help = "only this database",
                    .repeatable = true},
                   {.long_name = "--list",
                    .short_name = "",
                    .value = "",
                    .help = "one line for each: database, name, engine and rows"}},
       .example = "housewright schema --database xapi > schema.sql",
       .json = R"({"command": "schema", "target": "local", "databases": ["xapi"],
 "objects": [{"database": "xapi", "name": "events", "engine": "MergeTree", "create_query": "...",
   "rows": 1200}]}
`rows` only with --list; null where the engine does not count them.)",
       .exit_codes = {}});
}

void AppendDrift(std::vector<CommandSpec>& commands) {
  commands.push_back(
      {.name = "drift",
       .summary = "compare a target with what its revisions made",
       .about = "Replays bootstrap and the applied revisions on an embedded engine that is thrown "
                "away, and compares "
                "its databases, tables, views, dictionaries and functions with the target's, part "
                "by part. Only "
                "databases that the project names are compared. Statements that move rows are not "
                "replayed. What no "
                "revision made (dbt's tables, say) is listed, and is no drift unless --strict says "
                "so. A pending "
                "revision of which the target has the first statements is named. Changes nothing.",
       .positionals = {},
       .options = {{.long_name = "--strict",
                    .short_name = "",
                    .value = "",
                    .help = "exit code 3 also for what no revision made or cannot be compared"},
                   AllTargetsOption()},
       .example = "housewright drift --target production",
       .json =
           R"({"command": "drift", "target": "production", "drift": true, "databases": ["xapi"], "objects": 12,
 "differences": [{"kind": "changed", "object": "table", "name": "xapi.events", "expected": null, "actual": null,
   "parts": [{"part": "column actor", "expected": "actor String", "actual": null}]}],
 "not_from_a_revision": [{"kind": "extra", "object": "view", "name": "xapi.v", "actual": "CREATE VIEW ..."}],
 "not_compared": [{"statement": "CREATE TABLE ...", "place": "file:9", "reason": "..."}],
 "begun": {"revision": "0005", "statements": 2, "of": 4, "differences": 0}}
`kind` is missing, changed or extra. `expected` and `actual` hold the whole statement of what only one side has.)",
       .exit_codes = {3}});
}

}  // namespace

void AppendTargetCommands(std::vector<CommandSpec>& commands) {
  AppendRunCommands(commands);
  AppendLookingCommands(commands);
  AppendDrift(commands);
}

}  // namespace housewright::cli
