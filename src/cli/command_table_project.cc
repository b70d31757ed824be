// The commands that need no server.

#include "cli/command_table.h"

namespace housewright::cli {

void AppendProjectCommands(std::vector<CommandSpec>& commands) {
  commands.push_back(
      {.name = "init",
       .summary = "start a project",
       .about = "Writes housewright.toml, a directory for each service, bootstrap/, a README and a "
                ".gitignore. A directory that holds other things is refused; in a directory that "
                "is a project already only what is missing is written.",
       .positionals = {{.name = "DIR", .help = "where; the current directory if not given"}},
       .options = {{.long_name = "--service",
                    .short_name = "",
                    .value = "NAME",
                    .help = "a service to begin with; those of the template if none is given",
                    .repeatable = true},
                   {.long_name = "--template",
                    .short_name = "",
                    .value = "NAME",
                    .help = "what to write: `housewright list-templates` names them; generic if "
                            "not given"}},
       .example = "housewright init warehouse --service events --service billing",
       .json = R"({"command": "init", "directory": "warehouse", "written": ["..."], "kept": []})",
       .exit_codes = {}});
  commands.push_back(
      {.name = "list-templates",
       .summary = "name the templates of init",
       .about = "Lists what `init --template` can write: projects of one service, of several, of "
                "several databases, and with checks for CI.",
       .positionals = {},
       .options = {},
       .example = "housewright list-templates",
       .json =
           R"({"command": "list-templates", "templates": [{"name": "generic", "summary": "...", "services": ["app"]}]})",
       .exit_codes = {}});
  commands.push_back(
      {.name = "revision",
       .summary = "write a new revision file",
       .about = "Writes services/<service>/<id>_<words of the message>.sql with the header, and "
                "the markers of the two parts that you then fill in. The id is the next number of "
                "the whole project, the parent is the head of the service. No server is asked.",
       .positionals = {},
       .options = {{.long_name = "--message",
                    .short_name = "-m",
                    .value = "MESSAGE",
                    .help = "what the revision does, in one line",
                    .required = true},
                   {.long_name = "--service",
                    .short_name = "-s",
                    .value = "SERVICE",
                    .help = "the service it belongs to; may be left out where there is one only"},
                   {.long_name = "--rev-id",
                    .short_name = "",
                    .value = "ID",
                    .help = "this id instead of the next number"},
                   {.long_name = "--head",
                    .short_name = "",
                    .value = "REV",
                    .help =
                        "the parent; needed where the service has several heads. `heads` makes a "
                        "merge of them, `base` a new base"},
                   {.long_name = "--splice",
                    .short_name = "",
                    .value = "",
                    .help = "let --head be a revision that another one follows already: a branch"},
                   {.long_name = "--branch-label",
                    .short_name = "",
                    .value = "LABEL",
                    .help = "a name for the branch that begins here, beside the service's",
                    .repeatable = true},
                   {.long_name = "--version-path",
                    .short_name = "",
                    .value = "DIR",
                    .help = "Alembic's way to name the service: by its directory"},
                   {.long_name = "--depends-on",
                    .short_name = "",
                    .value = "REV",
                    .help = "a revision, label or service that must be applied first",
                    .repeatable = true},
                   {.long_name = "--sql",
                    .short_name = "",
                    .value = "",
                    .help = "print the file instead of writing it"}},
       .example = "housewright revision -m 'Create the events table' --service events",
       .json = R"({"command": "revision", "revision": {REVISION}, "path": "services/..."})",
       .exit_codes = {}});
  commands.push_back(
      {.name = "merge",
       .summary = "write a revision that joins several heads",
       .about = "Writes a revision whose parents are the given ones, of one service. It has "
                "nothing to do, and says so; write statements into it where the two lines need "
                "some to fit together. `heads` means all heads of the service that has several.",
       .positionals = {{.name = "REV",
                        .help = "two heads or more, or heads, or service@heads",
                        .required = true,
                        .repeatable = true}},
       .options = {{.long_name = "--message",
                    .short_name = "-m",
                    .value = "MESSAGE",
                    .help = "`Merge A and B` if not given"},
                   {.long_name = "--rev-id",
                    .short_name = "",
                    .value = "ID",
                    .help = "this id instead of the next number"},
                   {.long_name = "--branch-label",
                    .short_name = "",
                    .value = "LABEL",
                    .help = "a name for the branch that begins here, beside the service's",
                    .repeatable = true},
                   {.long_name = "--splice",
                    .short_name = "",
                    .value = "",
                    .help = "take revisions, too, that another one follows already"}},
       .example = "housewright merge heads",
       .json = R"({"command": "merge", "revision": {REVISION}, "path": "services/..."})",
       .exit_codes = {}});
  commands.push_back(
      {.name = "check",
       .summary = "check the project, all findings at once",
       .about = "Reads every file of the project and reports everything that can be said without a "
                "server: file, line, caret, and what to do. With --target it also says whether "
                "revisions are pending there, and then ends with exit code 3 if so.",
       .positionals = {},
       .options = {{.long_name = "--strict",
                    .short_name = "",
                    .value = "",
                    .help = "warnings make the exit code 1, too"},
                   AllTargetsOption()},
       .example = "housewright check",
       .json = R"({"command": "check", "revisions": 14, "errors": 1, "warnings": 0,
 "diagnostics": [{DIAGNOSTIC}], "pending": ["0003"]}
`pending` only with --target.)",
       .exit_codes = {3}});
  commands.push_back(
      {.name = "history",
       .summary = "list the revisions, newest first",
       .about = "Lists the revisions of the project, newest first, in Alembic's line format. No "
                "server is asked unless --indicate-current or `current` needs one.",
       .positionals = {},
       .options = {{.long_name = "--rev-range",
                    .short_name = "-r",
                    .value = "START:END",
                    .help = "only this range, both ends included; either side may be left out"},
                   {.long_name = "--indicate-current",
                    .short_name = "-i",
                    .value = "",
                    .help = "mark what the target has as current"},
                   AllTargetsOption()},
       .example = "housewright history -r 0003:heads",
       .json = R"({"command": "history", "revisions": [{REVISION}]})",
       .exit_codes = {}});
  commands.push_back({.name = "heads",
                      .summary = "list the newest revision of each service",
                      .about = "Lists the revisions that no other revision follows.",
                      .positionals = {},
                      .options = {{.long_name = "--resolve-dependencies",
                                   .short_name = "",
                                   .value = "",
                                   .help = "leave out those that a revision depends on"}},
                      .example = "housewright heads",
                      .json = R"({"command": "heads", "revisions": [{REVISION}]})",
                      .exit_codes = {}});
  commands.push_back(
      {.name = "branches",
       .summary = "list the revisions that several follow",
       .about = "Lists each branch point with the revisions that follow it, in Alembic's format; "
                "with --verbose the whole entry.",
       .positionals = {},
       .options = {},
       .example = "housewright branches",
       .json =
           R"({"command": "branches", "branches": [{"revision": {REVISION}, "children": [{REVISION}]}]})",
       .exit_codes = {}});
  commands.push_back(
      {.name = "show",
       .summary = "show one revision",
       .about = "Shows where a revision stands in the graph, its file, its hash, whether it is "
                "released, and the statements of both its parts.",
       .positionals = {{.name = "REV",
                        .help = "an id, an unambiguous prefix, head, heads, current, service@head",
                        .required = true,
                        .repeatable = true}},
       .options = {},
       .example = "housewright show 0004",
       .json = R"({"command": "show", "revisions": [{REVISION}]})",
       .exit_codes = {}});
  commands.push_back(
      {.name = "edit",
       .summary = "open revision files in an editor",
       .about = "Opens the files of the given revisions in $EDITOR, else $VISUAL, else the editor "
                "that the system has. A released revision is opened with a warning: `check` will "
                "refuse any change of it.",
       .positionals = {{.name = "REV",
                        .help = "an id, an unambiguous prefix, head, heads, current, service@head",
                        .required = true,
                        .repeatable = true}},
       .options = {},
       .example = "housewright edit head",
       .json = R"({"command": "edit", "files": ["services/xapi/0002_raw_events.sql"]})",
       .exit_codes = {}});
  commands.push_back(
      {.name = "release",
       .summary = "make revisions immutable",
       .about = "Records the hashes of revisions in released.toml beside the configuration. From "
                "then on an edit of such a revision is refused, offline and online. What a "
                "released revision needs is released with it. It is about files: --target is "
                "refused, and services that a target leaves out are released as all others.",
       .positionals = {{.name = "REV", .help = "a revision, or `all`, the default"}},
       .options = {},
       .example = "housewright release all",
       .json = R"({"command": "release", "released": ["0001", "0002"], "path": "released.toml"})",
       .exit_codes = {}});
  commands.push_back(
      {.name = "renumber",
       .summary = "give revisions that are not released new ids",
       .about = "Mends what a merge of two branches left where both took the same number: of the "
                "files with one id the one that is released stays, or the one that was created "
                "first; the others get the next free ids, in name and header, and so does every "
                "down_revision and depends_on that means them. All other bytes stay. Released "
                "revisions are refused. Files that are named belong together.",
       .positionals = {{.name = "REV|FILE",
                        .help =
                            "these revisions; where none is given, every id that two files have",
                        .repeatable = true}},
       .options = {{.long_name = "--dry-run",
                    .short_name = "",
                    .value = "",
                    .help = "say what would change, and change nothing"}},
       .example = "housewright renumber services/events/0007_add_price.sql",
       .json = R"({"command": "renumber", "dry_run": false,
 "renumbered": [{"from": "0007", "to": "0009", "service": "events", "path": "...", "new_path": "..."}],
 "following": [{"revision": "0008", "path": "...", "changed": [{"from": "0007", "to": "0009"}]}]})",
       .exit_codes = {}});
  commands.push_back(
      {.name = "verify",
       .summary = "check that released revisions are unchanged",
       .about = "Compares each released revision with its recorded hash, and with --target also "
                "each applied revision of its services with the hash that the journal holds.",
       .positionals = {},
       .options = {},
       .example = "housewright verify --target production",
       .json = R"({"command": "verify", "released": 12, "applied": 12}
`applied` only with --target.)",
       .exit_codes = {}});
  commands.push_back(
      {.name = "squash",
       .summary = "put one revision in place of a run of them",
       .about = "Replays the run on an embedded engine, writes one revision that makes what the "
                "run made, and moves the "
                "files of the run into `squashed/` beside it. A database that has all of the run "
                "has the new revision; one "
                "that stands within it is upgraded with the old files as long as they are there. "
                "The variables stand in "
                "the new file as in the old ones. The new revision is replayed too, and must make "
                "the same schema. Rows "
                "(INSERT) and rights are not carried over: a run that has them is refused without "
                "--leave-out-data.",
       .positionals =
           {{.name = "FIRST:LAST",
             .help =
                 "the run, both included; FIRST may be base, or left out: the first of the service",
             .required = true}},
       .options = {{.long_name = "--message",
                    .short_name = "-m",
                    .value = "MESSAGE",
                    .help = "what the revision does"},
                   {.long_name = "--rev-id",
                    .short_name = "",
                    .value = "ID",
                    .help = "its id instead of the next free number"},
                   {.long_name = "--leave-out-data",
                    .short_name = "",
                    .value = "",
                    .help = "leave out statements that write rows or change rights, and list them"},
                   {.long_name = "--sql",
                    .short_name = "",
                    .value = "",
                    .help = "print the revision, and write and move nothing"}},
       .example = "housewright squash 0001:0012 -m 'Everything up to 2.0'",
       .json = R"JSON({"command": "squash", "revision": {REVISION}, "replaced": ["0001", "0002"],
 "moved": ["services/xapi/squashed/0001_a.sql"], "left_out": ["INSERT INTO a.b (services/xapi/0002_b.sql:9)"]})JSON",
       .exit_codes = {}});
}

}  // namespace housewright::cli
