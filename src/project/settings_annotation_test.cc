#include "project/settings_annotation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace housewright::project {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

TEST(SettingsAnnotation, IsReadIntoNamesAndValues) {
  EXPECT_THAT(
      *ParseSettings("max_threads = 1, format_csv_delimiter=',' , x = 'it''s'"),
      ElementsAre(Pair("format_csv_delimiter", ","), Pair("max_threads", "1"), Pair("x", "it's")));
  EXPECT_THAT(*ParseSettings("a = -1"), ElementsAre(Pair("a", "-1")));
  EXPECT_THAT(*ParseSettings(""), IsEmpty());
  EXPECT_EQ(ParseSettings("a 1").error().message(),
            "`-- settings:` wants `name = value, ...`, not 'a 1'");
  EXPECT_EQ(ParseSettings("a =").error().message(), "the setting a has no value");
}

}  // namespace
}  // namespace housewright::project
