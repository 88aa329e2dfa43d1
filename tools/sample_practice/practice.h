#pragma once

#include <cstdint>
#include <filesystem>

#include "base/result.h"

namespace digue::sample {

inline constexpr std::uint64_t smallest_practice = 20'000'000;
inline constexpr std::uint64_t largest_practice = 20'000'000'000;

/// What share of a practice's bytes is what, in percent. Six tenths are pictures that nothing compresses.
struct Shares {
  unsigned databases = 6;
  unsigned volumes = 25;     ///< CBCT, uncompressed: about half of it is noise
  unsigned panoramics = 15;  ///< JPEG in DICOM
  unsigned photographs = 20;
  unsigned intraorals = 25;  ///< JPEG in DICOM
  unsigned letters = 4;
  unsigned mail = 5;  ///< whatever remains
};

/// Makes a practice of about `size` bytes in a new folder: the same seed and size give the same bytes, names and times.
/// `invalid_input` for a size out of the limits, `already_exists` when the folder holds something.
Result<void> make_practice(const std::filesystem::path& folder, std::uint64_t size, std::uint64_t seed);

/// Changes a practice as one working day does: visits, radiographs, letters and messages come, a few files are renamed,
/// one goes. It follows from the seed and the day that the practice itself remembers. `not_found` when it is no
/// practice.
Result<void> next_day(const std::filesystem::path& folder);

}  // namespace digue::sample
