#include "apps/digue/screen.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"

namespace digue::apps {

std::size_t columns_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

namespace {

/// ECMA-48 "select graphic rendition".
std::string_view code_of(Tone tone) {
  switch (tone) {
    case Tone::plain: return "";
    case Tone::strong: return "1";
    case Tone::good: return "32";
    case Tone::bad: return "31";
    case Tone::doubt: return "33";
    case Tone::quiet: return "2";
  }
  return "";
}

/// The text in lines of at most `width` columns; a longer word has a line of its own. A non-breaking space, as French
/// has before its punctuation, keeps words together.
std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  std::vector<std::string> lines(1);
  for (const std::string_view word : split(text, ' ')) {
    std::string& line = lines.back();
    if (!line.empty() && columns_of(line) + 1 + columns_of(word) > width) {
      lines.emplace_back(word);
    } else {
      line += line.empty() ? std::string(word) : " " + std::string(word);
    }
  }
  return lines;
}

}  // namespace

std::string Screen::colored(std::string_view text, Tone tone) const {
  if (!colors_ || tone == Tone::plain) return std::string(text);
  return fmt::format("\x1b[{}m{}\x1b[0m", code_of(tone), text);
}

void Screen::say(std::string_view text, Tone tone, std::size_t indent) {
  const std::size_t width = std::max<std::size_t>(width_, indent + 20) - indent;
  for (const std::string& line : wrapped(printable(text), width)) {
    fmt::print("{}{}\n", std::string(indent, ' '), colored(line, tone));
  }
}

void Screen::say_marked(std::string_view mark, std::string_view text, Tone tone) {
  const std::vector<std::string> lines = wrapped(printable(text), std::max<std::size_t>(width_, 24) - beside_mark);
  fmt::print("  {} {}\n", colored(mark, tone), colored(lines.front(), Tone::strong));
  for (std::size_t i = 1; i < lines.size(); ++i) {
    fmt::print("{}{}\n", std::string(beside_mark, ' '), colored(lines[i], Tone::strong));
  }
}

void Screen::raw(std::string_view text) { fmt::print("{}\n", text); }

void Screen::blank() { fmt::print("\n"); }

}  // namespace digue::apps
