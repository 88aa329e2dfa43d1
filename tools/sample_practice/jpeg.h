#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "sample_practice/random.h"

namespace digue::sample {

/// A picture in blocks of 8 by 8: how light each is, -100 to 100. The detail inside a block is noise.
struct Scene {
  std::uint16_t columns = 0;       ///< in blocks
  std::uint16_t rows = 0;          ///< in blocks
  std::vector<std::int8_t> light;  ///< row after row
  bool is_grey = true;             ///< otherwise in colour, reddish as the inside of a mouth
};

/// A baseline JPEG (ITU-T T.81) with JFIF header (ITU-T T.871), which any decoder shows. The coefficients are drawn at
/// random instead of transformed from pixels: the bytes are as dense as those of a real picture and are made at
/// hundreds of megabytes a second.
Bytes encode_jpeg(const Scene& scene, const std::string& comment, Random& random);

/// What that costs, for planning: bytes for each block of a scene, within a few percent.
double jpeg_bytes_per_block(bool is_grey);

}  // namespace digue::sample
