#include "repository/unpacked.h"

#include <doctest/doctest.h>

#include "crypto/random.h"

namespace digue::repository {
namespace {

Bytes copy(std::string_view text) {
  const ByteView bytes = bytes_of(text);
  return {bytes.begin(), bytes.end()};
}

crypto::Sealer sealer() { return crypto::Sealer::with(crypto::Secret(Bytes(64, std::byte{7}))).value(); }

TEST_CASE("a blob that is longer or shorter than it should be is damaged") {
  const Bytes frame = Compressor(3).compress(Bytes(1000)).value();
  Decompressor decompressor;
  for (const std::size_t wrong : {0U, 999U, 1001U}) {
    Bytes plain(wrong);
    CHECK(decompressor.decompress(frame, plain).error().code == ErrorCode::damaged);
  }
}

TEST_CASE("a bomb ends at the limit") {
  const Bytes bomb = Compressor(1).compress(Bytes(64 * 1024 * 1024)).value();
  CHECK(bomb.size() < 10'000);
  Decompressor decompressor;
  CHECK(decompressor.decompress_up_to(bomb, 1'000'000).error().code == ErrorCode::damaged);
  CHECK(decompressor.decompress_up_to(bomb, 64 * 1024 * 1024 - 1).error().code == ErrorCode::damaged);
  CHECK(decompressor.decompress_up_to(bomb, 64 * 1024 * 1024)->size() == 64 * 1024 * 1024);
}

TEST_CASE("a decompressor goes on after a damaged frame") {
  const Bytes plain = copy("{\"a\":1}");
  const Bytes frame = Compressor(3).compress(plain).value();
  Decompressor decompressor;
  for (std::size_t length = 1; length < frame.size(); ++length) {
    CHECK_FALSE(decompressor.decompress_up_to(ByteView(frame).first(length), 100).has_value());
    CHECK(decompressor.decompress_up_to(frame, 100) == plain);
  }
}

TEST_CASE("frames one behind the other are read as one") {
  Compressor compressor(3);
  Bytes frames = compressor.compress(bytes_of("ab")).value();
  const Bytes second = compressor.compress(bytes_of("cd")).value();
  frames.insert(frames.end(), second.begin(), second.end());
  CHECK(Decompressor().decompress_up_to(frames, 4) == copy("abcd"));
}

TEST_CASE("a frame has no checksum, its own length, and no more window than restic's") {
  const Bytes frame = Compressor(19).compress(crypto::random_bytes(3 * 1024 * 1024)).value();
  // RFC 8878, 3.1.1.1: content size of 4 bytes, no single segment, no checksum, no dictionary; window of 2^19.
  CHECK(frame[4] == std::byte{0x80});
  CHECK(frame[5] == std::byte{(19 - 10) << 3});
}

TEST_CASE("incompressible bytes fit in the bound") {
  const Bytes plain = crypto::random_bytes(300'000);
  Bytes frame(Compressor::bound(plain.size()));
  CHECK(Compressor(3).compress(plain, frame).has_value());
  CHECK(Compressor(3).compress(plain, std::span(frame).first(1000)).error().code == ErrorCode::full);
}

TEST_CASE("unpacked files of both versions are read alike") {
  auto seal = sealer();
  Compressor compressor(3);
  Decompressor decompressor;
  for (const unsigned version : {1U, 2U}) {
    for (const char* json : {"{\"packs\":[]}", "[]"}) {
      const Bytes sealed = seal_unpacked(bytes_of(json), version, seal, compressor).value();
      CHECK(open_unpacked(sealed, seal, decompressor, 100) == copy(json));
    }
  }
  CHECK(open_unpacked(seal.seal({}), seal, decompressor, 100) == Bytes());
}

TEST_CASE("version 1 seals the text itself, version 2 always its frame") {
  auto seal = sealer();
  Compressor compressor(3);
  const Bytes first = seal_unpacked(bytes_of("{}"), 1, seal, compressor).value();
  CHECK(seal.open(first) == copy("{}"));
  const Bytes second = seal.open(seal_unpacked(bytes_of("{}"), 2, seal, compressor).value()).value();
  CHECK(second.front() == std::byte{2});
  CHECK(second[1] == std::byte{0x28});  // zstd's magic number
}

TEST_CASE("an unpacked file that begins otherwise, is too long or is not ours is damaged") {
  auto seal = sealer();
  Compressor compressor(3);
  Decompressor decompressor;
  const auto code_of = [&](ByteView sealed) {
    const auto opened = open_unpacked(sealed, seal, decompressor, 100);
    return opened ? ErrorCode::bug : opened.error().code;
  };
  CHECK(code_of(seal.seal(bytes_of("x{}"))) == ErrorCode::damaged);
  CHECK(code_of(seal.seal(bytes_of("\x02"))) == ErrorCode::bug);
  CHECK(code_of(seal.seal(bytes_of("\x02{}"))) == ErrorCode::damaged);
  CHECK(code_of(seal.seal(bytes_of('{' + std::string(100, ' ')))) == ErrorCode::damaged);
  CHECK(code_of(seal_unpacked(Bytes(101), 2, seal, compressor).value()) == ErrorCode::damaged);
  CHECK(code_of(bytes_of("fifteen bytes !")) == ErrorCode::damaged);
  CHECK(code_of(Bytes(1'000'000)) == ErrorCode::damaged);
}

}  // namespace
}  // namespace digue::repository
