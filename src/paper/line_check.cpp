#include "paper/line_check.h"

namespace digue::paper {

namespace {

/// Times the root of x^4 + x + 1, which generates GF(16)*.
unsigned times_alpha(unsigned value) { return (value & 8U) == 0 ? value << 1U : (value << 1U) ^ 0x13U; }

}  // namespace

std::uint8_t line_check(std::span<const std::uint8_t> symbols, std::size_t line) {
  unsigned sum = 0;
  unsigned weighted = 0;
  for (std::size_t at = symbols.size(); at-- > 0;) {  // Horner: symbol i weighs alpha^i
    sum ^= symbols[at];
    weighted = times_alpha(weighted) ^ symbols[at];
  }
  const unsigned line_mark = (static_cast<unsigned>(line) & 0xFU) * 0x11U;
  return static_cast<std::uint8_t>(((sum << 4U) | weighted) ^ line_mark);
}

}  // namespace digue::paper
