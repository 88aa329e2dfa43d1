#pragma once

#include <string>
#include <vector>

#include "base/bytes.h"

namespace digue::sample {

struct Page {
  std::string title;               ///< ASCII
  std::vector<std::string> lines;  ///< UTF-8, of which Latin-1 can be shown
  bool is_compressed = true;       ///< with Flate, or readable as it is
  Bytes picture;                   ///< a grey JPEG under the text, or nothing
  unsigned picture_width = 0;      ///< in dots
  unsigned picture_height = 0;
};

/// A PDF 1.4 of one A4 page (ISO 32000-1).
Bytes write_pdf(const Page& page);

}  // namespace digue::sample
