#include "paper/pdf_pieces.h"

#include <fmt/core.h>

#include <algorithm>
#include <string>

#include "paper/pdf_style.h"
#include "paper/pdf_table.h"

namespace digue::paper {

namespace {

class PieceMaker {
 public:
  PieceMaker(PdfCanvas& canvas, std::vector<Piece>& pieces) : canvas_(canvas), pieces_(pieces) {}

  void title(const Document& document);
  void heading(const std::string& text);

  void operator()(const Paragraph& block) { whole_width(block.text, style::text, 7); }
  void operator()(const Statement& block) { whole_width(block.text, style::statement, 9); }
  void operator()(const Steps& block);
  void operator()(const Table& block) { append_table(block, canvas_, pieces_); }
  void operator()(const KeyLines& block);
  void operator()(const Code& block);
  void operator()(const CheckBoxes& block);
  void operator()(const WriteLines& block);
  void operator()(const Notice& block);

 private:
  void add(double height, double space_after, std::function<void(PdfCanvas&, double)> draw) {
    pieces_.push_back({height, space_after, std::move(draw), false, false});
  }
  void whole_width(const std::string& text, const TextStyle& style, double space_after) {
    add(canvas_.text_height(text, style, style::width), space_after,
        [&text, style](PdfCanvas& canvas, double top) { canvas.text(text, style, {style::left, top, style::width}); });
  }

