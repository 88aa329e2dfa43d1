#pragma once

#include <cstdint>
#include <string>

#include "texts/texts.h"

namespace digue::texts {

/// As in "1,2 Go": decimal units, two digits that count.
std::string say_bytes(const Texts& texts, std::uint64_t bytes);
/// As in "2 min 05 s".
std::string say_duration(const Texts& texts, double seconds);

}  // namespace digue::texts
