#pragma once

// For tests: runs the program on files in memory and keeps what it printed.

#include <map>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "cli/app.h"
#include "testing/manual_clock.h"
#include "testing/memory_file_system.h"

namespace housewright::cli {

struct Printed {
  int exit_code = 0;
  std::string out;
  std::string err;
};

class AppFixture {
 public:
  testing::MemoryFileSystem files;
  testing::ManualClock clock;
  std::map<std::string, std::string> environment;
  std::vector<std::vector<std::string>> programs;  // that were started, for show
  int program_status = 0;
  ProgramRunner run_program = [this](const ProgramCall& call) -> Result<int> {
    programs.push_back(call.command);
    return program_status;
  };

  // The working directory is /project.
  Printed Run(const std::vector<std::string>& args) {
    std::ostringstream out;
    std::ostringstream err;
    Io io{.out = out,
          .err = err,
          .files = files,
          .clock = clock,
          .environment = [this](const std::string& name) -> std::optional<std::string> {
            const auto found = environment.find(name);
            if (found == environment.end()) return std::nullopt;
            return found->second;
          },
          .executable = "/usr/bin/housewright",
          .os_user = [] { return "ada"; },
          .os_host = "analytical",
          .catch_signals = {},
          .run_program = run_program};
    const int exit_code = cli::Run(args, io);
    return {exit_code, out.str(), err.str()};
  }

  void Put(const std::string& path, const std::string& text) {
    files.Put("/project/" + path, text);
  }

  // Three revisions in two services; 0003 depends on 0001.
  void PutProject() {
    Put("housewright.toml",
        "[project]\nname = \"shop\"\n\n[services.orders]\n[services.stock]\n\n[variables]\n"
        "database = \"shop\"\nreader_password = { secret = true, env = \"READER_PASSWORD\" }\n");
    Put("services/orders/0001_create_orders.sql",
        "-- revision: 0001\n-- down_revision: none\n-- message: Create orders\n"
        "-- created: 2026-11-23T10:00:00Z\n\n-- +upgrade\n"
        "CREATE TABLE {{ database }}.orders (id UInt64) ENGINE = MergeTree ORDER BY id;\n\n"
        "-- +downgrade\nDROP TABLE {{ database }}.orders;\n");
    Put("services/orders/0002_add_price.sql",
        "-- revision: 0002\n-- down_revision: 0001\n-- message: Add the price\n"
        "-- created: 2026-11-23T10:05:00Z\n\n-- +upgrade\n"
        "ALTER TABLE {{ database }}.orders ADD COLUMN price Decimal(9, 2);\n\n"
        "-- +downgrade\nALTER TABLE {{ database }}.orders DROP COLUMN price;\n");
    Put("services/stock/0003_create_stock.sql",
        "-- revision: 0003\n-- down_revision: none\n-- depends_on: 0001\n"
        "-- message: Create the stock\n-- created: 2026-11-23T10:10:00Z\n\n-- +upgrade\n"
        "CREATE USER reader IDENTIFIED WITH sha256_password BY {{ reader_password }};\n"
        "INSERT INTO {{ database }}.stock FORMAT CSV\n1,2\n3,4\n\n"
        "-- +downgrade\nDROP USER reader;\n");
  }
};

}  // namespace housewright::cli
