#pragma once

#include <expected>

#include "json/toml.h"

namespace digue::json {

/// The text of a TOML file from its beginning to its end, and what stands in it between names and brackets: spaces,
/// comments, strings, numbers. For one thread; the text must outlive it.
class TomlText {
 public:
  template <typename T>
  using Read = std::expected<T, TomlFault>;

  explicit TomlText(std::string_view text) : text_(text) {}

  int line() const { return line_; }
  bool is_at_end() const { return at_ == text_.size(); }
  /// 0 at the end.
  char next() const { return is_at_end() ? '\0' : text_[at_]; }
  /// Whether it goes on with these characters; goes behind them if so. None of them is a line's end.
  bool take(std::string_view expected);

  void skip_spaces();
  /// Spaces, comments and the ends of lines.
  Read<void> skip_lines();
  /// Spaces and a comment, up to the end of the line.
  Read<void> end_line();

  Read<std::string> key();
  Read<std::string> string();
  /// true, false or a whole number.
  Read<Value> plain_value();

  std::unexpected<TomlFault> refuse(std::string detail) const {
    return std::unexpected(TomlFault{line_, std::move(detail)});
  }

 private:
  void advance();
  bool take_line_end();
  Read<void> skip_comment();
  Read<std::string> literal_string(bool is_long);
  Read<std::string> basic_string(bool is_long);
  Read<void> escape(std::string& out, bool is_long);
  Read<void> unicode_escape(std::string& out, std::size_t digits);
  Read<bool> string_goes_on(std::string& out, std::string_view quotes);

  std::string_view text_;
  std::size_t at_ = 0;
  int line_ = 1;
};

}  // namespace digue::json
