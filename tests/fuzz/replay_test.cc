// Runs a fuzz target once on each file of its corpus. The target ends the program where a property
// does not hold; the name of the file is printed first.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

TEST(FuzzCorpus, HoldsItsPropertiesOnEveryFile) {
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(HOUSEWRIGHT_CORPUS)) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(file)),
                           std::istreambuf_iterator<char>());
    ASSERT_TRUE(file.good() || file.eof()) << entry.path();
    SCOPED_TRACE(entry.path().filename().string());
    std::cout << entry.path().filename().string() << std::endl;
    EXPECT_EQ(
        LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()), 0);
    ++files;
  }
  EXPECT_GE(files, 8U);
}

}  // namespace
