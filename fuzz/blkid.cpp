#include "machine/linux/blkid.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "base/bytes.h"

/// Any bytes as what blkid says of a disk: an identity never leads out of the folder that is named after it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace digue;
  const auto found = machine::linux::parse_blkid(text_of(std::as_bytes(std::span(data, size))));
  if (found.file_system.find_first_of("./") != std::string::npos || found.file_system.size() > 64) std::abort();
  return 0;
}
