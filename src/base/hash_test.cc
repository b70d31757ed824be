#include "base/hash.h"

#include <gtest/gtest.h>
#include <openssl/sha.h>

#include <random>

#include "base/sha256_block.h"

namespace housewright {
namespace {

std::string RandomBytes(std::mt19937& random, std::size_t size) {
  std::string bytes(size, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

std::string HexByOpenSsl(std::string_view bytes) {
  std::array<std::uint8_t, 32> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest.data());
  return Digest(digest).ToHex();
}

// The three values are from FIPS 180-4's examples.
TEST(Sha256, AgreesWithThePublishedExamples) {
  EXPECT_EQ(HashOf("").ToHex(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(HashOf("abc").ToHex(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(HashOf("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq").ToHex(),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST(Sha256, AgreesWithOpenSslForEveryLengthAndInPieces) {
  std::mt19937 random(20'261'123);
  for (std::size_t size = 0; size < 300; ++size) {
    const std::string bytes = RandomBytes(random, size);
    ASSERT_EQ(HashOf(bytes).ToHex(), HexByOpenSsl(bytes)) << size;

    Sha256 in_pieces;
    for (std::size_t at = 0; at < size;) {
      const std::size_t piece = random() % 150;
      in_pieces.Update(std::string_view(bytes).substr(at, piece));
      at += piece;
    }
    ASSERT_EQ(in_pieces.Finish().ToHex(), HexByOpenSsl(bytes)) << size;
  }
}

TEST(Sha256, ProcessorAndPortableCodeAgree) {
  const sha256::Compress by_processor = sha256::CompressByProcessor();
  if (by_processor == nullptr) GTEST_SKIP() << "this processor has no instructions for SHA-256";
  std::mt19937 random(42);
  for (std::size_t count = 0; count < 50; ++count) {
    const std::string blocks = RandomBytes(random, count * sha256::kBlockSize);
    const auto* const bytes = reinterpret_cast<const std::uint8_t*>(blocks.data());
    sha256::State portable;
    for (std::uint32_t& word : portable) word = static_cast<std::uint32_t>(random());
    sha256::State fast = portable;
    sha256::CompressPortably(portable, bytes, count);
    by_processor(fast, bytes, count);
    ASSERT_EQ(portable, fast) << count;
  }
}

TEST(Sha256, FieldsCannotRunIntoEachOther) {
  Sha256 first;
  first.UpdateField("ab");
  first.UpdateField("c");
  Sha256 second;
  second.UpdateField("a");
  second.UpdateField("bc");
  EXPECT_NE(first.Finish().ToHex(), second.Finish().ToHex());
}

}  // namespace
}  // namespace housewright
