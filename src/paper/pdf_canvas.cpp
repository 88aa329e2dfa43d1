#include "paper/pdf_canvas.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#ifdef __SANITIZE_ADDRESS__
// Fontconfig 2.14 loses a few hundred bytes once for each program.
extern "C" const char* __lsan_default_suppressions() { return "leak:libfontconfig\n"; }
extern "C" const char* __lsan_default_options() { return "print_suppressions=0"; }
#endif
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
// Pango reads the fonts on a thread of its own, and ThreadSanitizer does not see by what its libraries, which it has
// not instrumented, wait for it.
extern "C" const char* __tsan_default_suppressions() { return "race:libglib-2.0\nrace:libfontconfig\nrace:libpango\n"; }
#endif
#endif

namespace digue::paper {

namespace {

struct Freed {
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
  void operator()(cairo_t* cairo) const { cairo_destroy(cairo); }
  void operator()(cairo_font_options_t* options) const { cairo_font_options_destroy(options); }
  void operator()(PangoFontMap* map) const { g_object_unref(map); }
  void operator()(PangoContext* context) const { g_object_unref(context); }
  void operator()(PangoLayout* layout) const { g_object_unref(layout); }
  void operator()(PangoFontDescription* font) const { pango_font_description_free(font); }
  void operator()(PangoAttrList* attributes) const { pango_attr_list_unref(attributes); }
};

template <typename T>
using Owned = std::unique_ptr<T, Freed>;

cairo_status_t append(void* bytes, const unsigned char* data, unsigned int length) {
  const auto* begin = reinterpret_cast<const std::byte*>(data);
  auto& out = *static_cast<Bytes*>(bytes);
  out.insert(out.end(), begin, begin + length);
  return CAIRO_STATUS_SUCCESS;
}

bool is_mono(Face face) { return face == Face::mono || face == Face::mono_bold; }

const char* family_of(Face face) {
  return is_mono(face) ? "DejaVu Sans Mono, Liberation Mono, monospace"
                       : "Lato, Liberation Sans, DejaVu Sans, sans-serif";
}

PangoWeight weight_of(Face face) {
  switch (face) {
    case Face::text:
    case Face::mono: return PANGO_WEIGHT_NORMAL;
    case Face::bold:
    case Face::mono_bold: return PANGO_WEIGHT_BOLD;
    case Face::heavy: return PANGO_WEIGHT_HEAVY;
  }
  return PANGO_WEIGHT_NORMAL;
}

/// A command breaks between its words alone: half an option at the end of a line would be typed as one.
void keep_words_whole(PangoAttrList* attributes, std::string_view text) {
  for (std::size_t begin = text.find_first_not_of(' '); begin != std::string_view::npos;) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    PangoAttribute* whole = pango_attr_allow_breaks_new(0);
    whole->start_index = static_cast<guint>(begin);
    whole->end_index = static_cast<guint>(end);
    pango_attr_list_insert(attributes, whole);
    begin = text.find_first_not_of(' ', end);
  }
}

double points(int pango_units) { return static_cast<double>(pango_units) / PANGO_SCALE; }

}  // namespace

struct PdfCanvas::Libraries {
  Bytes out;
  Owned<cairo_surface_t> surface;
  Owned<cairo_t> cairo;
  Owned<PangoFontMap> fonts;
  Owned<PangoContext> context;

  Owned<PangoLayout> layout(std::string_view text, const TextStyle& style, double width) const {
    Owned<PangoLayout> layout(pango_layout_new(context.get()));
    const Owned<PangoFontDescription> font(pango_font_description_new());
    pango_font_description_set_family_static(font.get(), family_of(style.face));
    pango_font_description_set_weight(font.get(), weight_of(style.face));
    pango_font_description_set_absolute_size(font.get(), style.size * PANGO_SCALE);
    pango_layout_set_font_description(layout.get(), font.get());
    pango_layout_set_text(layout.get(), text.data(), static_cast<int>(text.size()));
    pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
    pango_layout_set_line_spacing(layout.get(), static_cast<float>(style.line_spacing));
    pango_layout_set_alignment(layout.get(), style.is_right ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
    if (width > 0) pango_layout_set_width(layout.get(), static_cast<int>(std::floor(width * PANGO_SCALE)));
    constexpr double hanging = 16;
    if (is_mono(style.face)) pango_layout_set_indent(layout.get(), -static_cast<int>(hanging * PANGO_SCALE));
    const Owned<PangoAttrList> attributes(pango_attr_list_new());
    if (style.letter_spacing > 0)
      pango_attr_list_insert(attributes.get(),
                             pango_attr_letter_spacing_new(static_cast<int>(style.letter_spacing * PANGO_SCALE)));
    // What a person types back must be read as it stands: no hyphen is invented at the end of a line.
    pango_attr_list_insert(attributes.get(), pango_attr_insert_hyphens_new(0));
    if (is_mono(style.face)) keep_words_whole(attributes.get(), text);
    pango_layout_set_attributes(layout.get(), attributes.get());
    return layout;
  }
};

PdfCanvas::PdfCanvas(const std::string& title, const std::string& language, Instant created_at)
    : libraries_(std::make_unique<Libraries>()) {
  Libraries& use = *libraries_;
  use.surface.reset(cairo_pdf_surface_create_for_stream(append, &use.out, page_width, page_height));
  cairo_surface_t* pdf = use.surface.get();
  cairo_pdf_surface_restrict_to_version(pdf, CAIRO_PDF_VERSION_1_5);
  const std::string date = to_rfc3339(created_at).substr(0, 19) + "Z";  // Cairo knows no milliseconds
  cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_TITLE, title.c_str());
  cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_CREATOR, "Digue");
  cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_CREATE_DATE, date.c_str());
  cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_MOD_DATE, date.c_str());
  use.cairo.reset(cairo_create(use.surface.get()));
  cairo_set_source_rgb(use.cairo.get(), 0, 0, 0);

  // A font map of its own: Pango's shared one belongs to a thread.
  use.fonts.reset(pango_cairo_font_map_new());
  pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(use.fonts.get()), 72);
  use.context.reset(pango_font_map_create_context(use.fonts.get()));
  const Owned<cairo_font_options_t> options(cairo_font_options_create());
  cairo_font_options_set_hint_style(options.get(), CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options.get(), CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options(use.context.get(), options.get());
  pango_context_set_language(use.context.get(), pango_language_from_string(language.c_str()));
}

