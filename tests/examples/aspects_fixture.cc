#include "examples/aspects_fixture.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>

namespace housewright::examples {

using ::testing::HasSubstr;
using ::testing::Not;

namespace {

constexpr std::array<std::string_view, 4> kServices = {"global", "xapi", "event_sink", "vector"};

}  // namespace

void AspectsExample::UseOwnServer(bool old) {
  auto server = old ? testing::RealServer::StartOld() : testing::RealServer::StartNew();
  ASSERT_TRUE(server) << server.error().message();
  server_ = *std::move(server);
  example_.UseServer(server_->endpoint());
  example_.Set("CLICKHOUSE_ADMIN_USER", server_->endpoint().user);
  example_.Set("CLICKHOUSE_ADMIN_PASSWORD", server_->endpoint().password);
  for (const char* user : {"LRS", "VECTOR", "REPORT", "CMS"}) {
    example_.Set(fmt::format("ASPECTS_CLICKHOUSE_{}_PASSWORD", user), kPassword);
  }
  session_ = NewSession();
}

std::unique_ptr<db::Session> AspectsExample::NewSession() const {
  auto session = db::OpenHttpSession(server_->endpoint());
  if (session) return *std::move(session);
  ADD_FAILURE() << session.error().message();
  return nullptr;
}

std::vector<Step> AspectsExample::Steps() {
  const std::string root = std::string(HOUSEWRIGHT_SOURCE_DIR) + "/examples/aspects/services/";
  std::map<std::string, std::string> services;
  for (const std::string_view service : kServices) {
    for (const auto& file : std::filesystem::directory_iterator(root + std::string(service))) {
      services[file.path().filename().string().substr(0, 4)] = service;
    }
  }
  std::vector<Step> steps;
  for (const auto& [id, service] : services) steps.push_back({id, service});
  return steps;
}

std::string AspectsExample::MustRun(const std::string& script) const {
  const ShellResult result = example_.Run(script);
  EXPECT_EQ(result.exit_code, 0) << script << "\n" << result.output;
  EXPECT_THAT(result.output, Not(HasSubstr(kPassword)));
  return result.output;
}

void AspectsExample::Upgrade(const Step& step) const { MustRun("housewright upgrade " + step.id); }

void AspectsExample::Downgrade(const Step& step) const {
  MustRun("housewright downgrade " + step.service + "@-1");
}

bool AspectsExample::HasData(const Step& step) {
  const std::string data = std::string(HOUSEWRIGHT_SOURCE_DIR) + "/examples/aspects/data";
  return std::ranges::any_of(std::filesystem::directory_iterator(data), [&](const auto& file) {
    return file.path().filename().string().starts_with(step.id + "_");
  });
}

void AspectsExample::LoadDataOf(const Step& step) const {
  if (HasData(step)) MustRun("data/load " + step.id);
}

Snapshot AspectsExample::Now() const {
  // What dictionaries have cached must not hide what their sources hold now.
  Ask("SYSTEM RELOAD DICTIONARIES");
  return TakeSnapshot(*session_, {"xapi.xapi_events_all", "openedx.xapi_events_all"});
}

}  // namespace housewright::examples
