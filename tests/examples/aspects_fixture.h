#pragma once

// examples/aspects on a server of its own.

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "examples/example.h"
#include "examples/snapshot.h"
#include "support/real_server.h"

namespace housewright::examples {

struct Step {
  std::string id;
  std::string service;
};

class AspectsExample : public ::testing::Test {
 protected:
  // Everything a run needs, on ClickHouse 26.7 or, with `old`, 18.16.
  void UseOwnServer(bool old = false);
  std::unique_ptr<db::Session> NewSession() const;

  // All revisions by id: the order of Aspects, in which they are applied.
  static std::vector<Step> Steps();
  // The output of a script that must end with 0; it shows no password.
  std::string MustRun(const std::string& script) const;
  void Upgrade(const Step& step) const;
  void Downgrade(const Step& step) const;
  // Whether data/ has rows that belong behind it.
  static bool HasData(const Step& step);
  void LoadDataOf(const Step& step) const;

  std::string Ask(const std::string& sql) const { return Query(*session_, sql); }
  // Schema and rows; of events that were delivered twice one row counts.
  Snapshot Now() const;

  static constexpr const char* kPassword = "a 'quoted' pass\\word";
  Example example_{"aspects"};
  std::unique_ptr<testing::RealServer> server_;
  std::unique_ptr<db::Session> session_;
};

}  // namespace housewright::examples
