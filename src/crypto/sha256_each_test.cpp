#include "crypto/sha256_each_test.h"

#include <doctest/doctest.h>

#include "crypto/cpu.h"
#include "crypto/random.h"

namespace digue::crypto {
namespace {

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

TEST_CASE("a processor with SHA-NI or AVX2 has a kernel, the fastest first") {
  const std::span<const Sha256Kernel> found = sha256_kernels();
  CHECK(found.size() ==
        static_cast<std::size_t>(cpu_features().has_sha) + static_cast<std::size_t>(cpu_features().has_avx2));
  if (cpu_features().has_sha) CHECK(found.front().name == "SHA-NI");
}

}  // namespace
}  // namespace digue::crypto
