#pragma once

// Reading what a ClickHouse server sends over HTTP: headers, progress, and exceptions in each of
// the forms that servers from 18.16 on use. Pure functions; nothing here does I/O.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "db/session.h"

namespace housewright::db {

struct HttpAnswer {
  int status = 0;                                            // 0: not even a status line came
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  bool headers_ended = false;  // the empty line behind the headers came
  std::string body;            // decompressed

  // Where a body without a length and without chunks ends, only the end of the connection says, and
  // a crash looks the same: such an answer cannot be told from a torn one.
  bool IsFramed() const;

  // The first value of a header (name in lower case), empty where there is none: of a header that
  // came twice the first one counts.
  std::string_view Header(std::string_view name) const;
};

// Takes one line of the header block, with or without its line end. A status line starts the answer
// anew, because an interim answer (100 Continue) may come before the real one.
void AddHeaderLine(HttpAnswer& answer, std::string_view line);

// True where some header starts with X-ClickHouse-: every version from 18.16 on sends at least
// X-ClickHouse-Server-Display-Name, proxies and other servers send none.
bool IsFromClickHouse(const HttpAnswer& answer);

struct ServerException {
  int code = 0;
  std::string name;  // "UNKNOWN_TABLE", from the text or else from the error table; may be empty
  std::string text;  // for people: without code, name, version and stack trace, at most 4 KiB

  // "code 60 UNKNOWN_TABLE: Table x.y does not exist"
  std::string ToString() const;
};

// Reads "Code: 60. DB::Exception: ... (UNKNOWN_TABLE) (version 26.7.2.1)", the older
// "Code: 60, e.displayText() = DB::Exception: ..., e.what() = DB::Exception", and the
// "Poco::Exception. Code: 1000, ..." and "std::exception. Code: 1001, ..." forms. Nothing where the
// text starts otherwise.
std::optional<ServerException> ParseException(std::string_view text);

// The exception that an answer reports, whatever its status:
//   - the header X-ClickHouse-Exception-Code (since 20.x; also after progress headers, with 200);
//   - a block marked `__exception__` and X-ClickHouse-Exception-Tag at the end of the body (25.x+);
//   - a body that starts with an exception's text, with a status other than 200;
//   - with 200, no tag and an older server: a last line that is an exception's text as a whole. A
//     result whose last row is exactly such a text, in one column, is taken for a failure: for
//     statements that fails on the safe side.
std::optional<ServerException> FindException(const HttpAnswer& answer);

// The JSON of X-ClickHouse-Progress and X-ClickHouse-Summary; numbers come as strings. Nothing
// where it is no JSON object; fields that are missing or no numbers stay 0.
std::optional<Progress> ParseProgress(std::string_view json);

// The first line of a text that was not understood, for a message: without control characters, at
// most `limit` bytes, cut between characters.
std::string FirstLine(std::string_view text, std::size_t limit = 120);

}  // namespace housewright::db
