// Splits standard input as a stream and says how many statements and bytes went through, how fast,
// and the peak of memory. What the ten-gigabyte claim is checked with:
//   build/bench/bench/split_stream --generate 10   # GiB of INSERT, made in memory
//   build/bench/bench/split_stream < dump.sql

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "sql/statement_stream.h"

namespace housewright::sql {
namespace {

struct Totals {
  std::size_t statements = 0;
  std::size_t bytes_in = 0;
  std::size_t bytes_out = 0;
};

StreamSink CountingSink(Totals& totals) {
  return {.on_begin =
              [&totals](const Position&) {
                ++totals.statements;
                return Result<void>();
              },
          .on_text =
              [&totals](std::string_view piece) {
                totals.bytes_out += piece.size();
                return Result<void>();
              },
          .on_end = [](const Position&) { return Result<void>(); }};
}

Result<void> FeedGenerated(StatementStream& stream, Totals& totals, std::size_t gibibytes) {
  std::string block;
  while (block.size() < std::size_t{1} << 20U) block += "(1, 'some text; with -- things', 2.5),\n";
  TRY(stream.Feed("INSERT INTO t VALUES\n"));
  for (std::size_t i = 0; i < gibibytes * 1024; ++i) {
    totals.bytes_in += block.size();
    TRY(stream.Feed(block));
  }
  TRY(stream.Feed("(0, '', 0);\n"));
  return stream.Finish();
}

Result<void> FeedStandardInput(StatementStream& stream, Totals& totals) {
  std::array<char, 65536> buffer{};
  while (true) {
    const ssize_t got = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (got < 0) return Fail(ErrorCode::kIo, "cannot read standard input");
    if (got == 0) return stream.Finish();
    const auto size = static_cast<std::size_t>(got);
    totals.bytes_in += size;
    TRY(stream.Feed({buffer.data(), size}));
  }
}

int Run(std::size_t generated_gibibytes) {
  Totals totals;
  const auto start = std::chrono::steady_clock::now();
  StatementStream stream("-", CountingSink(totals));
  const auto result = generated_gibibytes > 0 ? FeedGenerated(stream, totals, generated_gibibytes)
                                              : FeedStandardInput(stream, totals);
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  if (!result) {
    fmt::print(stderr, "{}\n", result.error().ToString());
    return 1;
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  fmt::print("{} statements, {} bytes in, {} bytes out, {:.0f} MB/s, peak memory {} KiB\n",
             totals.statements, totals.bytes_in, totals.bytes_out,
             static_cast<double>(totals.bytes_in) / 1e6 / elapsed.count(), usage.ru_maxrss);
  return 0;
}

}  // namespace
}  // namespace housewright::sql

int main(int argc, char** argv) {
  const bool generates = argc == 3 && std::string_view(argv[1]) == "--generate";
  if (argc != 1 && !generates) {
    fmt::print(stderr, "usage: split_stream [--generate GIBIBYTES] < FILE\n");
    return 2;
  }
  return housewright::sql::Run(generates ? std::strtoull(argv[2], nullptr, 10) : 0);
}
