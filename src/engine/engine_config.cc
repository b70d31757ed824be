#include "engine/engine_config.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/hash.h"
#include "base/text.h"

namespace housewright::engine {
namespace {

// The name becomes an XML element, and ClickHouse's configuration reads dots in it as a path.
bool CanBeElementName(std::string_view name) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  const auto is_name_character = [&](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '-';
  };
  return !name.empty() && is_letter(name.front()) && std::ranges::all_of(name, is_name_character);
}

Result<void> CheckName(std::string_view name, std::string_view own_name) {
  if (!CanBeElementName(name)) {
    return Fail(Error(ErrorCode::kInvalidInput,
                      fmt::format("the embedded engine cannot have a user named \"{}\"", name))
                    .WithAdvice("use letters, digits, '_' and '-', beginning with a letter"));
  }
  if (name == "default" || name == own_name) {
    return Fail(
        Error(ErrorCode::kInvalidInput,
              fmt::format("the embedded engine keeps the user name \"{}\" for itself", name))
            .WithAdvice("let dictionaries log in as a user of another name"));
  }
  return {};
}

std::string UserXml(const EngineUser& user) {
  return fmt::format(R"(    <{0}>
      <password_sha256_hex>{1}</password_sha256_hex>
      <networks><ip>127.0.0.1</ip><ip>::1</ip></networks>
      <profile>default</profile>
      <quota>default</quota>
      <access_management>1</access_management>
      <named_collection_control>1</named_collection_control>
      <show_named_collections>1</show_named_collections>
      <show_named_collections_secrets>1</show_named_collections_secrets>
    </{0}>
)",
                     user.name, HashOf(user.password).ToHex());
}

}  // namespace

std::string EscapeXml(std::string_view text) {
  std::string escaped = ReplaceAll(std::string(text), "&", "&amp;");
  escaped = ReplaceAll(std::move(escaped), "<", "&lt;");
  escaped = ReplaceAll(std::move(escaped), ">", "&gt;");
  escaped = ReplaceAll(std::move(escaped), "\"", "&quot;");
  return ReplaceAll(std::move(escaped), "'", "&apos;");
}

std::string ConfigXml(const ServerFolders& folders) {
  return fmt::format(R"(<clickhouse>
  <path>{0}/</path>
  <tmp_path>{0}/tmp/</tmp_path>
  <users_config>{1}</users_config>
  <listen_host>127.0.0.1</listen_host>
  <http_port>0</http_port>
  <tcp_port>0</tcp_port>
  <enable_http_compression>1</enable_http_compression>
  <logger>
    <log>{2}</log>
    <size>10M</size>
    <count>1</count>
  </logger>
  <query_log>
    <database>system</database>
    <table>query_log</table>
    <flush_interval_milliseconds>200</flush_interval_milliseconds>
    <ttl>event_date + INTERVAL 30 DAY</ttl>
  </query_log>
{3}</clickhouse>
)",
                     EscapeXml(folders.data), EscapeXml(folders.users_file),
                     EscapeXml(folders.log_file), folders.extra_configuration);
}

// clickhouse-local logs its own session in as `default` with an empty password, from 127.0.0.1;
// nothing configures that away. So that nobody else gets in as `default`: its profile allows one
// session, which that of the launcher's script takes before any port is open and keeps to the end
// (others get code 700, USER_SESSION_LIMIT_EXCEEDED); and it may do what the script does, no more.
Result<std::string> UsersXml(const EngineUser& own, std::span<const EngineUser> extra) {
  std::map<std::string, std::string> passwords;
  std::string users = UserXml(own);
  for (const EngineUser& user : extra) {
    TRY(CheckName(user.name, own.name));
    const auto [known, is_new] = passwords.emplace(user.name, user.password);
    if (!is_new && known->second == user.password) continue;
    if (!is_new) {
      return Fail(
          ErrorCode::kInvalidInput,
          fmt::format("the embedded engine's user \"{}\" is given two passwords", user.name));
    }
    users += UserXml(user);
  }
  return fmt::format(R"(<clickhouse>
  <profiles>
    <default/>
    <launcher><max_sessions_for_user>1</max_sessions_for_user></launcher>
  </profiles>
  <quotas><default/></quotas>
  <users>
    <default>
      <no_password/>
      <networks><ip>127.0.0.1</ip></networks>
      <profile>launcher</profile>
      <quota>default</quota>
      <grants>
        <query>GRANT SYSTEM LISTEN ON *.*</query>
        <query>GRANT CREATE TEMPORARY TABLE, FILE ON *.*</query>
      </grants>
    </default>
{}  </users>
</clickhouse>
)",
                     users);
}

}  // namespace housewright::engine
