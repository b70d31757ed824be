#include "cli/time_zone.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "testing/temporary_directory.h"

namespace housewright::cli {
namespace {

using std::chrono::hours;
using std::chrono::January;
using std::chrono::July;
using std::chrono::sys_days;

const Clock::WallTime kWinter = sys_days(std::chrono::year(2026) / January / 15) + hours(23);
const Clock::WallTime kSummer = sys_days(std::chrono::year(2026) / July / 15) + hours(23);

std::string In(const std::string& zone, Clock::WallTime time) {
  const Result<CivilTime> civil = TimeIn(zone, time, LookUpZone);
  return civil ? FormatIso(*civil) : civil.error().ToString();
}

// Sets a variable while it lives.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) {
    ::setenv(name, value.c_str(), 1);
  }
  ~Variable() { ::unsetenv(name_); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
};

TEST(TimeZone, UtcAndOffsetsNeedNoDatabase) {
  EXPECT_EQ(In("UTC", kWinter), "2026-01-15T23:00:00Z");
  EXPECT_EQ(In("utc", kWinter), "2026-01-15T23:00:00Z");
  EXPECT_EQ(In("+02:00", kWinter), "2026-01-16T01:00:00+02:00");
  EXPECT_EQ(In("-0530", kWinter), "2026-01-15T17:30:00-05:30");
  EXPECT_EQ(In("+00", kWinter), "2026-01-15T23:00:00+00:00");
}

TEST(TimeZone, LocalIsWhatTheSystemSays) {
  const Variable zone("TZ", "XYZ-3:30");
  EXPECT_EQ(In("local", kWinter), "2026-01-16T02:30:00+03:30");
}

TEST(TimeZone, NamesKnowSummerTimeAndLeaveTheEnvironmentAlone) {
  if (In("Europe/Berlin", kWinter).starts_with("error")) {
    GTEST_SKIP() << "this machine has no time zone database";
  }
  const Variable zone("TZ", "XYZ-3:30");
  EXPECT_EQ(In("Europe/Berlin", kWinter), "2026-01-16T00:00:00+01:00");
  EXPECT_EQ(In("Europe/Berlin", kSummer), "2026-07-16T01:00:00+02:00");
  EXPECT_EQ(In("America/St_Johns", kWinter), "2026-01-15T19:30:00-03:30");
  EXPECT_STREQ(std::getenv("TZ"), "XYZ-3:30");
  EXPECT_EQ(In("local", kWinter), "2026-01-16T02:30:00+03:30");
}

TEST(TimeZone, WhatIsNoZoneIsRefused) {
  const testing::TemporaryDirectory directory;
  const std::string database = directory / "";
  const std::string advice =
      "\n  next: write a name such as Europe/Berlin, or UTC, local, or an offset such as +02:00";
  for (const char* zone : {"../etc/passwd", "/etc/localtime", "a b", "+2", "+99:00", ""}) {
    const std::string answer = In(zone, kWinter);
    EXPECT_TRUE(answer == "error: the time zone '" + std::string(zone) +
                              "' has no name that a zone can have" + advice ||
                answer.find("' is not in ") != std::string::npos ||
                answer.find("' cannot be looked up: ") != std::string::npos)
        << answer;
  }
  {
    const Variable zones("TZDIR", database);
    EXPECT_EQ(In("Europe/Berlin", kWinter),
              "error: the time zone 'Europe/Berlin' is not in " + database + advice);
  }
  const Variable zones("TZDIR", database + "none");
  EXPECT_EQ(In("Europe/Berlin", kWinter),
            "error: the time zone 'Europe/Berlin' cannot be looked up: " + database +
                "none is not there\n  next: install tzdata, or write UTC or an offset such as "
                "+02:00");
}

}  // namespace
}  // namespace housewright::cli
