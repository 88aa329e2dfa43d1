#pragma once

#include <cstdint>
#include <span>

namespace digue::paper {

/// Two check symbols over GF(16) for six, as one byte: a code of distance 3 (Reed and Solomon 1960), so that one or two
/// wrong symbols are always found. `line` is from 0: the same symbols have another check in each line.
std::uint8_t line_check(std::span<const std::uint8_t> symbols, std::size_t line);

}  // namespace digue::paper
