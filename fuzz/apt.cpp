#include "posture/probes/apt.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "base/bytes.h"
#include "base/text.h"

/// Any bytes as an answer of apt: no update is counted twice, and none is passed over.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace digue;
  const std::string_view text = text_of(std::as_bytes(std::span(data, size)));
  std::int64_t lines = 0;
  for (const std::string_view line : lines_of(text)) lines += line.starts_with("Inst ") ? 1 : 0;
  const auto updates = posture::parse_apt_simulation(text);
  if (updates && (updates->pending != lines || updates->security > lines || updates->security < 0)) std::abort();
  // Nobody updates by himself without having been told to.
  if (posture::parse_apt_periodic(text) == true && !text.contains("APT::Periodic::Unattended-Upgrade \"")) std::abort();
  return 0;
}
