#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/instant.h"
#include "paper/qr.h"

namespace digue::paper {

enum class Face { text, bold, heavy, mono, mono_bold };

/// How a text is set. Sizes are points.
struct TextStyle {
  Face face = Face::text;
  double size = 11;
  double line_spacing = 1.32;
  double letter_spacing = 0;
  bool is_right = false;  ///< aligned to the right edge of its width
};

/// Where a text goes: its upper left corner, and how wide it may become before it is wrapped.
struct TextPlace {
  double left = 0;
  double top = 0;
  double width = 0;
};

/// The only one who knows Pango and Cairo: pages of A4, measured in points from the upper left corner. For one thread.
class PdfCanvas {
 public:
  static constexpr double page_width = 595.28;
  static constexpr double page_height = 841.89;

  PdfCanvas(const std::string& title, const std::string& language, Instant created_at);
  ~PdfCanvas();
  PdfCanvas(PdfCanvas&&) = delete;

  double text_height(std::string_view text, const TextStyle& style, double width);
  double text_width(std::string_view text, const TextStyle& style);
  void text(std::string_view text, const TextStyle& style, const TextPlace& place);

  void rule(double left, double top, double right, double thickness);
  void frame(double left, double top, double width, double height, double thickness);
  void bar(double left, double top, double width, double height);
  void circle(double center_x, double center_y, double radius, double thickness);
  /// With its quiet zone, `side` points wide and high.
  void qr(const QrPicture& picture, double left, double top, double side);

  void end_page();
  /// The file; nothing may be drawn afterwards.
  Result<Bytes> finish();

 private:
  struct Libraries;
  std::unique_ptr<Libraries> libraries_;
};

}  // namespace digue::paper
