#include "plan/plans.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "base/bytes.h"

/// Any bytes as plans.toml: plans or a fault, and what is read is written such that it is read again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace digue;
  const auto plans = plan::read_plans(text_of(std::as_bytes(std::span(data, size))));
  if (!plans) return 0;
  const auto again = plan::read_plans(plan::write_plans(*plans));
  if (!again || *again != *plans) std::abort();
  return 0;
}
