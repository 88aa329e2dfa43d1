#include "paper/document.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/utf8.h"

namespace digue::paper {

namespace {

/// Walks through a document and keeps the first thing that is wrong.
class Checker {
 public:
  Result<void> result() && { return std::move(result_); }

  void text(std::string_view text, std::string_view what) {
    if (text.size() > max_text_bytes) fail(fmt::format("{}: over {} bytes", what, max_text_bytes));
    if (!is_utf8(text)) fail(fmt::format("{}: not UTF-8", what));
    if (std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }))
      fail(fmt::format("{}: a control character", what));
  }

  void texts(const std::vector<std::string>& texts, std::string_view what) {
    count(texts.size(), max_items, what);
    for (const std::string& one : texts) text(one, what);
  }

  void count(std::size_t size, std::size_t most, std::string_view what) {
    if (size > most) fail(fmt::format("{}: over {}", what, most));
  }

  void fail(std::string detail) {
    if (result_) result_ = failure(ErrorCode::invalid_input, std::move(detail));
  }

  void operator()(const Paragraph& block) { text(block.text, "paragraph"); }
  void operator()(const Statement& block) { text(block.text, "statement"); }
  void operator()(const CheckBoxes& block) { texts(block.items, "check boxes"); }
  void operator()(const WriteLines& block) { texts(block.labels, "lines to write on"); }

  void operator()(const Notice& block) {
    text(block.title, "notice");
    text(block.text, "notice");
  }

  void operator()(const Steps& block) {
    count(block.steps.size(), max_items, "steps");
    for (const Step& step : block.steps) {
      text(step.text, "step");
      texts(step.commands, "commands");
    }
  }

  void operator()(const Table& block) {
    const std::size_t columns = block.rows.empty() ? block.header.size() : block.rows.front().size();
    count(block.rows.size(), max_items, "rows");
    count(columns, max_columns, "columns");
    if (columns == 0) fail("table: nothing in it");
    if (!block.header.empty() && block.header.size() != columns) fail("table: header of another length");
    texts(block.header, "table");
    for (const auto& row : block.rows) {
      if (row.size() != columns) fail("table: rows of different lengths");
      texts(row, "table");
    }
  }

  void operator()(const KeyLines& block) {
    constexpr std::size_t max_line_bytes = 30;
    count(block.lines.size(), max_items, "key lines");
    for (const KeyLine& line : block.lines) {
      texts(line.groups, "key line");
      std::size_t bytes = line.label.size() + line.check_word.size();
      for (const std::string& group : line.groups) bytes += group.size() + 1;
      count(bytes, max_line_bytes, "bytes of a key line");
      text(line.label, "key line");
      text(line.check_word, "key line");
    }
  }

  void operator()(const Code& block) {
    text(block.title, "code");
    text(block.text, "code");
    const QrPicture& picture = block.picture;
    if (picture.width < 21 || picture.width > 177 || picture.dark.size() != picture.width * picture.width)
      fail("code: no QR code");
  }

 private:
  Result<void> result_;
};

}  // namespace

Result<void> check(const Document& document) {
  Checker checker;
  for (const std::string* text :
       {&document.language, &document.title, &document.subtitle, &document.date, &document.footer, &document.page})
    checker.text(*text, "title or footer");
  if (document.stamp) checker.text(*document.stamp, "stamp");
  std::size_t blocks = 0;
  for (const Section& section : document.sections) {
    checker.text(section.title, "section");
    for (const Block& block : section.blocks) std::visit(checker, block);
    blocks += section.blocks.size() + 1;
  }
  checker.count(blocks, max_blocks, "blocks");
  return std::move(checker).result();
}

}  // namespace digue::paper
