#pragma once

// Errors as values: what happened, where, what is true now, and the one next command. The library
// never prints and never exits; src/cli/exit_code.h is the only place that turns an Error into an
// exit code.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace housewright {

enum class ErrorCode : std::uint8_t {
  kInvalidInput,    // a file, option or configuration that cannot be accepted as it is
  kUsage,           // the command line itself is wrong
  kNotFound,        // a named thing (revision, file, service, target) does not exist
  kConflict,        // two things that exclude each other: duplicate id, edited released revision
  kIo,              // the operating system refused: path, permission, disk full
  kConnection,      // no request reached a server: refused, name not resolved, TLS handshake
  kAuthentication,  // the server knows us not: wrong user, password or certificate
  kServer,          // the server answered with an exception; see Error::server_code
  kProtocol,        // an answer that is not ClickHouse's: HTML, nothing, a torn body
  kTimeout,         // a limit of ours ran out
  kInterrupted,     // the user or a signal asked to stop
  kUnknownOutcome,  // a statement was sent and nobody knows whether it took effect
  kLocked,          // another run holds the lock
  kNeedsDecision,   // a person must decide (`housewright resolve`)
  kDifferences,     // a check found differences or pending revisions
  kUnsupported,     // a feature that this server, engine or version lacks
  kInternal,        // a broken invariant of ours
};

// A place in a text file, with the line itself so that a message can show it with a caret.
struct SourceExcerpt {
  std::string file;  // as the user wrote or would write it, relative to the project where possible
  std::uint32_t line = 0;    // 1-based; 0: `file` says it all, and is no file
  std::uint32_t column = 0;  // 1-based, in code points
  std::string line_text;     // the whole line without its end; may be empty
  std::uint32_t length = 1;  // how many columns the caret marks; at least 1
};

class [[nodiscard]] Error {
 public:
  // message: lower case, no full stop, no secret.
  Error(ErrorCode code, std::string message) : code_(code), message_(std::move(message)) {}

  // Named changes of a temporary: `return Fail(Error(...).At(...).WithAdvice(...))`. By value, so
  // that `error = std::move(error).WithAdvice(...)` is no move onto itself.
  Error At(SourceExcerpt where) &&;
  // What to do next: one sentence or one command. Replaces an earlier advice.
  Error WithAdvice(std::string advice) &&;
  // Where in the work this happened, outermost last: "applying 0042, statement 3 of 5".
  Error WithContext(std::string context) &&;
  // ClickHouse's own error code (system.errors), e.g. 60 UNKNOWN_TABLE.
  Error WithServerCode(int server_code) &&;

  void AddContext(std::string context) { context_.push_back(std::move(context)); }
  // Every text that does not come from the user's own files passed through `change`: how secrets
  // are taken out.
  Error WithTextsChangedBy(const std::function<std::string(std::string_view)>& change) const;

  ErrorCode code() const { return code_; }
  const std::string& message() const { return message_; }
  const std::optional<SourceExcerpt>& where() const { return where_; }
  const std::string& advice() const { return advice_; }
  const std::vector<std::string>& context() const { return context_; }
  std::optional<int> server_code() const { return server_code_; }

  // The whole error as text, several lines, no colour:
  //   error: <message>
  //     --> file:line:column
  //      12 | the line
  //         |     ^^^^
  //     while: <context>
  //     next: <advice>
  std::string ToString(std::string_view severity = "error") const;

 private:
  ErrorCode code_;
  std::string message_;
  std::optional<SourceExcerpt> where_;
  std::string advice_;
  std::vector<std::string> context_;
  std::optional<int> server_code_;
};

// The stable lower-case name that JSON output uses: "invalid_input", "server", ...
std::string_view ErrorCodeName(ErrorCode code);

enum class Severity : std::uint8_t { kError, kWarning };

// One finding of an offline check. `rule` is the stable name that documentation and JSON use
// ("duplicate-id").
struct Diagnostic {
  Severity severity = Severity::kError;
  std::string rule;
  Error error;
};

using Diagnostics = std::vector<Diagnostic>;

bool HasErrors(const Diagnostics& diagnostics);

}  // namespace housewright
