#include "paper/html.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "paper/html_style.h"

namespace digue::paper {

namespace {

std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  }
  return out;
}

/// Each word in a box of its own: half an option at the end of a line would be typed as one.
std::string whole_words(std::string_view command) {
  std::string out;
  for (const std::string_view word : split(command, ' ')) {
    if (!out.empty()) out += ' ';
    out += "<span>" + escaped(word) + "</span>";
  }
  return out;
}

/// One path of a rectangle for each run of dark modules.
std::string svg_of(const QrPicture& picture, std::string_view title) {
  constexpr double millimetres_of_a_module = 0.62;
  constexpr double least_millimetres = 31;
  const std::size_t side = picture.width + 2 * quiet_zone;
  const double size = std::max(least_millimetres, static_cast<double>(side) * millimetres_of_a_module);
  std::string out = fmt::format(
      R"(<svg role="img" aria-label="{}" viewBox="0 0 {} {}" width="{:.1f}mm" height="{:.1f}mm" shape-rendering="crispEdges">)"
      R"(<path fill="#fff" d="M0 0h{}v{}H0z"/><path fill="#000" d=")",
      title, side, side, size, size, side, side);
  for (std::size_t row = 0; row < picture.width; ++row) {
    for (std::size_t begin = 0; begin < picture.width; ++begin) {
      if (!picture.is_dark(begin, row)) continue;
      std::size_t end = begin;
      while (end < picture.width && picture.is_dark(end, row)) ++end;
      out += fmt::format("M{} {}h{}v1H{}z", begin + quiet_zone, row + quiet_zone, end - begin, begin + quiet_zone);
      begin = end;
    }
  }
  return out + R"("/></svg>)";
}

class HtmlWriter {
 public:
  std::string take() && { return std::move(out_); }

  template <typename... Parts>
  void put(fmt::format_string<Parts...> format, Parts&&... parts) {
    out_ += fmt::format(format, std::forward<Parts>(parts)...);
  }

  void operator()(const Paragraph& block) { put("<p>{}</p>\n", escaped(block.text)); }
  void operator()(const Statement& block) { put("<p class=\"statement\">{}</p>\n", escaped(block.text)); }

  void operator()(const Steps& block) {
    put("<ol>\n");
    for (const Step& step : block.steps) {
      put("<li>{}", escaped(step.text));
      for (const std::string& command : step.commands) put("<code>{}</code>", whole_words(command));
      put("</li>\n");
    }
    put("</ol>\n");
  }

  void operator()(const Table& block) {
    put("<table>\n");
    if (!block.header.empty()) row(block.header, "th");
    for (const auto& cells : block.rows) row(cells, "td");
    put("</table>\n");
  }

  void operator()(const KeyLines& block) {
    put("<div class=\"key\">\n");
    for (const KeyLine& line : block.lines) {
      put("<div><span>{}</span><b>", escaped(line.label));
      for (std::size_t at = 0; at < line.groups.size(); ++at)
        put("{}{}", at == 0 ? "" : "&nbsp;", escaped(line.groups[at]));
      put("</b><i>{}</i></div>\n", escaped(line.check_word));
    }
    put("</div>\n");
  }

  void operator()(const Code& block) {
    const std::string title = escaped(block.title);
    put("<div class=\"code\">{}<p><strong>{}</strong>{}</p></div>\n", svg_of(block.picture, title), title,
        escaped(block.text));
  }

  void operator()(const CheckBoxes& block) {
    put("<ul class=\"boxes\">\n");
    for (const std::string& item : block.items) put("<li>{}</li>\n", escaped(item));
    put("</ul>\n");
  }

  void operator()(const WriteLines& block) {
    for (const std::string& label : block.labels) put("<div class=\"write\">{}</div>\n", escaped(label));
  }

  void operator()(const Notice& block) {
    put("<div class=\"notice\"><strong>{}</strong><p>{}</p></div>\n", escaped(block.title), escaped(block.text));
  }

 private:
  void row(const std::vector<std::string>& cells, std::string_view tag) {
    put("<tr>");
    for (const std::string& cell : cells) put("<{0}>{1}</{0}>", tag, escaped(cell));
    put("</tr>\n");
  }

  std::string out_;
};

}  // namespace

Result<std::string> write_html(const Document& document) {
  TRY(check(document));
  HtmlWriter writer;
  const std::string title = escaped(document.title);
  // Whoever gets the file by mail opens nothing else with it.
  writer.put(
      "<!DOCTYPE html>\n<html lang=\"{}\">\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" "
      "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<meta name=\"viewport\" "
      "content=\"width=device-width\">\n<title>{}</title>\n<style>{}</style>\n",
      escaped(document.language), title, html_style);
  writer.put("<body><div class=\"frame\"><main class=\"flow\">\n<header>");
  if (document.stamp) writer.put("<div class=\"stamp\">{}</div>", escaped(*document.stamp));
  writer.put("<h1>{}</h1>", title);
  if (!document.subtitle.empty()) writer.put("<p class=\"subtitle\">{}</p>", escaped(document.subtitle));
  writer.put("</header>\n");
  for (const Section& section : document.sections) {
    writer.put("<section{}>\n", section.starts_page ? " class=\"new-page\"" : "");
    if (!section.title.empty()) writer.put("<h2>{}</h2>\n", escaped(section.title));
    for (const Block& block : section.blocks) std::visit(writer, block);
    writer.put("</section>\n");
  }
  writer.put("</main><div class=\"foot\"><div></div></div></div>\n");
  writer.put("<footer><span>{}</span><span>{}</span></footer>\n</body>\n</html>\n", escaped(document.date),
             escaped(document.footer));
  return std::move(writer).take();
}

}  // namespace digue::paper
