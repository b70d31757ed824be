#pragma once

// A target that is open: values and secrets resolved, the embedded engine started or an HTTP
// session made. Opening asks the server nothing; the first question connects.

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/beside.h"
#include "cli/context.h"
#include "cli/outcome.h"
#include "db/server_facts.h"
#include "db/session.h"
#include "engine/engine.h"
#include "journal/journal.h"
#include "plan/plan.h"
#include "project/project.h"
#include "project/version_table.h"

namespace housewright::cli {

class TargetConnection {
 public:
  // Also gives the secrets to context.redactor.
  static Result<TargetConnection> Open(Context& context, const project::Project& project);

  TargetConnection(TargetConnection&&) noexcept;
  TargetConnection& operator=(TargetConnection&&) noexcept;  // not behind AskFactsBeside()
  ~TargetConnection();

  const std::string& name() const { return name_; }
  std::string Display() const;  // "local (embedded:data)", "http://host:8123"
  bool embedded() const { return engine_ != nullptr; }
  db::Session& statements() { return *statements_; }
  db::Session& journal_session() { return *journal_session_; }
  // Another connection, to be opened on any thread.
  Result<std::unique_ptr<db::Session>> OpenSession() const {
    return open_session_(journal_session_->endpoint());
  }
  const project::Values& values() const { return values_; }
  const journal::JournalName& journal_name() const { return journal_name_; }
  std::chrono::seconds lock_lease() const { return lock_lease_; }
  const std::map<std::string, std::string>& settings() const { return settings_; }
  std::chrono::milliseconds retry_for() const { return retry_for_; }
  const std::optional<project::KeptVersionTable>& kept_version_table() const { return kept_; }

  // One round trip. A table in the Keeper that this server lacks is made: only so can be seen what
  // the others have written.
  Result<journal::JournalContents> ReadJournal(bool slim);
  // Under the lock, where the journal was missing: makes it. Reads it where it is there by now.
  Result<journal::JournalContents> MakeMissingJournal(bool slim);
  // Asked once, remembered.
  Result<const db::ServerFacts*> Facts();
  // Asks for them on the connection of the statements, which is free until Facts() is called.
  void AskFactsBeside(Threads& threads);
  Result<plan::Capabilities> Capabilities();

 private:
  bool IsOneOfSeveral() const { return journal_name_.in_keeper() && single_server_; }
  Result<journal::JournalContents> MakeAndReadJournal(bool slim);
  TargetConnection();
  std::string name_;
  std::string url_;
  std::unique_ptr<engine::Engine> engine_;  // outlives the sessions
  std::function<Result<std::unique_ptr<db::Session>>(db::Endpoint)> open_session_;
  std::unique_ptr<db::Session> statements_;
  std::unique_ptr<db::Session> journal_session_;
  project::Values values_;
  journal::JournalName journal_name_;
  std::chrono::seconds lock_lease_ = project::TargetConfig().lock_lease;
  bool single_server_ = true;
  std::map<std::string, std::string> settings_;
  std::chrono::milliseconds retry_for_ = project::TargetConfig{}.retry_for;
  std::optional<project::KeptVersionTable> kept_;
  std::optional<db::ServerFacts> facts_;
  std::unique_ptr<Beside<db::ServerFacts>> asked_;  // the last member: it uses a session
};

}  // namespace housewright::cli
