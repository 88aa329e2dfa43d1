#include "crypto/seal.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "crypto/random.h"

namespace digue::crypto {
namespace {

constexpr std::string_view aes_key_hex = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
constexpr std::string_view mac_k_hex = "202122232425262728292a2b2c2d2e2f";
constexpr std::string_view mac_r_hex = "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff";
constexpr std::string_view clamped_r_hex = "f0f1f203f4f5f607f8f9fa0bfcfdfe0f";

constexpr std::string_view sealed_greeting_hex =
    "404142434445464748494a4b4c4d4e4f"
    "cb1bb353f87ac88ae00f0ba4"
    "360df0f7dea34cd6d85d09517cf06d59";
constexpr std::string_view sealed_nothing_hex =
    "404142434445464748494a4b4c4d4e4f"
    "859469c07743c7e45b318d151d3d87e9";

Bytes hex(std::string_view digits) { return from_hex(digits).value(); }

Secret key_of(std::string_view r_hex) {
  std::string digits(aes_key_hex);
  digits.append(mac_k_hex).append(r_hex);
  return Secret(hex(digits));
}

Sealer sealer() { return Sealer::with(key_of(mac_r_hex)).value(); }

Bytes plain_of(std::size_t count) {
  Bytes plain(count);
  for (std::size_t i = 0; i < count; ++i) plain[i] = static_cast<std::byte>(i * 31 + count);
  return plain;
}

TEST_CASE("what restic sealed is opened, with r clamped or not") {
  for (const std::string_view r_hex : {mac_r_hex, clamped_r_hex}) {
    Sealer opener = Sealer::with(key_of(r_hex)).value();
    CHECK(text_of(opener.open(hex(sealed_greeting_hex)).value()) == "hello restic");
    CHECK(opener.open(hex(sealed_nothing_hex)).value().empty());
  }
}

TEST_CASE("a text of any length comes back, also where one sealer seals and another opens") {
  Sealer mine = sealer();
  Sealer other = sealer();
  for (std::size_t count = 0; count <= 300; ++count) {
    const Bytes plain = plain_of(count);
    const Bytes sealed = mine.seal(plain);
    REQUIRE(sealed.size() == count + seal_overhead);
    REQUIRE(other.open(sealed).value() == plain);
  }
  const Bytes big = plain_of((std::size_t{8} << 20) + 5);
  CHECK(other.open(mine.seal(big)).value() == big);
}

TEST_CASE("the same text is never sealed in the same way twice") {
  Sealer mine = sealer();
  const Bytes plain = plain_of(40);
  const Bytes first = mine.seal(plain);
  const Bytes second = mine.seal(plain);
  CHECK_FALSE(std::ranges::equal(std::span(first).first(16), std::span(second).first(16)));
  CHECK_FALSE(std::ranges::equal(std::span(first).subspan(16, 40), std::span(second).subspan(16, 40)));
}

TEST_CASE("a text is sealed and opened where it lies") {
  Sealer mine = sealer();
  const Bytes plain = plain_of(1000);
  Bytes buffer(plain.size() + seal_overhead);
  const std::span<std::byte> middle = std::span(buffer).subspan(16, plain.size());
  std::ranges::copy(plain, middle.begin());

  mine.seal(middle, buffer);
  CHECK(mine.open(buffer).value() == plain);
  REQUIRE(mine.open(buffer, middle));
  CHECK(std::ranges::equal(middle, plain));
}

TEST_CASE("any flipped bit is damage, and then nothing is written") {
  Sealer mine = sealer();
  const Bytes untouched(50, std::byte{0xee});
  Bytes sealed = mine.seal(plain_of(untouched.size()));
  for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    const std::byte mask{static_cast<unsigned char>(1U << (bit % 8))};
    sealed[bit / 8] ^= mask;
    Bytes plain = untouched;
    const Result<void> opened = mine.open(sealed, plain);
    REQUIRE_FALSE(opened);
    REQUIRE(opened.error().code == ErrorCode::damaged);
    REQUIRE(plain == untouched);
    sealed[bit / 8] ^= mask;
  }
  CHECK(mine.open(sealed));
}

TEST_CASE("what is shortened or lengthened is damage") {
  Sealer mine = sealer();
  Bytes sealed = mine.seal(plain_of(20));
  for (std::size_t count = 0; count < sealed.size(); ++count) {
    REQUIRE(mine.open(std::span(sealed).first(count)).error().code == ErrorCode::damaged);
  }
  sealed.push_back(std::byte{0});
  CHECK(mine.open(sealed).error().code == ErrorCode::damaged);
}

TEST_CASE("an IV of zeros is refused, even where its MAC fits") {
  // MAC of "" under the key above: Poly1305 of nothing is s = AES-128_k(0).
  const Bytes sealed = hex("00000000000000000000000000000000ae3a71384013479e5a259218e4df8cbf");
  CHECK(sealer().open(sealed).error().code == ErrorCode::damaged);
}

TEST_CASE("another key opens nothing") {
  const Bytes sealed = sealer().seal(plain_of(20));
  for (const std::size_t changed : {0U, 31U, 32U, 47U, 48U, 63U}) {
    const Secret right = key_of(mac_r_hex);
    Bytes wrong(right.reveal().begin(), right.reveal().end());
    wrong[changed] ^= std::byte{1};
    const Result<Bytes> opened = Sealer::with(Secret(std::move(wrong))).value().open(sealed);
    // The MAC covers the ciphertext alone: with another AES key, and only then, it fits, and the text is not ours.
    if (changed < 32) {
      CHECK(opened.value() != plain_of(20));
    } else {
      CHECK(opened.error().code == ErrorCode::damaged);
    }
  }
}

TEST_CASE("only a key of 64 bytes without a part of zeros is one") {
  for (std::size_t count = 0; count <= 130; ++count) {
    const Result<Sealer> made = Sealer::with(Secret(Bytes(count, std::byte{7})));
    REQUIRE(made.has_value() == (count == seal_key_bytes));
    if (!made) REQUIRE(made.error().code == ErrorCode::invalid_input);
  }
  struct Part {
    std::size_t at, count;
  };
  for (const auto& [at, count] : {Part{0, 32}, Part{32, 16}, Part{48, 16}}) {
    Bytes key(seal_key_bytes, std::byte{7});
    std::ranges::fill(std::span(key).subspan(at, count), std::byte{0});
    CHECK(Sealer::with(Secret(std::move(key))).error().code == ErrorCode::invalid_input);
  }
}

}  // namespace
}  // namespace digue::crypto
