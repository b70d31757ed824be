// The manual page and the reference page.

#include <fmt/format.h>

#include "base/text.h"
#include "cli/help.h"
#include "cli/usage.h"

namespace housewright::cli {
namespace {

// A line of roff text: backslashes doubled, dashes kept as typed, no request at its start.
std::string Roff(std::string_view text) {
  std::string out = ReplaceAll(std::string(text), "\\", "\\\\");
  out = ReplaceAll(std::move(out), "-", "\\-");
  if (out.starts_with('.') || out.starts_with('\'')) out.insert(0, "\\&");
  return out;
}

void AppendRoffEntry(std::string& out, std::string_view term, std::string_view text) {
  out += fmt::format(".TP\n.B {}\n{}\n", Roff(term), Roff(text));
}

std::string OptionText(const OptionSpec& option) {
  std::string text(option.help);
  if (!option.choices.empty()) {
    text += fmt::format(" ({})", ReplaceAll(std::string(option.choices), " ", ", "));
  }
  if (option.repeatable) text += "; may be repeated";
  return text;
}

void AppendMarkdownOptions(std::string& out, const std::vector<OptionSpec>& options) {
  out += "| option | meaning |\n| --- | --- |\n";
  for (const OptionSpec& option : options) {
    out += fmt::format("| `{}` | {} |\n", OptionUsage(option), OptionText(option));
  }
}

void AppendMarkdownCommand(std::string& out, const CommandSpec& command) {
  out += fmt::format("\n### {}\n\n`{}`\n\n{}\n", command.name, CommandUsage(command),
                     WrapText(command.about, 100, ""));
  if (!command.positionals.empty()) {
    out += "\n| argument | meaning |\n| --- | --- |\n";
    for (const PositionalSpec& positional : command.positionals) {
      out += fmt::format("| `{}` | {} |\n", positional.name, positional.help);
    }
  }
  if (!command.options.empty()) {
    out += "\n";
    AppendMarkdownOptions(out, command.options);
  }
  out += fmt::format("\nExample: `{}`\n", command.example);
  // A JSON shape may be followed by remarks behind its last line that ends with a brace.
  const std::string json(command.json);
  const std::size_t end = json.rfind("}\n");
  out += fmt::format("\n`--format json`:\n\n```\n{}\n```\n",
                     end == std::string::npos ? json : json.substr(0, end + 1));
  if (end != std::string::npos) out += fmt::format("\n{}\n", json.substr(end + 2));
  out += "\nExit codes: ";
  std::string separator;
  for (const ExitCodeSpec& exit : ExitCodesOf(command)) {
    out += fmt::format("{}{}", separator, exit.code);
    separator = ", ";
  }
  out += "\n";
}

constexpr std::string_view kShapes = R"(
## Output

stdout carries the result and nothing else; stderr carries the talk: what is about to happen,
progress, warnings, errors. Colour is used on a terminal only. Secrets are in neither: they appear
as `[secret:name]`.

With `--format json` every command prints one JSON document on stdout, also where it fails. New
members may be added; the ones described here stay. An error is

```
{"command": "upgrade", "exit_code": 1, "error": {ERROR}, "diagnostics": [{DIAGNOSTIC}]}
```

with `diagnostics` where there are several findings. The shapes that commands share:

```
ERROR       {"code": "invalid_input", "message": "...", "advice": "...", "context": ["..."],
             "where": {"file": "...", "line": 4, "column": 8, "text": "..."}, "server_code": 60}
DIAGNOSTIC  ERROR and "severity": "error" or "warning", "rule": "duplicate-id"
REVISION    {"id": "0002", "service": "xapi", "parents": ["0001"], "depends_on": [], "labels": [],
             "message": "...", "created": "...", "path": "services/xapi/0002_raw_events.sql",
             "hash": "...", "head": true, "branchpoint": false, "mergepoint": false,
             "released": false, "current": true}
LEFT_OUT    {"revision": "", "file": "bootstrap/0002_users.sql", "line": 3,
             "summary": "CREATE USER", "reason": "the embedded engine keeps no users"}
```

`advice`, `where` and `server_code` are there only where they are known, `current` only where a
target was asked. `code` is one of invalid_input, usage, not_found, conflict, io, connection,
authentication, server, protocol, timeout, interrupted, unknown_outcome, locked, needs_decision,
differences, unsupported, internal.
)";

}  // namespace

std::string ManPage() {
  std::string out = fmt::format(
      ".\\\" Made by `housewright man-page`; do not edit.\n"
      ".TH HOUSEWRIGHT 1 \"\" \"Housewright {}\" \"User Commands\"\n"
      ".SH NAME\nhousewright \\- schema migrations for ClickHouse\n"
      ".SH SYNOPSIS\n.B housewright\n[\\fIOPTIONS\\fR] \\fICOMMAND\\fR [\\fI...\\fR]\n"
      ".SH DESCRIPTION\n"
      "Housewright applies revisions written in SQL to ClickHouse servers, and undoes them. Every\n"
      "statement goes through a journal, so that a run that was cut off at any point is continued\n"
      "by the next one, and no statement that took effect is sent twice.\n"
      ".SH OPTIONS\nThey may stand before and after the command.\n",
      kVersion);
  for (const OptionSpec& option : GlobalOptionSpecs()) {
    AppendRoffEntry(out, OptionUsage(option), OptionText(option));
  }
  out += ".SH COMMANDS\n";
  for (const CommandSpec& command : CommandSpecs()) {
    if (command.hidden) continue;
    out += fmt::format(".SS {}\n{}\n", Roff(CommandUsage(command)), Roff(command.about));
    for (const PositionalSpec& positional : command.positionals) {
      AppendRoffEntry(out, positional.name, positional.help);
    }
    for (const OptionSpec& option : command.options) {
      AppendRoffEntry(out, OptionUsage(option), OptionText(option));
    }
    AppendRoffEntry(out, "Example:", command.example);
  }
  out += ".SH EXIT STATUS\n";
  for (const ExitCodeSpec& exit : ExitCodeSpecs()) {
    AppendRoffEntry(out, std::to_string(exit.code), exit.meaning);
  }
  out += ".SH ENVIRONMENT\n";
  for (const EnvironmentSpec& variable : EnvironmentSpecs()) {
    AppendRoffEntry(out, variable.name, variable.meaning);
  }
  return out;
}

std::string CommandReference() {
  std::string out =
      "<!-- Made by `housewright reference`; do not edit. -->\n# Commands\n\n"
      "`housewright [OPTIONS] COMMAND [...]`. The options of every command may stand before and\n"
      "after it:\n\n";
  AppendMarkdownOptions(out, GlobalOptionSpecs());
  out += "\n## Exit codes\n\n| code | meaning |\n| --- | --- |\n";
  for (const ExitCodeSpec& exit : ExitCodeSpecs()) {
    out += fmt::format("| {} | {} |\n", exit.code, exit.meaning);
  }
  out += "\n## Environment\n\n| variable | meaning |\n| --- | --- |\n";
  for (const EnvironmentSpec& variable : EnvironmentSpecs()) {
    out += fmt::format("| `{}` | {} |\n", variable.name, variable.meaning);
  }
  out +=
      "\nA password is never taken from the command line, where other users of the machine could\n"
      "read it.\n";
  out += kShapes;
  out += "\n## The commands\n";
  for (const CommandSpec& command : CommandSpecs()) {
    if (!command.hidden) AppendMarkdownCommand(out, command);
  }
  return out;
}

}  // namespace housewright::cli
