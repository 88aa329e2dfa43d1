#pragma once

#include "paper/pdf_pieces.h"

namespace digue::paper {

/// Columns get their width by what is in them; no row is split.
void append_table(const Table& table, PdfCanvas& canvas, std::vector<Piece>& pieces);

}  // namespace digue::paper
