#pragma once

#include "paper/pdf_canvas.h"

/// The measures of a printed page, in points. Those of paper/html_style.h are the same.
namespace digue::paper::style {

inline constexpr double margin = 54;
inline constexpr double left = margin;
inline constexpr double right = PdfCanvas::page_width - margin;
inline constexpr double width = right - left;
inline constexpr double top = 48;
inline constexpr double bottom = PdfCanvas::page_height - 66;
inline constexpr double footer_top = PdfCanvas::page_height - 50;

inline constexpr double hairline = 0.5;
inline constexpr double line = 1.1;
inline constexpr double thick = 1.6;

inline constexpr TextStyle title{Face::heavy, 29, 0.95, 0, false};
inline constexpr TextStyle subtitle{Face::text, 13, 1.1, 0, false};
inline constexpr TextStyle heading{Face::heavy, 14.5, 1.1, 0, false};
inline constexpr TextStyle text{Face::text, 11, 1.16, 0, false};
inline constexpr TextStyle bold{Face::bold, 11, 1.16, 0, false};
inline constexpr TextStyle strong{Face::heavy, 12, 1.1, 0, false};
inline constexpr TextStyle statement{Face::heavy, 19, 1.05, 0, false};
inline constexpr TextStyle command{Face::mono, 8.8, 1.2, 0, false};
inline constexpr TextStyle table_head{Face::bold, 9, 1.1, 0, false};
inline constexpr TextStyle table_cell{Face::text, 10.5, 1.1, 0, false};
inline constexpr TextStyle table_name{Face::bold, 10.5, 1.1, 0, false};
inline constexpr TextStyle step_number{Face::bold, 9.5, 1, 0, false};
inline constexpr TextStyle key{Face::mono_bold, 27, 1, 2, false};
inline constexpr TextStyle key_label{Face::text, 10, 1, 0, false};
inline constexpr TextStyle check_word{Face::text, 16, 1, 0, true};
inline constexpr TextStyle stamp{Face::heavy, 11, 1, 0, false};
inline constexpr TextStyle foot{Face::text, 8.5, 1.1, 0, false};
inline constexpr TextStyle foot_right{Face::text, 8.5, 1.1, 0, true};

}  // namespace digue::paper::style
