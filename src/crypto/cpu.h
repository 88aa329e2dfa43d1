#pragma once

namespace digue::crypto {

/// What the processor at hand can do beyond what every x86-64 can. All false on other processors.
struct CpuFeatures {
  bool has_sha = false;   ///< SHA-NI, and the SSE4.1 that its users need
  bool has_avx2 = false;  ///< and an operating system that saves its registers
};

/// Asked once: under a hypervisor the question costs more than hashing a page.
const CpuFeatures& cpu_features();

}  // namespace digue::crypto
