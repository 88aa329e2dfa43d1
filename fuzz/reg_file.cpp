#include "machine/fake/reg_file.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

/// Any bytes as a registry export: what is read is written and read back as the same keys.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace digue::machine::fake;
  RegistryKeys keys;
  if (!read_reg({reinterpret_cast<const char*>(data), size}, keys)) return 0;
  RegistryKeys again;
  if (!read_reg(write_reg(keys), again) || again != keys) std::abort();
  return 0;
}
