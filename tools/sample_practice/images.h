#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/instant.h"
#include "sample_practice/people.h"
#include "sample_practice/random.h"

namespace digue::sample {

/// A radiograph of one to three teeth: JPEG in DICOM, about 400 kB.
Bytes intraoral(const Patient& patient, Day day, Random& random);
/// The whole jaw: JPEG in DICOM, about 900 kB.
Bytes panoramic(const Patient& patient, Day day, Random& random);
/// A photograph: JPEG in colour, about 700 kB.
Bytes photograph(const Patient& patient, Random& random);
/// A letter that came on paper: a grey JPEG, about 100 kB.
Bytes scanned_page(const Patient& patient, Random& random);
inline constexpr unsigned scan_width = 496;   // in dots
inline constexpr unsigned scan_height = 704;  // in dots

/// A CBCT volume: 512 by 512 voxels of 16 bits a slice, uncompressed as the devices export them, 0.5 MB each. Slices of
/// a volume share their UIDs.
class Volume {
 public:
  Volume(const Patient& patient, Day day, Random& random);
  /// From 1.
  Bytes slice(unsigned number, Random& random) const;

 private:
  Patient patient_;
  Day day_;
  std::string study_;
  std::string series_;
  std::vector<std::uint16_t> anatomy_;  ///< one slice without its noise
};

}  // namespace digue::sample