  PdfCanvas& canvas_;
  std::vector<Piece>& pieces_;
};

void PieceMaker::title(const Document& document) {
  constexpr double above_rule = 11;
  const double stamp_width = document.stamp ? canvas_.text_width(*document.stamp, style::stamp) + 30 : 0;
  const double title_width = style::width - stamp_width;
  const double title_height = canvas_.text_height(document.title, style::title, title_width);
  const double subtitle_height =
      document.subtitle.empty() ? 0 : 3 + canvas_.text_height(document.subtitle, style::subtitle, style::width);
  const double height = title_height + subtitle_height + above_rule;
  add(height, 14, [&document, title_width, title_height, height](PdfCanvas& canvas, double top) {
    canvas.text(document.title, style::title, {style::left, top, title_width});
    if (!document.subtitle.empty())
      canvas.text(document.subtitle, style::subtitle, {style::left, top + title_height + 3, style::width});
    canvas.rule(style::left, top + height, style::right, 2.4);
  });
}

void PieceMaker::heading(const std::string& text) {
  constexpr double above = 9;
  const double height = canvas_.text_height(text, style::heading, style::width) + above;
  add(height, 5, [&text](PdfCanvas& canvas, double top) {
    canvas.text(text, style::heading, {style::left, top + above, style::width});
  });
  pieces_.back().keeps_next = true;
}

void PieceMaker::operator()(const Steps& block) {
  constexpr double indent = 26;
  constexpr double command_indent = 9;
  constexpr double radius = 8.6;
  constexpr double width = style::width - indent;
  for (std::size_t at = 0; at < block.steps.size(); ++at) {
    const Step& step = block.steps[at];
    const double text_height = canvas_.text_height(step.text, style::text, width);
    std::vector<double> heights;
    double commands_height = 0;
    for (const std::string& command : step.commands) {
      heights.push_back(canvas_.text_height(command, style::command, width - command_indent) + 1.5);
      commands_height += heights.back();
    }
    if (!heights.empty()) commands_height += 5;
    add(std::max(text_height + commands_height, 2 * radius), 6.5,
        [&step, at, text_height, commands_height, heights](PdfCanvas& canvas, double top) {
          const std::string number = fmt::format("{}", at + 1);
          const double number_width = canvas.text_width(number, style::step_number);
          canvas.circle(style::left + radius, top + radius - 1, radius, style::line);
          canvas.text(number, style::step_number,
                      {style::left + radius - number_width / 2, top + radius - 1 - 5.8, number_width + 2});
          canvas.text(step.text, style::text, {style::left + indent, top, width});
          if (heights.empty()) return;
          double command_top = top + text_height + 4;
          canvas.bar(style::left + indent, command_top, 2, commands_height - 4);
          for (std::size_t line = 0; line < heights.size(); ++line) {
            canvas.text(step.commands[line], style::command,
                        {style::left + indent + command_indent, command_top + 0.8, width - command_indent});
            command_top += heights[line];
          }
        });
  }
}

void PieceMaker::operator()(const KeyLines& block) {
  constexpr double row = 42;
  constexpr double key_top = 6;  // the three texts of a row stand on one line
  constexpr double word_top = 15.2;
  constexpr double label_top = 21.1;
  constexpr double inset = 18;
  const double height = row * static_cast<double>(block.lines.size());
  add(height, 12, [&block, height](PdfCanvas& canvas, double top) {
    canvas.frame(style::left, top, style::width, height, style::thick);
    for (std::size_t at = 0; at < block.lines.size(); ++at) {
      const KeyLine& line = block.lines[at];
      const double row_top = top + row * static_cast<double>(at);
      if (at > 0) canvas.rule(style::left + inset, row_top, style::right - inset, style::hairline);
      canvas.text(line.label, style::key_label, {style::left + inset, row_top + label_top, 30});
      std::string groups;
      for (const std::string& group : line.groups) groups += (groups.empty() ? "" : " ") + group;
      canvas.text(groups, style::key, {style::left + inset + 34, row_top + key_top, 0});
      canvas.text(line.check_word, style::check_word, {style::right - inset - 180, row_top + word_top, 180});
    }
  });
}

void PieceMaker::operator()(const Code& block) {
  constexpr double module = 1.76;  // 0.62 mm: a telephone reads it, and so does a photocopy
  constexpr double least = 96;
  constexpr double gap = 20;
  const double side = std::max(least, static_cast<double>(block.picture.width + 2 * quiet_zone) * module);
  const double text_left = style::left + side + gap;
  const double text_width = style::right - text_left;
  const double title_height = canvas_.text_height(block.title, style::strong, text_width) + 4;
  const double text_height = title_height + canvas_.text_height(block.text, style::text, text_width);
  const double height = std::max(side, text_height);
  add(height, 10, [=, &block](PdfCanvas& canvas, double top) {
    canvas.qr(block.picture, style::left, top, side);
    const double text_top = top + std::max(0.0, (height - text_height) / 2);
    canvas.text(block.title, style::strong, {text_left, text_top, text_width});
    canvas.text(block.text, style::text, {text_left, text_top + title_height, text_width});
  });
}

void PieceMaker::operator()(const CheckBoxes& block) {
  constexpr double indent = 26;
  constexpr double box = 12.5;
  for (const std::string& item : block.items) {
    const double height = canvas_.text_height(item, style::text, style::width - indent);
    add(std::max(height, box), 6.5, [&item](PdfCanvas& canvas, double top) {
      canvas.frame(style::left, top + 1, box, box, style::line);
      canvas.text(item, style::text, {style::left + indent, top, style::width - indent});
    });
  }
}

void PieceMaker::operator()(const WriteLines& block) {
  constexpr double height = 27;
  for (const std::string& label : block.labels) {
    const double label_width = canvas_.text_width(label, style::text);
    add(height, 2, [&label, label_width](PdfCanvas& canvas, double top) {
      canvas.text(label, style::text, {style::left, top + height - 15, label_width + 2});
      canvas.rule(std::min(style::left + label_width + 8, style::right), top + height - 2, style::right, 0.8);
    });
  }
}

void PieceMaker::operator()(const Notice& block) {
  constexpr double bar = 7;
  constexpr double inset_x = 21;
  constexpr double inset_y = 10;
  constexpr double width = style::width - 2 * inset_x;
  const double title_height = canvas_.text_height(block.title, style::strong, width) + 2;
  const double height = title_height + canvas_.text_height(block.text, style::text, width) + 2 * inset_y;
  add(height, 11, [&block, title_height, height](PdfCanvas& canvas, double top) {
    canvas.frame(style::left, top, style::width, height, style::thick);
    canvas.bar(style::left, top, bar, height);
    canvas.text(block.title, style::strong, {style::left + inset_x, top + inset_y - 1, width});
    canvas.text(block.text, style::text, {style::left + inset_x, top + inset_y + title_height, width});
  });
}

}  // namespace

std::vector<Piece> pieces_of(const Document& document, PdfCanvas& canvas) {
  std::vector<Piece> pieces;
  PieceMaker maker(canvas, pieces);
  maker.title(document);
  for (const Section& section : document.sections) {
    const std::size_t first = pieces.size();
    if (!section.title.empty()) maker.heading(section.title);
    for (const Block& block : section.blocks) std::visit(maker, block);
    if (section.starts_page && first < pieces.size()) pieces[first].starts_page = true;
  }
  return pieces;
}

}  // namespace digue::paper
