#include "access/access_fake.h"

#include <fmt/format.h>

#include <optional>
#include <stdexcept>
#include <utility>

#include "base/text.h"
#include "db/tsv.h"
#include "sql/quote.h"
#include "sql/statement_facts.h"

namespace housewright::testing {
namespace {

using Refused = std::unexpected<FakeRefusal>;

std::string HeaderIn(const std::string& head, const std::string& name) {
  const std::size_t at = head.find("\r\n" + name + ": ");
  if (at == std::string::npos) return "";
  const std::size_t begin = at + name.size() + 4;
  return head.substr(begin, head.find("\r\n", begin) - begin);
}

std::string PercentDecode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    out += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
    i += 2;
  }
  return out;
}

FakeRefusal RefusalOf(const Error& error) {
  return {error.server_code().value_or(0), error.message()};
}

// One value, as the real server understands it.
std::expected<std::string, FakeRefusal> Ask(db::Session& real, const std::string& expression) {
  const auto body = real.Query(fmt::format("SELECT {} FORMAT TabSeparated", expression));
  if (!body) return Refused(RefusalOf(body.error()));
  const auto rows = db::ParseTsv(*body, 1);
  if (!rows || rows->empty()) return Refused(FakeRefusal{0, "no row"});
  return rows->front()[0];
}

// What stands behind BY, with its quotes; a test's statements have one at most.
std::string LiteralBehindBy(const std::string& formatted) {
  const std::size_t at = formatted.find(" BY '");
  if (at == std::string::npos) return "''";
  std::size_t end = at + 5;
  while (end < formatted.size() && formatted[end] != '\'') end += formatted[end] == '\\' ? 2U : 1U;
  return formatted.substr(at + 4, end - at - 3);
}

// What stands behind `show` in such a statement.
std::optional<std::string> NameBehind(std::string_view show, const std::string& sql) {
  if (!sql.starts_with(show)) return std::nullopt;
  return sql::UnquoteIdentifier(sql.substr(show.size()));
}

}  // namespace

AccessFake::AccessFake(db::Endpoint real) : real_(std::move(real)) {
  server_ = std::make_unique<ScriptedServer>(
      [this](ScriptedConnection& connection) { Serve(connection); });
}

std::string AccessFake::url() const { return fmt::format("http://127.0.0.1:{}", server_->port()); }

std::vector<std::string> AccessFake::TakeStatements() {
  const std::scoped_lock lock(mutex_);
  return std::exchange(statements_, {});
}

std::string AccessFake::PasswordOf(const std::string& user) {
  const std::scoped_lock lock(mutex_);
  return state_.PasswordOf(user);
}

AccessFake::Call AccessFake::Read(const std::string& request) {
  const std::size_t end = request.find("\r\n\r\n");
  const std::string head = request.substr(0, end);
  if (!HeaderIn(head, "Transfer-Encoding").empty()) throw std::runtime_error("a body too large");
  const std::size_t begin = head.find(' ') + 1;
  return {.target = head.substr(begin, head.find(' ', begin) - begin),
          .user = HeaderIn(head, "X-ClickHouse-User"),
          .key = HeaderIn(head, "X-ClickHouse-Key"),
          .body = request.substr(end + 4)};
}

void AccessFake::Serve(ScriptedConnection& connection) {
  auto real = db::OpenHttpSession(real_);
  if (!real) return;
  for (std::string request = connection.ReadRequest(); !request.empty();
       request = connection.ReadRequest()) {
    const Answer answer = Handle(Read(request), **real);
    if (answer) {
      connection.Answer(*answer);
      continue;
    }
    const auto& [code, text] = answer.error();
    connection.Answer(fmt::format("Code: {}. DB::Exception: {}. (FAKE) (version 26.7)", code, text),
                      fmt::format("X-ClickHouse-Exception-Code: {}\r\n", code),
                      code == 516 ? "403 Forbidden" : "500 Internal Server Error");
  }
}

AccessFake::Answer AccessFake::Handle(const Call& call, db::Session& real) {
  const std::scoped_lock lock(mutex_);
  const std::string& sql = call.body;
  const bool is_admin = call.user == real_.user || call.user == "default";
  if (!is_admin) {
    if (!state_.LogsIn(call.user, call.key)) {
      return Refused(FakeRefusal{516, fmt::format("{}: Authentication failed", call.user)});
    }
    if (sql != "SHOW GRANTS") return Refused(FakeRefusal{497, "Not enough privileges"});
    return state_.ShowGrants(call.user);
  }
  if (const auto name = NameBehind("SHOW GRANTS FOR ", sql)) {
    Answer answer = state_.ShowGrants(*name);
    if (answer && hides_grants_) return Refused(FakeRefusal{497, "Not enough privileges"});
    return answer;
  }
  for (const auto& [show, kind] :
       {std::pair("SHOW CREATE USER ", "user"), std::pair("SHOW CREATE ROLE ", "role")}) {
    const auto name = NameBehind(show, sql);
    if (name && hides_grants_) return Refused(FakeRefusal{497, "Not enough privileges"});
    if (name) return state_.ShowCreate(kind, *name);
  }
  for (const auto& [table, kind] : {std::pair("system.quotas", "quota"),
                                    std::pair("system.settings_profiles", "settings profile")}) {
    if (!sql.starts_with(fmt::format("SELECT name FROM {}", table))) continue;
    std::string rows;
    for (const std::string& name : state_.NamesOf(kind)) rows += name + "\n";
    return rows;
  }
  if (sql.find("system.row_policies") != std::string::npos) {
    return Refused(FakeRefusal{497, "Not enough privileges"});
  }
  if (sql::Describe(sql).statement_class == sql::StatementClass::kAccess) {
    statements_.push_back(sql);
    return RunAccess(sql, real);
  }
  return Forward(call, real);
}

AccessFake::Answer AccessFake::RunAccess(const std::string& sql, db::Session& real) {
  const auto formatted = Ask(real, fmt::format("formatQuerySingleLine({})", sql::QuoteString(sql)));
  if (!formatted) return Refused(formatted.error());
  const auto password = Ask(real, LiteralBehindBy(*formatted));
  if (!password) return Refused(password.error());
  return state_.Run(*formatted, *password);
}

AccessFake::Answer AccessFake::Forward(const Call& call, db::Session& real) {
  db::Request request;
  std::string sql = call.body;
  // The real server has no storage for users that can be written; here is one.
  constexpr std::string_view kStorages =
      "system.user_directories WHERE type NOT IN ('users_xml', 'users.xml', 'ldap')";
  if (const std::size_t at = sql.find(kStorages); at != std::string::npos) {
    sql.replace(at, kStorages.size(), "system.one");
  }
  request.sql = sql;
  for (std::size_t at = call.target.find('?'); at != std::string::npos;
       at = call.target.find('&', at)) {
    const std::size_t begin = ++at;
    const std::string pair = call.target.substr(begin, call.target.find('&', begin) - begin);
    const std::string name = pair.substr(0, pair.find('='));
    const std::string value = PercentDecode(pair.substr(pair.find('=') + 1));
    if (name == "query_id") request.query_id = value;
    if (name.starts_with("insert_") || name == "async_insert" || name.starts_with("mutations_")) {
      request.settings[name] = value;
    }
  }
  const auto answer = real.Execute(request);
  if (!answer) return Refused(RefusalOf(answer.error().error));
  return answer->body;
}

}  // namespace housewright::testing
