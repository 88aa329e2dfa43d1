#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "agent/key_files.h"
#include "base/text.h"
#include "paper/payload.h"

/// Any bytes as the lines that somebody scanned from a key sheet, and as what these carry: what is understood is
/// written and read back as the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace digue;
  if (size > 16'384) return 0;
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  std::vector<std::string> lines;
  for (const std::string_view line : lines_of(bytes)) lines.emplace_back(line);
  if (const auto payload = paper::join_payload(lines)) {
    const auto again = paper::split_payload(*payload);
    if (again && paper::join_payload(*again) != *payload) std::abort();
  }
  if (const auto files = agent::unpack_key_files(bytes_of(bytes))) {
    const auto again = agent::unpack_key_files(agent::pack_key_files(*files));
    if (!again || *again != *files) std::abort();
  }
  return 0;
}
