#include "paper/pdf.h"

#include <fmt/core.h>

#include "base/text.h"
#include "paper/pdf_pieces.h"
#include "paper/pdf_style.h"

namespace digue::paper {

namespace {

struct Placed {
  const Piece* piece;
  double top;
};

using Page = std::vector<Placed>;

/// A piece with those that it keeps behind it: headings, and the first row of their table.
double height_with_next(const std::vector<Piece>& pieces, std::size_t at) {
  double height = pieces[at].height;
  while (pieces[at].keeps_next && at + 1 < pieces.size()) {
    height += pieces[at].space_after + pieces[at + 1].height;
    ++at;
  }
  return height;
}

Result<std::vector<Page>> make_pages(const std::vector<Piece>& pieces) {
  std::vector<Page> pages(1);
  double top = style::top;
  for (std::size_t at = 0; at < pieces.size(); ++at) {
    const Piece& piece = pieces[at];
    if (piece.height > style::bottom - style::top)
      return failure(ErrorCode::invalid_input, "a block is taller than a page");
    const bool fits = top + height_with_next(pieces, at) <= style::bottom;
    if ((piece.starts_page || !fits) && !pages.back().empty()) {
      pages.emplace_back();
      top = style::top;
    }
    pages.back().push_back({&piece, top});
    top += piece.height + piece.space_after;
  }
  return pages;
}

void draw_stamp(PdfCanvas& canvas, const std::string& stamp) {
  constexpr double height = 21;
  constexpr double above = 24;
  const double width = canvas.text_width(stamp, style::stamp) + 18;
  canvas.frame(style::right - width, above, width, height, style::thick);
  canvas.text(stamp, style::stamp, {style::right - width + 9, above + 3.6, 0});
}

void draw_footer(PdfCanvas& canvas, const Document& document, std::size_t number, std::size_t count) {
  const std::string page =
      replace_all(replace_all(document.page, "{page}", fmt::format("{}", number)), "{pages}", fmt::format("{}", count));
  const double top = style::footer_top + 6;
  const double page_width = canvas.text_width(page, style::foot) + 10;
  const double date_width = canvas.text_width(document.date, style::foot) + 2;
  canvas.rule(style::left, style::footer_top, style::right, 0.6);
  canvas.text(document.date, style::foot, {style::left, top, date_width});
  canvas.text(document.footer, style::foot,
              {style::left + date_width + 18, top, style::width - date_width - page_width - 18});
  canvas.text(page, style::foot_right, {style::right - page_width, top, page_width});
}

}  // namespace

Result<Bytes> write_pdf(const Document& document, Instant created_at) {
  TRY(check(document));
  PdfCanvas canvas(document.title, document.language, created_at);
  const std::vector<Piece> pieces = pieces_of(document, canvas);
  const std::vector<Page> pages = TRY(make_pages(pieces));
  for (std::size_t number = 0; number < pages.size(); ++number) {
    for (const Placed& placed : pages[number]) placed.piece->draw(canvas, placed.top);
    if (document.stamp) draw_stamp(canvas, *document.stamp);
    draw_footer(canvas, document, number + 1, pages.size());
    canvas.end_page();
  }
  return canvas.finish();
}

}  // namespace digue::paper
