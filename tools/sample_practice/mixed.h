#pragma once

#include <cstdint>
#include <filesystem>

#include "base/result.h"

namespace digue::sample {

/// Makes a tree of about `size` bytes for benches, as a PC holds it beside its pictures: programs (43 %), sources and
/// other text (20 %), radiographs that nothing compresses (37.5 %). Deterministic like a practice. 10 MB at least.
Result<void> make_mixed(const std::filesystem::path& folder, std::uint64_t size, std::uint64_t seed);

}  // namespace digue::sample
