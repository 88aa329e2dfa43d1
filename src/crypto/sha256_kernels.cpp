#include "crypto/sha256_kernels.h"

#include <vector>

#include "crypto/cpu.h"

namespace digue::crypto {

std::span<const Sha256Kernel> sha256_kernels() {
  static const std::vector<Sha256Kernel> kernels = [] {
    std::vector<Sha256Kernel> found;
#if defined(__x86_64__)
    if (cpu_features().has_sha) found.push_back({"SHA-NI", 2, 1, sha256_compress_ni});
    if (cpu_features().has_avx2) found.push_back({"AVX2", 8, 3, sha256_compress_avx2});
#endif
    return found;
  }();
  return kernels;
}

}  // namespace digue::crypto
