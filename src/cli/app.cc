#include "cli/app.h"

#include <fmt/format.h>

#include "base/text.h"
#include "cli/all_targets.h"
#include "cli/command_table.h"
#include "cli/commands/adopt.h"
#include "cli/commands/bootstrap.h"
#include "cli/commands/branches.h"
#include "cli/commands/check.h"
#include "cli/commands/current.h"
#include "cli/commands/deploy.h"
#include "cli/commands/downgrade.h"
#include "cli/commands/drift.h"
#include "cli/commands/edit.h"
#include "cli/commands/ensure_version.h"
#include "cli/commands/heads.h"
#include "cli/commands/history.h"
#include "cli/commands/import.h"
#include "cli/commands/init.h"
#include "cli/commands/list_templates.h"
#include "cli/commands/merge.h"
#include "cli/commands/plan.h"
#include "cli/commands/release.h"
#include "cli/commands/renumber.h"
#include "cli/commands/resolve.h"
#include "cli/commands/revision.h"
#include "cli/commands/schema.h"
#include "cli/commands/show.h"
#include "cli/commands/squash.h"
#include "cli/commands/stamp.h"
#include "cli/commands/status.h"
#include "cli/commands/unlock.h"
#include "cli/commands/upgrade.h"
#include "cli/commands/verify.h"
#include "cli/help.h"
#include "cli/parse.h"
#include "cli/render/json.h"
#include "cli/render/text.h"

namespace housewright::cli {
namespace {

// The commands that only print a text of the table.
void PrintText(Context& context, std::string_view command, std::string_view key,
               const std::string& text) {
  context.io.out << (context.json() ? TextJson(command, key, text) : text);
}

Outcome<Status> Execute(const OverviewOptions&, Context& context) {
  PrintText(context, "", "text", OverviewText());
  return Status::kDone;
}

Outcome<Status> Execute(const VersionOptions&, Context& context) {
  const std::string text = fmt::format("housewright {}\n", kVersion);
  context.io.out << (context.json() ? TextJson("", "version", kVersion) : text);
  return Status::kDone;
}

Outcome<Status> Execute(const HelpOptions& options, Context& context) {
  const CommandSpec* command = FindCommandSpec(options.command);
  PrintText(context, "help", "text", command == nullptr ? HelpText() : HelpText(*command));
  return Status::kDone;
}

Outcome<Status> Execute(const CompletionOptions& options, Context& context) {
  PrintText(context, "completion", "script", CompletionScript(options.shell));
  return Status::kDone;
}

Outcome<Status> Execute(const ManPageOptions&, Context& context) {
  PrintText(context, "man-page", "text", ManPage());
  return Status::kDone;
}

Outcome<Status> Execute(const ReferenceOptions&, Context& context) {
  PrintText(context, "reference", "text", CommandReference());
  return Status::kDone;
}

bool UsesColor(ColorMode mode, const Io& io) {
  if (mode != ColorMode::kAuto) return mode == ColorMode::kAlways;
  const auto no_color = io.environment ? io.environment("NO_COLOR") : std::nullopt;
  return io.err_is_terminal && (!no_color || no_color->empty());
}

void PrintFailure(const Failure& failure, const Context& context) {
  Talk& talk = context.talk;
  talk.ClearStatus();
  if (failure.diagnostics.empty()) {
    talk.Insist(context.redactor.Redact(ErrorText(failure.error, talk.style())));
    return;
  }
  for (const Diagnostic& diagnostic : failure.diagnostics) {
    talk.Insist(context.redactor.Redact(DiagnosticText(diagnostic, talk.style())) + "\n");
  }
  talk.Insist(failure.error.message());
}

int Fail(const Failure& failure, const std::string& command, const Context& context) {
  const int exit_code = ExitCodeOf(failure.error.code());
  if (context.json()) {
    context.io.out << ErrorJson(command, failure, exit_code, context.redactor);
  } else {
    PrintFailure(failure, context);
  }
  return exit_code;
}

}  // namespace

int Run(const std::vector<std::string>& args, Io& io) {
  Result<CommandLine> line = ParseCommandLine(args);
  GlobalOptions global;
  if (line) {
    global = line->global;
  } else if (AsksForJson(args)) {
    global.format = Format::kJson;
  }
  Talk talk(io.err, io.err_is_terminal, io.err_width, Style(UsesColor(global.color, io)),
            global.verbosity);
  Context context{
      .options = global, .io = io, .talk = talk, .environment = io.environment, .redactor = {}};
  if (!line) return Fail(Failure(line.error()), "", context);
  const auto run_once = [&] {
    const Outcome<Status> outcome = std::visit(
        [&context](const auto& options) { return Execute(options, context); }, line->options);
    return outcome ? ExitCodeOf(*outcome) : Fail(outcome.error(), line->command, context);
  };
  int exit_code = 0;
  if (global.all_targets) {
    const Outcome<int> all =
        RunOnAllTargets(context, line->command, [&](const std::string& target) {
          global.target = target;
          return run_once();
        });
    exit_code = all ? *all : Fail(all.error(), line->command, context);
  } else {
    exit_code = run_once();
  }
  io.out.flush();
  if (!io.out) {
    return Fail(Failure(Error(ErrorCode::kIo, "cannot write the result to stdout")), line->command,
                context);
  }
  return exit_code;
}

}  // namespace housewright::cli
