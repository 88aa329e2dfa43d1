#pragma once

#include <functional>
#include <vector>

#include "paper/document.h"
#include "paper/pdf_canvas.h"

namespace digue::paper {

/// What stays together on one page: so tall, drawn from where it begins.
struct Piece {
  double height = 0;
  double space_after = 0;  ///< left out at the end of a page
  std::function<void(PdfCanvas& canvas, double top)> draw;
  bool keeps_next = false;  ///< a heading never ends a page
  bool starts_page = false;
};

/// The document from its title to its last block, measured on `canvas`. The pieces look into the document: it must
/// outlive them.
std::vector<Piece> pieces_of(const Document& document, PdfCanvas& canvas);

}  // namespace digue::paper
