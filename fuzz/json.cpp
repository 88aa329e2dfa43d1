#include <cstdint>
#include <cstdlib>

#include "json/parse.h"
#include "json/write.h"

/// What parses is written and parsed again as the same value.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto value =
      digue::json::parse({reinterpret_cast<const char*>(data), size}, {.bytes = 65536, .values = 10'000});
  if (value && size < 4096) {
    const std::string line = digue::json::to_line(*value);
    const auto again = digue::json::parse(line);
    if (!again || digue::json::to_line(*again) != line) std::abort();
  }
  return 0;
}
