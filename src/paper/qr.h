#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/result.h"

namespace digue::paper {

/// A QR code (ISO/IEC 18004) as modules, dark or light; without the quiet zone of four modules, which whoever draws it
/// leaves.
struct QrPicture {
  std::size_t width = 0;   ///< modules on each side, 21 to 177; 0: none was made
  std::vector<bool> dark;  ///< row by row

  bool is_dark(std::size_t column, std::size_t row) const { return dark[row * width + column]; }
};

inline constexpr std::size_t quiet_zone = 4;

/// Beyond this the modules become too small for a printer and a telephone: version 20 at level M, alphanumeric.
inline constexpr std::size_t max_qr_text = 970;

/// At error correction level M: a fold or a spot of coffee does no harm. `invalid_input` for an empty text, a zero byte
/// and for what is too long.
Result<QrPicture> make_qr(const std::string& text);

}  // namespace digue::paper
