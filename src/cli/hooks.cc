#include "cli/hooks.h"

#include <fmt/format.h>

#include "base/text.h"

namespace housewright::cli {
namespace {

ProgramCall CallOf(const Context& context, const project::Config& config,
                   const project::HookConfig& hook, const std::string& path) {
  ProgramCall call{.command = {}, .directory = JoinPath(config.root, hook.cwd.value_or("."))};
  // Holds wherever the hook runs.
  const std::string file =
      JoinPath(context.io.files.CurrentDirectory(), JoinPath(config.root, path));
  for (const std::string& argument : hook.command) {
    call.command.push_back(ReplaceAll(argument, "{file}", file));
  }
  return call;
}

// What is true after a hook that did not do its work.
Error Stopped(std::string message, const std::string& path, const std::vector<std::string>& left) {
  message += fmt::format("; '{}' is written and stays", path);
  if (!left.empty()) message += fmt::format(", not run: {}", Join(left, ", "));
  return Error(ErrorCode::kIo, std::move(message))
      .WithAdvice(
          "mend what the hook found fault with in the file, or its [[hooks]] entry; the "
          "command need not be run again");
}

}  // namespace

Result<void> RunHooks(Context& context, const project::Config& config, const std::string& path) {
  std::vector<std::string> left;
  for (const project::HookConfig& hook : config.hooks) left.push_back(hook.name);
  for (const project::HookConfig& hook : config.hooks) {
    left.erase(left.begin());
    context.talk.Detail(fmt::format("hook '{}': {}", hook.name, Join(hook.command, " ")));
    const ProgramCall call = CallOf(context, config, hook, path);
    const Result<int> status =
        context.io.run_program
            ? context.io.run_program(call)
            : Result<int>(Fail(ErrorCode::kUnsupported, "no program can be run from here"));
    if (!status) {
      return Fail(
          Stopped(fmt::format("the hook '{}' did not run: {}", hook.name, status.error().message()),
                  path, left)
              .At(hook.where));
    }
    if (*status == 0) continue;
    const std::string how = *status > 128 ? fmt::format("was ended by signal {}", *status - 128)
                                          : fmt::format("ended with exit status {}", *status);
    return Fail(
        Stopped(fmt::format("the hook '{}' {}", hook.name, how), path, left).At(hook.where));
  }
  return {};
}

}  // namespace housewright::cli
