// examples/aspects with rows in it, up from 0026 and down again, each way with a fault at some
// step: schema and rows are those of the way without faults.
//
// In the short form some of the steps; HOUSEWRIGHT_FAULTS=all (nightly) asks for all of them.

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <fstream>
#include <thread>

#include "examples/aspects_fixture.h"
#include "reliability/cases.h"

namespace housewright::reliability {
namespace {

constexpr std::size_t kRoundsInShortForm = 3;

class AspectsFaults : public examples::AspectsExample {
 protected:
  void SetUp() override {
    UseOwnServer();
    if (HasFatalFailure()) return;
    proxy_.emplace(server_->endpoint());
    MustRun(
        "housewright bootstrap -q && housewright upgrade -q 0026\n"
        "data/load 0007; data/load 0016; data/load 0026");
    below_ = Now();
    MustRun(ThroughProxy("housewright upgrade -q"));
    up_steps_ = proxy_->requests().size();
    above_ = Now();
    MustRun(ThroughProxy("housewright downgrade -q 0026"));
    down_steps_ = proxy_->requests().size();
    ASSERT_EQ(Differences(below_, Now()), "");
  }

  std::string ThroughProxy(const std::string& command) {
    proxy_->Arm(0, {});
    return fmt::format("HOUSEWRIGHT_TARGET={} {}", proxy_->url(), command);
  }

  // The command with the fault, then without until it is done.
  void RunWithFault(const std::string& command, const FaultKind& kind, std::size_t at,
                    const examples::Snapshot& expected) {
    const std::string pid_file = folder_ / "pid";
    std::ofstream(pid_file, std::ios::trunc).close();
    proxy_->Arm(static_cast<int>(at), {.name = kind.name,
                                       .wire = kind.wire,
                                       .moment = kind.moment,
                                       .then = [blow = kind.blow, pid_file] {
                                         if (blow == Blow::kKill)
                                           ::kill(ReadPid(pid_file), SIGKILL);
                                       }});
    const examples::ShellResult faulty =
        example_.Run(fmt::format("export HOUSEWRIGHT_TARGET={}\n{} & echo $! > {}\nwait $!",
                                 proxy_->url(), command, pid_file));
    proxy_->Disarm();
    const std::string then = MustRun(command + " --wait 90");
    EXPECT_EQ(Differences(expected, Now()), "") << faulty.output << then;
  }

  static pid_t ReadPid(const std::string& file) {
    while (true) {
      std::ifstream input(file);
      pid_t id = 0;
      // The line is whole once its end is there.
      if (input >> id && input.get() == '\n') return id;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }

  const testing::TemporaryDirectory folder_;
  std::optional<Proxy> proxy_;
  examples::Snapshot below_, above_;
  std::size_t up_steps_ = 0, down_steps_ = 0;
};

TEST_F(AspectsFaults, UpAndDownAtSomeStep) {
  ASSERT_FALSE(HasFailure());
  std::vector<FaultKind> kinds;
  for (const FaultKind& kind : KindsOfFault()) {
    if (kind.blow == Blow::kNone || kind.blow == Blow::kKill) kinds.push_back(kind);
  }
  const std::size_t rounds = AsksForAll() ? std::max(up_steps_, down_steps_) : kRoundsInShortForm;
  for (std::size_t i = 0; i < rounds && !HasFailure(); ++i) {
    // Spread over the steps; the kinds of fault take turns.
    const std::size_t up = 1 + i * up_steps_ / rounds;
    const std::size_t down = 1 + i * down_steps_ / rounds;
    const FaultKind& kind = kinds[i % kinds.size()];
    const FaultKind& other = kinds[(i + kinds.size() / 2) % kinds.size()];
    SCOPED_TRACE(fmt::format("{} at {} of {} up, {} at {} of {} down", kind.name, up, up_steps_,
                             other.name, down, down_steps_));
    RunWithFault("housewright upgrade -q heads", kind, up, above_);
    if (HasFailure()) return;
    RunWithFault("housewright downgrade -q 0026", other, down, below_);
  }
  std::printf("%zu steps up, %zu down, %zu faults\n", up_steps_, down_steps_, 2 * rounds);
}

}  // namespace
}  // namespace housewright::reliability
