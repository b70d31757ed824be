#include "cli/target_connection.h"

#include <fmt/format.h>

#include "cli/embedded_engine.h"
#include "cli/project_loading.h"
#include "cli/target_choice.h"

namespace housewright::cli {
namespace {

constexpr std::string_view kEmbedded = "embedded:";

// Reads values of one target's section.
class ConfigReader {
 public:
  ConfigReader(const Context& context, const project::Project& project,
               const project::Values& values)
      : config_(project.config), values_(values), sources_(SourcesOf(context)) {}

  Result<std::string> Get(const project::ConfigValue& value) const {
    return project::ResolveConfigValue(config_, value, values_, sources_);
  }
  Result<std::string> Get(const std::optional<project::ConfigValue>& value,
                          std::string otherwise) const {
    if (!value) return otherwise;
    return Get(*value);
  }
  // A path relative to the configuration; empty stays empty.
  Result<std::string> GetPath(const std::optional<project::ConfigValue>& value) const {
    ASSIGN_OR_RETURN(const std::string path, Get(value, ""));
    return path.empty() ? path : JoinPath(config_.root, path);
  }

 private:
  const project::Config& config_;
  const project::Values& values_;
  project::ValueSources sources_;
};

// A target of the configuration: its user on an embedded engine is an additional one, for the
// dictionaries that log in as it.
Result<db::Endpoint> EndpointOf(const Context& context, const project::TargetConfig* target,
                                const ConfigReader& reader, const std::string& url) {
  ASSIGN_OR_RETURN(db::Endpoint endpoint, db::ParseUrl(url));
  if (target == nullptr) {
    endpoint.user = EnvironmentValue(context, "HOUSEWRIGHT_USER").value_or("default");
    endpoint.password = EnvironmentValue(context, "HOUSEWRIGHT_PASSWORD").value_or("");
    return endpoint;
  }
  ASSIGN_OR_RETURN(endpoint.user, reader.Get(target->user, "default"));
  ASSIGN_OR_RETURN(endpoint.password, reader.Get(target->password, ""));
  ASSIGN_OR_RETURN(endpoint.ca_file, reader.GetPath(target->ca_file));
  ASSIGN_OR_RETURN(endpoint.client_certificate, reader.GetPath(target->client_certificate));
  ASSIGN_OR_RETURN(endpoint.client_key, reader.GetPath(target->client_key));
  endpoint.connect_timeout = target->connect_timeout;
  endpoint.idle_timeout = target->idle_timeout;
  return endpoint;
}

Result<std::vector<engine::EngineUser>> ExtraUsers(const project::TargetConfig* target,
                                                   const ConfigReader& reader) {
  std::vector<engine::EngineUser> users;
  if (target == nullptr || !target->user) return users;
  ASSIGN_OR_RETURN(std::string user, reader.Get(*target->user));
  ASSIGN_OR_RETURN(std::string password, reader.Get(target->password, ""));
  users.push_back({std::move(user), std::move(password)});
  return users;
}

// `is_one`: of several servers with one journal, the one that the url always leads to.
Result<db::ServerFacts> AskFactsOf(db::Session& session, bool embedded, bool is_one) {
  ASSIGN_OR_RETURN(db::ServerFacts facts, db::ProbeServer(session, embedded));
  if (is_one) {
    ASSIGN_OR_RETURN(facts.only_server, db::AskIdentity(session));
  }
  return facts;
}

}  // namespace

TargetConnection::TargetConnection() = default;
TargetConnection::TargetConnection(TargetConnection&&) noexcept = default;
TargetConnection& TargetConnection::operator=(TargetConnection&&) noexcept = default;
TargetConnection::~TargetConnection() = default;

Result<TargetConnection> TargetConnection::Open(Context& context, const project::Project& project) {
  ASSIGN_OR_RETURN(const TargetChoice choice, ChooseTarget(context, project.config));
  const project::TargetConfig* target = choice.config;
  TargetConnection connection;
  connection.name_ = choice.name;
  ASSIGN_OR_RETURN(connection.values_,
                   project::ResolveValues(project.config, target, SourcesOf(context)));
  context.redactor = connection.values_.redactor;
  const ConfigReader reader(context, project, connection.values_);
  ASSIGN_OR_RETURN(connection.journal_name_.database, reader.Get(project.config.state_database));
  connection.journal_name_.table = project.config.journal_table;
  ASSIGN_OR_RETURN(
      connection.kept_,
      project::ResolveVersionTable(project.config, target, connection.values_, SourcesOf(context)));
  connection.url_ = choice.name;
  if (target != nullptr) {
    connection.settings_ = target->settings;
    connection.retry_for_ = target->retry_for;
    connection.journal_name_.keeper_path = target->keeper_path;
    connection.lock_lease_ = target->lock_lease;
    connection.single_server_ = target->single_server;
    ASSIGN_OR_RETURN(connection.url_, reader.Get(target->url));
  }
  ASSIGN_OR_RETURN(std::vector<engine::EngineUser> users, ExtraUsers(target, reader));
  db::Endpoint endpoint;
  if (connection.url_.starts_with(kEmbedded)) {
    std::string path = connection.url_.substr(kEmbedded.size());
    if (!path.empty()) {
      const FileSystem& files = context.io.files;
      path = JoinPath(target != nullptr ? project.config.root : files.CurrentDirectory(), path);
    }
    ASSIGN_OR_RETURN(connection.engine_,
                     StartEmbedded(context, project, std::move(path), std::move(users)));
    endpoint = connection.engine_->endpoint();
    context.redactor.Add("engine_password", endpoint.password);
  } else {
    ASSIGN_OR_RETURN(endpoint, EndpointOf(context, target, reader, connection.url_));
    context.redactor.Add("password", endpoint.password);
  }
  connection.open_session_ = context.io.open_session;
  ASSIGN_OR_RETURN(connection.statements_, connection.open_session_(endpoint));
  ASSIGN_OR_RETURN(connection.journal_session_, connection.open_session_(std::move(endpoint)));
  return connection;
}

std::string TargetConnection::Display() const {
  return name_ == url_ ? name_ : fmt::format("{} ({})", name_, url_);
}

Result<journal::JournalContents> TargetConnection::ReadJournal(bool slim) {
  auto contents = journal::ReadJournal(*journal_session_, journal_name_, slim);
  const bool is_unseen = contents && !contents->exists && contents->database_exists;
  if (is_unseen && journal_name_.in_keeper()) contents = MakeAndReadJournal(slim);
  if (contents) return contents;
  return Fail(std::move(contents).error().WithContext(fmt::format("talking to {}", Display())));
}

Result<journal::JournalContents> TargetConnection::MakeAndReadJournal(bool slim) {
  ASSIGN_OR_RETURN(const db::ServerFacts* const facts, Facts());
  TRY(journal::CreateJournal(*journal_session_, journal_name_, *facts));
  ASSIGN_OR_RETURN(journal::JournalContents contents,
                   journal::ReadJournal(*journal_session_, journal_name_, slim));
  contents.is_new = contents.entries.empty();
  return contents;
}

// What nobody but us could have written to is empty, and need not be read.
Result<journal::JournalContents> TargetConnection::MakeMissingJournal(bool slim) {
  ASSIGN_OR_RETURN(const db::ServerFacts* const facts, Facts());
  ASSIGN_OR_RETURN(const bool is_new,
                   journal::CreateJournal(*journal_session_, journal_name_, *facts));
  if (!is_new || journal_name_.in_keeper()) return ReadJournal(slim);
  journal::JournalContents contents;
  contents.exists = true;
  contents.is_new = true;
  return contents;
}

void TargetConnection::AskFactsBeside(Threads& threads) {
  if (facts_ || asked_) return;
  asked_ = std::make_unique<Beside<db::ServerFacts>>(
      threads, [&session = *statements_, is_embedded = embedded(), is_one = IsOneOfSeveral()] {
        return AskFactsOf(session, is_embedded, is_one);
      });
}

Result<const db::ServerFacts*> TargetConnection::Facts() {
  if (asked_) {
    auto answer = asked_->Take();
    asked_.reset();
    ASSIGN_OR_RETURN(facts_, std::move(answer));
  }
  if (!facts_) {
    ASSIGN_OR_RETURN(facts_, AskFactsOf(*journal_session_, embedded(), IsOneOfSeveral()));
  }
  return &*facts_;
}

Result<plan::Capabilities> TargetConnection::Capabilities() {
  ASSIGN_OR_RETURN(const db::ServerFacts* facts, Facts());
  return plan::Capabilities{.server = fmt::format("ClickHouse {}{}", facts->version_text,
                                                  embedded() ? " (embedded)" : ""),
                            .access_management = facts->has_access_management,
                            .on_cluster = !embedded(),
                            .table_filters = facts->version >= db::Version{22, 7, 0}};
}

}  // namespace housewright::cli
