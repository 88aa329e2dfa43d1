#include "crypto/cpu.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace digue::crypto {

namespace {

#if defined(__x86_64__)

CpuFeatures detect() {
  unsigned int eax = 0;
  unsigned int ebx = 0;
  unsigned int ecx = 0;
  unsigned int edx = 0;
  CpuFeatures features;
  if (__get_cpuid(1, &eax, &ebx, &ecx, &edx) == 0) return features;
  const bool has_sse41 = (ecx & bit_SSSE3) != 0 && (ecx & bit_SSE4_1) != 0;
  if (__get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) == 0) return features;
  features.has_sha = has_sse41 && (ebx & bit_SHA) != 0;
  features.has_avx2 = __builtin_cpu_supports("avx2") != 0;
  return features;
}

#else

CpuFeatures detect() { return {}; }

#endif

}  // namespace

const CpuFeatures& cpu_features() {
  static const CpuFeatures features = detect();
  return features;
}

}  // namespace digue::crypto
