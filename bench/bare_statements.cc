// The floor for `upgrade`: the statements of a file, one after another over one kept-alive
// connection, and nothing else. Prints the seconds that they took, the connection included. User
// and password come from HOUSEWRIGHT_USER and HOUSEWRIGHT_PASSWORD.

#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "base/file_system.h"
#include "db/session.h"
#include "sql/statement.h"

namespace {

int Run(const char* url, const char* path) {
  using namespace housewright;
  const auto text = MakeRealFileSystem()->Read(path);
  auto endpoint = db::ParseUrl(url);
  if (!text || !endpoint) {
    std::fputs("cannot read the file or the URL\n", stderr);
    return 1;
  }
  if (const char* user = std::getenv("HOUSEWRIGHT_USER")) endpoint->user = user;
  if (const char* password = std::getenv("HOUSEWRIGHT_PASSWORD")) endpoint->password = password;
  const SourceText source(path, *text);
  const auto statements = sql::SplitStatements(source);
  auto session = db::OpenHttpSession(*endpoint);
  if (!statements || !session) {
    std::fputs("cannot split the file or open a session\n", stderr);
    return 1;
  }
  const auto start = std::chrono::steady_clock::now();
  for (const sql::Statement& statement : *statements) {
    db::Request request;
    request.sql = statement.In(source.text());
    if (const auto done = (*session)->Execute(request); !done) {
      std::fprintf(stderr, "%s\n", done.error().error.ToString().c_str());
      return 1;
    }
  }
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  std::printf("%.6f\n", elapsed.count());
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("usage: bare_statements URL FILE\n", stderr);
    return 2;
  }
  return Run(argv[1], argv[2]);
}
