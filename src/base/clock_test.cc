#include "base/clock.h"

#include <gtest/gtest.h>

#include "testing/manual_clock.h"

namespace housewright {
namespace {

TEST(Clock, FormatsUtcToTheSecond) {
  EXPECT_EQ(FormatUtc(testing::ManualClock().Now()), "2026-11-23T10:00:00Z");
}

TEST(ManualClock, MovesOnlyWhenToldTo) {
  testing::ManualClock clock;
  clock.Sleep(std::chrono::milliseconds(1500));
  EXPECT_EQ(FormatUtc(clock.Now()), "2026-11-23T10:00:01Z");
  EXPECT_EQ(clock.slept(), std::chrono::milliseconds(1500));
}

}  // namespace
}  // namespace housewright
