#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "crypto/random.h"
#include "crypto/sha256_each_test.h"

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

}  // namespace
}  // namespace digue::crypto
