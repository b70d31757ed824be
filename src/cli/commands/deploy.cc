#include "cli/commands/deploy.h"

#include <fmt/format.h>

#include "cli/bootstrap_flow.h"
#include "cli/project_loading.h"
#include "cli/render/json.h"
#include "cli/run_flow.h"
#include "cli/target_connection.h"

namespace housewright::cli {
namespace {

constexpr std::chrono::milliseconds kAskEvery{500};

// Whether the server may just not be up yet. A wrong password or an answer that is not ClickHouse's
// does not get better by waiting.
bool MayComeUp(const Error& error) {
  return error.code() == ErrorCode::kConnection || error.code() == ErrorCode::kTimeout;
}

Result<void> WaitForServer(Context& context, TargetConnection& connection,
                           std::chrono::seconds limit) {
  Clock& clock = context.io.clock;
  const auto signals = context.io.catch_signals ? context.io.catch_signals({}) : nullptr;
  const auto deadline = clock.Monotonic() + limit;
  bool said = false;
  while (true) {
    auto answer = connection.statements().Query("SELECT 1");
    if (answer) return {};
    if (!MayComeUp(answer.error())) return Fail(std::move(answer).error());
    if (clock.Monotonic() >= deadline) {
      return Fail(std::move(answer).error().WithContext(
          fmt::format("waiting {} s for {}", limit.count(), connection.Display())));
    }
    if (!said) context.talk.Say(fmt::format("waiting for {}", connection.Display()));
    said = true;
    clock.Sleep(kAskEvery);
    if (signals && signals->stop().stop_requested()) {
      return Fail(Error(ErrorCode::kInterrupted,
                        fmt::format("stopped waiting for {}, as asked: nothing was sent",
                                    connection.Display()))
                      .WithAdvice("run `housewright deploy` again when the server is up"));
    }
  }
}

}  // namespace

Outcome<Status> Execute(const DeployOptions& options, Context& context) {
  ASSIGN_OR_RETURN(const project::Project project, LoadProjectForTarget(context));
  ASSIGN_OR_RETURN(TargetConnection connection, TargetConnection::Open(context, project));
  TRY(WaitForServer(context, connection, options.wait));
  ASSIGN_OR_RETURN(const RunView bootstrap,
                   RunBootstrap(context, project, connection,
                                {.command = "deploy",
                                 .revoke_withdrawn = options.revoke_withdrawn,
                                 .lock_wait = options.lock_wait}));
  const bool bootstrap_ran = bootstrap.status == RunStatus::kDone;
  if (!context.json() && bootstrap_ran) context.io.out << bootstrap.closing << std::endl;
  const RunRequest request{.command = "deploy",
                           .direction = revision::Direction::kUpgrade,
                           .goal = "heads",
                           .lock_wait = options.lock_wait};
  Outcome<RunView> upgrade = RunRevisions(context, project, connection, request);
  if (!upgrade) {
    if (!upgrade.error().run && bootstrap.statements > 0) {
      upgrade.error().run = StoppedRun{.goal = request.goal, .run_id = "", .place = std::nullopt};
    }
    if (upgrade.error().run) upgrade.error().run->bootstrap_statements = bootstrap.statements;
    return std::unexpected(std::move(upgrade).error());
  }
  if (context.json()) {
    context.io.out << DeployJson(connection.name(), bootstrap, *upgrade, context.redactor);
  } else {
    context.io.out << upgrade->closing << '\n';
  }
  return upgrade->exit;
}

}  // namespace housewright::cli
