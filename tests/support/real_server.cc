#include "support/real_server.h"

#include <cctype>
#include <cstdlib>
#include <map>

#include "base/text.h"
#include "support/old_server.h"

namespace housewright::testing {
namespace {

class NewServer final : public RealServer {
 public:
  explicit NewServer(std::unique_ptr<engine::Engine> engine) : engine_(std::move(engine)) {}
  const db::Endpoint& endpoint() const override { return engine_->endpoint(); }
  std::string name() const override { return "26.7"; }
  Result<std::uint16_t> NativePort() override {
    ASSIGN_OR_RETURN(const auto session, db::OpenHttpSession(endpoint()));
    ASSIGN_OR_RETURN(const std::string port, session->Query("SELECT getServerPort('tcp_port')"));
    return static_cast<std::uint16_t>(std::stoi(port));
  }

 private:
  std::unique_ptr<engine::Engine> engine_;
};

class OtherServer final : public RealServer {
 public:
  OtherServer(std::string url, db::Endpoint endpoint)
      : url_(std::move(url)), endpoint_(std::move(endpoint)) {}
  const db::Endpoint& endpoint() const override { return endpoint_; }
  std::string name() const override { return url_; }
  Result<std::uint16_t> NativePort() override {
    return Fail(ErrorCode::kNotFound, "the native port of a server by URL is not known");
  }

 private:
  std::string url_;
  db::Endpoint endpoint_;
};

std::string FromEnvironment(const char* name, std::string otherwise) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::move(otherwise) : value;
}

Result<std::unique_ptr<RealServer>> Reach(const std::string& url) {
  ASSIGN_OR_RETURN(db::Endpoint endpoint, db::ParseUrl(url));
  endpoint.user = FromEnvironment("HOUSEWRIGHT_TEST_USER", "default");
  endpoint.password = FromEnvironment("HOUSEWRIGHT_TEST_PASSWORD", "");
  return std::make_unique<OtherServer>(url, std::move(endpoint));
}

}  // namespace

Result<std::unique_ptr<RealServer>> RealServer::StartNew(const std::string& extra_configuration) {
  engine::EngineOptions options = EngineOptionsForTests();
  options.extra_configuration = extra_configuration;
  ASSIGN_OR_RETURN(auto engine, engine::StartEngine(options));
  return std::make_unique<NewServer>(std::move(engine));
}

Result<std::unique_ptr<RealServer>> RealServer::StartOld() { return StartOldServer(); }

Result<std::unique_ptr<RealServer>> RealServer::Start(const std::string& name) {
  if (name == "new") return StartNew();
  if (name == "old") return StartOld();
  return Reach(name);
}

Result<RealServer*> RealServer::Shared(const std::string& name) {
  static std::map<std::string, std::unique_ptr<RealServer>> servers;
  if (const auto found = servers.find(name); found != servers.end()) return found->second.get();
  ASSIGN_OR_RETURN(auto server, Start(name));
  return servers.emplace(name, std::move(server)).first->second.get();
}

std::vector<std::string> ServerNames() {
  std::vector<std::string> names = {"new", "old"};
  const std::string urls = FromEnvironment("HOUSEWRIGHT_TEST_SERVERS", "");
  for (const std::string_view url : Split(urls, ' ')) {
    if (!Trim(url).empty()) names.emplace_back(Trim(url));
  }
  return names;
}

engine::EngineOptions EngineOptionsForTests() {
  engine::EngineOptions options;
  options.launcher = HOUSEWRIGHT_ENGINE_LAUNCHER;
  options.library = FromEnvironment("HOUSEWRIGHT_ENGINE_LIBRARY", HOUSEWRIGHT_SOURCE_DIR
                                    "/.engine/node_modules/@chdb/lib-linux-x64-gnu/libchdb.so");
  return options;
}

std::string ServerTestNamer::Clean(std::string name) {
  for (char& c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  }
  return name;
}

}  // namespace housewright::testing
