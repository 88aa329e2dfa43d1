#include "posture/probes/os_release.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "base/bytes.h"

/// Any bytes as an os-release file: what is understood means the same when it is written again as the manual says.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace digue;
  const auto values = posture::parse_os_release(text_of(std::as_bytes(std::span(data, size))));
  std::string written;
  for (const auto& [name, value] : values) {
    if (name.empty() || value.contains('\n')) std::abort();
    written += name + "=\"";
    for (const char c : value)
      written += std::string_view("\"\\$`").contains(c) ? std::string{'\\', c} : std::string{c};
    written += "\"\n";
  }
  if (posture::parse_os_release(written) != values) std::abort();
  return 0;
}
