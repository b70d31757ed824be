// The commands for who comes from another tool.

#include "cli/command_table.h"

namespace housewright::cli {

void AppendInteropCommands(std::vector<CommandSpec>& commands) {
  commands.push_back(
      {.name = "import",
       .summary = "make a project of another tool's directory",
       .about =
           "Turns a directory of Alembic's revisions, whose SQL stands in op.execute(), into a "
           "project: the graph with its ids, branches, merges, dependencies and labels, and the "
           "SQL of both functions. No Python is run, and none is needed. Values that the files do "
           "not tell become variables. Each piece of Python that cannot be carried over is listed "
           "with its place, and leaves a stub in its revision that `housewright check` refuses. A "
           "file that is there is never written over.",
       .positionals =
           {{.name = "TOOL", .help = "the other tool", .required = true, .choices = "alembic"},
            {.name = "DIR",
             .help = "the folder with alembic.ini or pyproject.toml, or the one with env.py and "
                     "versions/",
             .required = true}},
       .options = {{.long_name = "--into",
                    .short_name = "",
                    .value = "DIR",
                    .help = "where the project goes; the current directory if not given"},
                   {.long_name = "--jinja",
                    .short_name = "",
                    .value = "WHEN",
                    .help = "whether the files are rendered by Jinja before Python reads them; "
                            "auto, the default, means that they look like it",
                    .choices = "auto yes no"}},
       .example = "housewright import alembic migrations --into schema",
       .json =
           R"({"command": "import", "from": "alembic", "directory": "migrations", "into": "schema",
 "revisions": 14, "statements": 52, "services": ["app"], "variables": ["database"], "heads": ["0014"],
 "stubs": 1, "jinja": false, "written": ["housewright.toml"], "diagnostics": [{DIAGNOSTIC}]})",
       .exit_codes = {}});
  commands.push_back(
      {.name = "adopt",
       .summary = "take over what another tool has applied",
       .about =
           "Reads Alembic's version table on the target and records in the journal that the "
           "revisions that it names, and all that they need, are applied. Runs nothing. An id that "
           "is gone means the revision that says `-- replaces:` of it. Before it records anything "
           "it "
           "compares what is there with what those revisions make, as `drift` does, and refuses "
           "where "
           "that differs. It says what it will record, and asks; without a terminal it wants "
           "--yes.",
       .positionals =
           {{.name = "TOOL", .help = "the other tool", .required = true, .choices = "alembic"}},
       .options = {{.long_name = "--database",
                    .short_name = "",
                    .value = "NAME",
                    .help = "where the version table is; looked for in all databases if not given"},
                   {.long_name = "--table",
                    .short_name = "",
                    .value = "NAME",
                    .help = "the version table; alembic_version if not given"},
                   {.long_name = "--despite-differences",
                    .short_name = "",
                    .value = "",
                    .help = "record also where the schema differs, or cannot be compared"},
                   {.long_name = "--yes", .short_name = "-y", .value = "", .help = "do not ask"}},
       .example = "housewright adopt alembic --target production",
       .json = R"({"command": "adopt", "target": "production", "table": "xapi.alembic_version",
 "heads": ["0014"], "applied": ["0001", "0014"], "replaced": {"0012": "0011"}, "comparison": {...}}
`applied` is what was recorded: empty where the journal said so already, or where the schema differs. `comparison` is
what `drift` prints, null where nothing was compared.)",
       .exit_codes = {3}});
}

}  // namespace housewright::cli
