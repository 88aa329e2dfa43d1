#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/result.h"
#include "paper/qr.h"

/// What is printed. A document is made of few kinds of blocks, is checked once, and is written as HTML (paper/html.h)
/// or as PDF (paper/pdf.h): both say the same. It holds sentences that are ready to be read, in whatever language.
namespace digue::paper {

struct Paragraph {
  std::string text;
};

/// One thing to do, and the commands to type for it, as they are.
struct Step {
  std::string text;
  std::vector<std::string> commands;
};

/// Numbered from 1.
struct Steps {
  std::vector<Step> steps;
};

struct Table {
  std::vector<std::string> header;             ///< may be empty: then there is none
  std::vector<std::vector<std::string>> rows;  ///< each as long as the others
};

/// A line of a key, large and in a monospace font: never split between two pages.
struct KeyLine {
  std::string label;                ///< as in "1"
  std::vector<std::string> groups;  ///< what is typed
  std::string check_word;           ///< what tells whether the line was copied well
};

struct KeyLines {
  std::vector<KeyLine> lines;
};

/// A QR code and what is written beside it.
struct Code {
  QrPicture picture;
  std::string title;
  std::string text;
};

/// To be ticked by hand.
struct CheckBoxes {
  std::vector<std::string> items;
};

/// A rule to write on, behind each label.
struct WriteLines {
  std::vector<std::string> labels;
};

/// What must not be missed.
struct Notice {
  std::string title;
  std::string text;
};

/// One large line that carries the page, as a verdict does.
struct Statement {
  std::string text;
};

using Block = std::variant<Paragraph, Steps, Table, KeyLines, Code, CheckBoxes, WriteLines, Notice, Statement>;

struct Section {
  std::string title;  ///< may be empty
  std::vector<Block> blocks;
  bool starts_page = false;
};

struct Document {
  std::string language;  ///< as in "fr"
  std::string title;
  std::string subtitle;
  std::optional<std::string> stamp;  ///< across the top of every page, as in "SPÉCIMEN"
  std::vector<Section> sections;
  std::string date;    ///< at the foot of every page, as people write it
  std::string footer;  ///< the same
  std::string page;    ///< how a page is called there, as in "Page {page} / {pages}" (PDF alone: HTML cannot count)
};

/// So that a page stays a page, and a mistake elsewhere does not become a thousand of them.
inline constexpr std::size_t max_text_bytes = 1'200;
inline constexpr std::size_t max_blocks = 200;
inline constexpr std::size_t max_items = 100;
inline constexpr std::size_t max_columns = 6;

/// `invalid_input`, with the place, for a text that is too long, not UTF-8 or holds control characters, and for too
/// much of anything.
Result<void> check(const Document& document);

}  // namespace digue::paper
