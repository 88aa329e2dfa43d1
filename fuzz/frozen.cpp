#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "machine/fake/frozen_json.h"

/// Any bytes as a machine.json: what is read is written and read back as the same text.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace digue::machine::fake;
  const auto contents = read_machine_json({reinterpret_cast<const char*>(data), size});
  if (!contents) return 0;
  const std::string text = machine_json(*contents);
  const auto again = read_machine_json(text);
  if (!again || machine_json(*again) != text) std::abort();
  return 0;
}
