#include "reliability/cases.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>
#include <string_view>
#include <thread>

#include "reliability/nasty.h"
#include "support/keeper.h"
#include "support/real_server.h"

namespace housewright::reliability {

bool AsksForAll() {
  const char* value = std::getenv("HOUSEWRIGHT_FAULTS");
  return value != nullptr && std::string_view(value) == "all";
}

std::string Reference::Step(int at) const {
  return fmt::format("request {} of {} ({})", at, steps.size(),
                     steps.at(static_cast<std::size_t>(at) - 1));
}

namespace {

// Those that the tests of this program share.
Result<testing::RealServer*> SharedServer(ServerKind kind) {
  if (kind != ServerKind::kKeeper) {
    return testing::RealServer::Shared(kind == ServerKind::kOld ? "old" : "new");
  }
  ASSIGN_OR_RETURN(testing::KeeperPair * pair, testing::KeeperPair::Shared());
  return pair->servers[0].get();
}

}  // namespace

std::string NameOfServer(const ::testing::TestParamInfo<ServerKind>& test) {
  switch (test.param) {
    case ServerKind::kNew:
      return "OnNew";
    case ServerKind::kOld:
      return "OnOld";
    case ServerKind::kKeeper:
      return "InAKeeper";
  }
  return {};
}

bool NastyOnServer::Start(ServerKind kind) {
  const auto shared = SharedServer(kind);
  if (!shared) {
    reason_ = shared.error().ToString();
    EXPECT_EQ(shared.error().code(), ErrorCode::kNotFound) << reason_;
    return false;
  }
  endpoint_ = (*shared)->endpoint();
  kind_ = kind;
  Nasty::Write(folder(), kind_);
  return true;
}

Reference NastyOnServer::RunWithoutFaults(const Goal& goal) {
  Proxy proxy(endpoint_);
  Trial trial(endpoint_, proxy, folder(), "nasty_reference", kind_);
  trial.Begin(goal);
  const Ended ended = trial.RunWithFault(goal, {}, 0);
  EXPECT_EQ(ended.exit_code, 0) << ended.output;
  return {.contents = trial.Contents(), .steps = proxy.requests()};
}

std::size_t NastyOnServer::InParallel(
    std::size_t count, std::size_t workers,
    const std::function<void(std::size_t index, Proxy& proxy)>& work) {
  std::atomic<std::size_t> next = 0;
  std::atomic<std::size_t> done = 0;
  const auto take = [&] {
    Proxy proxy(endpoint_);
    while (!::testing::Test::HasFailure()) {
      const std::size_t index = next++;
      if (index >= count) return;
      work(index, proxy);
      ++done;
    }
  };
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < workers; ++i) threads.emplace_back(take);
  }
  return done;
}

}  // namespace housewright::reliability
