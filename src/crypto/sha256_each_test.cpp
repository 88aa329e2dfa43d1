#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "crypto/cpu.h"
#include "crypto/random.h"
#include "crypto/sha256_kernels.h"

namespace digue::crypto {
namespace {

/// All that this processor can run; the scalar one is always among them.
std::vector<Sha256Kernel> kernels() {
  const std::span<const Sha256Kernel> found = sha256_kernels();
  std::vector<Sha256Kernel> all(found.begin(), found.end());
  for (const std::size_t lanes : {1U, 2U, 5U}) all.push_back({"scalar", lanes, 1, sha256_compress_scalar});
  return all;
}

std::vector<Sha256> one_by_one(std::span<const ByteView> contents) {
  std::vector<Sha256> hashes(contents.size());
  sha256_one_by_one(contents, hashes);
  return hashes;
}

std::vector<Sha256> each_with(const Sha256Kernel& kernel, std::span<const ByteView> contents) {
  std::vector<Sha256> hashes(contents.size());
  sha256_each_with(kernel, contents, hashes);
  return hashes;
}

TEST_CASE("every kernel gives OpenSSL's hashes for every length up to a few blocks") {
  const Bytes bytes = random_bytes(400);
  std::vector<ByteView> contents;
  for (std::size_t length = 0; length <= bytes.size(); ++length) contents.push_back(ByteView(bytes).first(length));
  const std::vector<Sha256> expected = one_by_one(contents);
  for (const Sha256Kernel& kernel : kernels()) {
    CAPTURE(kernel.name);
    CHECK(each_with(kernel, contents) == expected);
    for (const ByteView& content : contents) REQUIRE(each_with(kernel, {&content, 1}).front() == sha256(content));
  }
}

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

TEST_CASE("a processor with SHA-NI or AVX2 has a kernel, the fastest first") {
  const std::span<const Sha256Kernel> found = sha256_kernels();
  CHECK(found.size() ==
        static_cast<std::size_t>(cpu_features().has_sha) + static_cast<std::size_t>(cpu_features().has_avx2));
  if (cpu_features().has_sha) CHECK(found.front().name == "SHA-NI");
}

}  // namespace
}  // namespace digue::crypto
