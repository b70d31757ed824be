#include "tool.h"

#include <utility>

#include "cli/app.h"
#include "cli/context.h"
#include "cli/run_flow.h"

namespace housewright::simulation {
namespace {

constexpr milliseconds kIdleTimeout{300'000};

class SimulatedSession final : public db::Session {
 public:
  SimulatedSession(Server& server, db::Endpoint endpoint)
      : server_(server), endpoint_(std::move(endpoint)) {}
  db::QueryResult Execute(const db::Request& request) override {
    return server_.Execute(request, kIdleTimeout);
  }
  const db::Endpoint& endpoint() const override { return endpoint_; }

 private:
  Server& server_;
  db::Endpoint endpoint_;
};

class SimulatedSignals final : public cli::SignalScope {
 public:
  explicit SimulatedSignals(Tool& tool) : tool_(tool) {}
  std::stop_token stop() const override { return tool_.stop.get_token(); }
  std::stop_token abort() const override { return tool_.abort.get_token(); }

 private:
  Tool& tool_;
};

}  // namespace

cli::Io Tool::MakeIo(Server& server, const Migration& migration) {
  return {
      .out = out,
      .err = err,
      .files = const_cast<Migration&>(migration).files,  // which no command of ours writes
      .clock = clock,
      .environment = [](const std::string&) -> std::optional<std::string> { return std::nullopt; },
      .executable = "/usr/bin/housewright",
      .os_user = [] { return "ada"; },
      .os_host = name,
      .catch_signals =
          [this](const std::function<void(int)>&) {
            return std::make_unique<SimulatedSignals>(*this);
          },
      .open_session = [&server](db::Endpoint endpoint) -> Result<std::unique_ptr<db::Session>> {
        return std::make_unique<SimulatedSession>(server, std::move(endpoint));
      },
      .threads = threads};
}

void Upgrade(Tool& tool, Server& server, const Migration& migration,
             std::chrono::seconds lock_wait) {
  cli::Io io = tool.MakeIo(server, migration);
  const cli::GlobalOptions options;
  cli::Talk talk(io.err, false, 80, cli::Style(false), cli::Verbosity::kNormal);
  cli::Context context{
      .options = options, .io = io, .talk = talk, .environment = io.environment, .redactor = {}};
  auto connection = cli::TargetConnection::Open(context, migration.project);
  const cli::RunRequest request{.command = "upgrade",
                                .direction = revision::Direction::kUpgrade,
                                .goal = "heads",
                                .lock_wait = lock_wait};
  auto done = cli::RunRevisions(context, migration.project, *connection, request);
  if (tool.dead) return;
  if (done) {
    tool.outcome = Result<void>();
  } else {
    tool.outcome = Fail(std::move(done).error().error);
  }
}

int RunCommand(Tool& tool, Server& server, const Migration& migration,
               const std::vector<std::string>& arguments) {
  cli::Io io = tool.MakeIo(server, migration);
  return cli::Run(arguments, io);
}

}  // namespace housewright::simulation
