#include "paper/pdf_table.h"

#include <algorithm>

#include "paper/pdf_style.h"

namespace digue::paper {

namespace {

constexpr double gap = 12;
constexpr double padding = 4;

const TextStyle& cell_style(std::size_t column) { return column == 0 ? style::table_name : style::table_cell; }

/// Each column as wide as its longest text where there is room for all. Otherwise the narrow ones stay as they are,
/// and the others share what is left.
std::vector<double> column_widths(const Table& table, PdfCanvas& canvas) {
  const std::size_t columns = table.rows.empty() ? table.header.size() : table.rows.front().size();
  std::vector<double> wanted(columns, 0);
  for (std::size_t column = 0; column < columns; ++column) {
    if (!table.header.empty()) wanted[column] = canvas.text_width(table.header[column], style::table_head);
    for (const auto& row : table.rows)
      wanted[column] = std::max(wanted[column], canvas.text_width(row[column], cell_style(column)));
    wanted[column] += 1;  // what rounding takes must not break a word
  }
  double left = style::width - gap * static_cast<double>(columns - 1);
  std::vector<double> widths(columns, -1);
  for (std::size_t open = columns; open > 0;) {
    const double share = left / static_cast<double>(open);
    bool has_closed = false;
    for (std::size_t column = 0; column < columns; ++column) {
      if (widths[column] >= 0 || wanted[column] > share) continue;
      widths[column] = wanted[column];
      left -= wanted[column];
      --open;
      has_closed = true;
    }
    if (has_closed) continue;
    for (double& width : widths) width = width < 0 ? share : width;
    return widths;
  }
  widths.back() += left;
  return widths;
}

}  // namespace

void append_table(const Table& table, PdfCanvas& canvas, std::vector<Piece>& pieces) {
  const std::vector<double> widths = column_widths(table, canvas);
  const auto add_row = [&](const std::vector<std::string>& cells, bool is_header) {
    const auto style_of = [is_header](std::size_t column) {
      return is_header ? style::table_head : cell_style(column);
    };
    double height = 0;
    for (std::size_t column = 0; column < cells.size(); ++column)
      height = std::max(height, canvas.text_height(cells[column], style_of(column), widths[column]));
    height += 2 * padding;
    pieces.push_back({height, 0,
                      [&cells, widths, style_of, height, is_header](PdfCanvas& page, double top) {
                        double left = style::left;
                        for (std::size_t column = 0; column < cells.size(); ++column) {
                          page.text(cells[column], style_of(column), {left, top + padding, widths[column]});
                          left += widths[column] + gap;
                        }
                        page.rule(style::left, top + height, style::right, is_header ? 1.2 : style::hairline);
                      },
                      is_header, false});
  };
  if (!table.header.empty()) add_row(table.header, true);
  for (const auto& row : table.rows) add_row(row, false);
  if (!pieces.empty()) pieces.back().space_after = 11;
}

}  // namespace digue::paper
