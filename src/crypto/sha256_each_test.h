#pragma once

#include <vector>

#include "crypto/sha256_kernels.h"

namespace digue::crypto {

/// All that this processor can run; the scalar one is always among them.
inline std::vector<Sha256Kernel> kernels() {
  const std::span<const Sha256Kernel> found = sha256_kernels();
  std::vector<Sha256Kernel> all(found.begin(), found.end());
  for (const std::size_t lanes : {1U, 2U, 5U}) all.push_back({"scalar", lanes, 1, sha256_compress_scalar});
  return all;
}

inline std::vector<Sha256> one_by_one(std::span<const ByteView> contents) {
  std::vector<Sha256> hashes(contents.size());
  sha256_one_by_one(contents, hashes);
  return hashes;
}

inline std::vector<Sha256> each_with(const Sha256Kernel& kernel, std::span<const ByteView> contents) {
  std::vector<Sha256> hashes(contents.size());
  sha256_each_with(kernel, contents, hashes);
  return hashes;
}

}  // namespace digue::crypto
