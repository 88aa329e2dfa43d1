#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace digue::apps {

/// Colour says nothing that a word does not say too.
enum class Tone { plain, strong, good, bad, doubt, quiet };

/// The column of a text beside a mark, and of all that is said below it.
constexpr std::size_t beside_mark = 4;

/// Standard output for a person: wrapped to the window, coloured when that is wanted.
class Screen {
 public:
  Screen(std::size_t width, bool colors) : width_(width), colors_(colors) {}

  /// One paragraph. Later lines start below the first word when `indent` is given.
  void say(std::string_view text, Tone tone = Tone::plain, std::size_t indent = 0);
  /// A mark, then a paragraph beside it.
  void say_marked(std::string_view mark, std::string_view text, Tone tone);
  /// As it is: JSON lines, tables, anything that a program reads.
  void raw(std::string_view text);
  void blank();

 private:
  std::string colored(std::string_view text, Tone tone) const;

  std::size_t width_;
  bool colors_;
};

/// How many columns a text takes, one for each code point.
std::size_t columns_of(std::string_view text);

}  // namespace digue::apps
