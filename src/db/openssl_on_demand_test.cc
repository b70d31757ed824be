#include "db/openssl_on_demand.h"

#include <gtest/gtest.h>

namespace housewright::db {
namespace {

TEST(OpenSslOnDemand, IsThereWhereTheSystemHasIt) { EXPECT_TRUE(LoadOpenSsl()); }

TEST(OpenSslOnDemand, AMissingLibraryIsAnErrorThatNamesIt) {
  const auto library = LoadSharedLibrary("libssl-that-is-not-there.so.3");
  ASSERT_FALSE(library);
  EXPECT_EQ(
      library.error(),
      "libssl-that-is-not-there.so.3: cannot open shared object file: No such file or directory");
}

}  // namespace
}  // namespace housewright::db
