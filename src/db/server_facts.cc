#include "db/server_facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "base/text.h"
#include "db/tsv.h"

namespace housewright::db {
namespace {

// hostName() and timezone() are as old as 18.16; currentUser() came with 20.1, later than query
// parameters (19.14), so that a server which knows the one has the other.
constexpr std::string_view kOldColumns = "version(), hostName(), timezone()";
constexpr std::size_t kOldColumnCount = 3;

// A scalar subquery, so that one round trip answers all. Users can be made where there is a storage
// other than the read-only files of the configuration.
constexpr std::string_view kUserStorages =
    "(SELECT count() FROM system.user_directories WHERE type NOT IN ('users_xml', 'users.xml', "
    "'ldap'))";

constexpr int kUnknownFunction = 46;
constexpr int kUnknownIdentifier = 47;
constexpr int kUnknownTable = 60;
constexpr int kSyntaxError = 62;
constexpr int kAccessDenied = 497;

bool IsTooOld(const Error& error) {
  constexpr std::array kCodes{kUnknownFunction, kUnknownIdentifier, kUnknownTable, kSyntaxError};
  return error.server_code() && std::ranges::find(kCodes, *error.server_code()) != kCodes.end();
}

Result<TsvRow> QueryOneRow(Session& session, const std::string& sql, std::size_t columns) {
  ASSIGN_OR_RETURN(const std::string body, session.Query(sql));
  ASSIGN_OR_RETURN(std::vector<TsvRow> rows, ParseTsv(body, columns));
  if (rows.size() != 1) {
    return Fail(ErrorCode::kProtocol, fmt::format("the server answered {} instead of one row",
                                                  Count(rows.size(), "row")));
  }
  return std::move(rows.front());
}

bool IsPositive(std::string_view number) { return !number.empty() && number != "0"; }

ServerFacts FactsOf(const TsvRow& row, bool embedded) {
  ServerFacts facts;
  facts.version_text = row[0];
  facts.version = ParseVersion(row[0]);
  facts.host_name = row[1];
  facts.timezone = row[2];
  facts.embedded = embedded;
  return facts;
}

// What a user without rights on system tables cannot see counts as absent; anything else is an
// error.
Result<std::optional<std::string>> QueryIfAllowed(Session& session, std::string_view scalar) {
  auto row = QueryOneRow(session, fmt::format("SELECT {}", scalar), 1);
  if (row) return std::optional(std::move(row->front()));
  const std::optional<int> code = row.error().server_code();
  if (code == kAccessDenied || code == kUnknownTable) return std::nullopt;
  return Fail(std::move(row).error());
}

Result<ServerFacts> ProbeModern(Session& session, bool embedded) {
  const std::size_t columns = kOldColumnCount + 1;
  auto row =
      QueryOneRow(session, fmt::format("SELECT {}, currentUser(), {}", kOldColumns, kUserStorages),
                  columns + 1);
  const bool restricted = !row && row.error().server_code() == kAccessDenied;
  if (restricted) {
    row = QueryOneRow(session, fmt::format("SELECT {}, currentUser()", kOldColumns), columns);
  }
  if (!row) return Fail(std::move(row).error());
  std::optional<std::string> storages;
  if (restricted) {
    ASSIGN_OR_RETURN(storages, QueryIfAllowed(session, kUserStorages));
  } else {
    storages = (*row)[columns];
  }
  ServerFacts facts = FactsOf(*row, embedded);
  facts.user = (*row)[kOldColumnCount];
  facts.has_query_parameters = true;
  // Closed to this user: any server that knows users made by SQL counts as able to make them.
  facts.has_access_management = storages ? IsPositive(*storages) : !embedded;
  return facts;
}

Result<ServerFacts> ProbeOld(Session& session, bool embedded) {
  ASSIGN_OR_RETURN(const TsvRow row,
                   QueryOneRow(session, fmt::format("SELECT {}", kOldColumns), kOldColumnCount));
  return FactsOf(row, embedded);
}

}  // namespace

Version ParseVersion(std::string_view text) {
  std::array<std::uint32_t, 3> numbers{};
  const std::vector<std::string_view> parts = Split(text, '.');
  for (std::size_t i = 0; i < std::min(parts.size(), numbers.size()); ++i) {
    std::from_chars(parts[i].data(), parts[i].data() + parts[i].size(), numbers[i]);
  }
  return Version{.major = numbers[0], .minor = numbers[1], .patch = numbers[2]};
}

Result<ServerFacts> ProbeServer(Session& session, bool embedded) {
  auto facts = ProbeModern(session, embedded);
  if (!facts && IsTooOld(facts.error())) return ProbeOld(session, embedded);
  return facts;
}

Result<std::string> AskIdentity(Session& session) {
  ASSIGN_OR_RETURN(
      const TsvRow row,
      QueryOneRow(session,
                  "SELECT if(toString(serverUUID()) = '00000000-0000-0000-0000-000000000000', "
                  "concat(hostName(), ':', toString(tcpPort())), toString(serverUUID()))",
                  1));
  return row.front();
}

}  // namespace housewright::db
