#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "crypto/random.h"
#include "crypto/sha256_each_test.h"
#include "crypto/sha256_ending.h"

namespace digue::crypto {
namespace {

TEST_CASE("every kernel gives OpenSSL's hashes for any number of messages of any lengths, wherever they lie") {
  const Bytes bytes = random_bytes(300'000);
  CHECK(rc::check([&] {
    std::vector<ByteView> contents(*rc::gen::inRange<std::size_t>(0, 30));
    const std::size_t longest = *rc::gen::element<std::size_t>(64, 1000, 20'000, 200'000);
    for (ByteView& content : contents) {
      content =
          ByteView(bytes).subspan(*rc::gen::inRange<std::size_t>(0, 1000), *rc::gen::inRange<std::size_t>(0, longest));
    }
    const std::vector<Sha256> expected = one_by_one(contents);
    for (const Sha256Kernel& kernel : kernels()) RC_ASSERT(each_with(kernel, contents) == expected);
    std::vector<Sha256> hashes(contents.size());
    sha256_each(contents, hashes);
    RC_ASSERT(hashes == expected);
  }));
}

TEST_CASE("a stream that grows beside other messages has the hash of all its parts, and the messages have theirs") {
  const Bytes bytes = random_bytes(300'000);
  CHECK(rc::check([&] {
    Sha256Stream stream;
    std::size_t at = 0;
    const std::size_t longest = *rc::gen::element<std::size_t>(10, 200, 20'000);
    for (auto parts = *rc::gen::inRange(0, 12); parts > 0; --parts) {
      const ByteView part = ByteView(bytes).subspan(at, *rc::gen::inRange<std::size_t>(0, longest));
      at += part.size();
      if (*rc::gen::arbitrary<bool>()) {
        stream.add(part);
        continue;
      }
      std::vector<ByteView> contents(*rc::gen::inRange<std::size_t>(0, 5));
      for (ByteView& content : contents) {
        content = ByteView(bytes).subspan(*rc::gen::inRange<std::size_t>(0, 1000),
                                          *rc::gen::inRange<std::size_t>(0, longest));
      }
      std::vector<Sha256> hashes(contents.size());
      sha256_each(contents, hashes, stream, part);
      RC_ASSERT(hashes == one_by_one(contents));
    }
    RC_ASSERT(stream.finish() == sha256(ByteView(bytes).first(at)));
  }));
}

TEST_CASE("every kernel takes the blocks of a stream beside any messages") {
  const Bytes bytes = random_bytes(300'000);
  CHECK(rc::check([&] {
    std::vector<ByteView> contents(*rc::gen::inRange<std::size_t>(0, 12));
    for (ByteView& content : contents) content = ByteView(bytes).first(*rc::gen::inRange<std::size_t>(0, 5000));
    const std::size_t blocks = *rc::gen::inRange<std::size_t>(0, 100);
    for (const Sha256Kernel& kernel : kernels()) {
      std::vector<Sha256> hashes(contents.size());
      Sha256Lane stream = {sha256_initial_state, bytes.data()};
      sha256_each_with(kernel, contents, hashes, stream, blocks);
      RC_ASSERT(hashes == one_by_one(contents));
      const Sha256Ending ending({}, blocks * sha256_block_bytes);
      stream.next = ending.bytes.data();
      kernel.compress({&stream, 1}, ending.blocks);
      RC_ASSERT(sha256_of(stream.state) == sha256(ByteView(bytes).first(blocks * sha256_block_bytes)));
    }
  }));
}

}  // namespace
}  // namespace digue::crypto