PdfCanvas::~PdfCanvas() = default;

double PdfCanvas::text_height(std::string_view text, const TextStyle& style, double width) {
  int height = 0;
  pango_layout_get_size(libraries_->layout(text, style, width).get(), nullptr, &height);
  return points(height);
}

double PdfCanvas::text_width(std::string_view text, const TextStyle& style) {
  int width = 0;
  pango_layout_get_size(libraries_->layout(text, style, 0).get(), &width, nullptr);
  return points(width);
}

void PdfCanvas::text(std::string_view text, const TextStyle& style, const TextPlace& place) {
  const Owned<PangoLayout> layout = libraries_->layout(text, style, place.width);
  cairo_move_to(libraries_->cairo.get(), place.left, place.top);
  pango_cairo_show_layout(libraries_->cairo.get(), layout.get());
}

void PdfCanvas::rule(double left, double top, double right, double thickness) {
  bar(left, top - thickness / 2, right - left, thickness);
}

void PdfCanvas::frame(double left, double top, double width, double height, double thickness) {
  cairo_t* cairo = libraries_->cairo.get();
  cairo_set_line_width(cairo, thickness);
  cairo_rectangle(cairo, left + thickness / 2, top + thickness / 2, width - thickness, height - thickness);
  cairo_stroke(cairo);
}

void PdfCanvas::bar(double left, double top, double width, double height) {
  cairo_rectangle(libraries_->cairo.get(), left, top, width, height);
  cairo_fill(libraries_->cairo.get());
}

void PdfCanvas::circle(double center_x, double center_y, double radius, double thickness) {
  cairo_t* cairo = libraries_->cairo.get();
  cairo_set_line_width(cairo, thickness);
  cairo_new_sub_path(cairo);
  cairo_arc(cairo, center_x, center_y, radius - thickness / 2, 0, 2 * std::numbers::pi);
  cairo_stroke(cairo);
}

void PdfCanvas::qr(const QrPicture& picture, double left, double top, double side) {
  cairo_t* cairo = libraries_->cairo.get();
  const double module = side / static_cast<double>(picture.width + 2 * quiet_zone);
  const auto at = [&](std::size_t index) { return static_cast<double>(index + quiet_zone) * module; };
  for (std::size_t row = 0; row < picture.width; ++row) {
    for (std::size_t begin = 0; begin < picture.width; ++begin) {
      if (!picture.is_dark(begin, row)) continue;
      std::size_t end = begin;
      while (end < picture.width && picture.is_dark(end, row)) ++end;
      cairo_rectangle(cairo, left + at(begin), top + at(row), at(end) - at(begin), module);
      begin = end;
    }
  }
  cairo_fill(cairo);  // all at once: neighbours leave no hairline between them
}

void PdfCanvas::end_page() { cairo_show_page(libraries_->cairo.get()); }

Result<Bytes> PdfCanvas::finish() {
  const cairo_status_t drawn = cairo_status(libraries_->cairo.get());
  cairo_surface_finish(libraries_->surface.get());
  const cairo_status_t written = cairo_surface_status(libraries_->surface.get());
  for (const cairo_status_t status : {drawn, written}) {
    if (status != CAIRO_STATUS_SUCCESS) return failure(ErrorCode::unavailable, cairo_status_to_string(status));
  }
  return std::move(libraries_->out);
}

}  // namespace digue::paper
