#include "json/write.h"

#include <fmt/core.h>

#include <cmath>

#include "base/utf8.h"

namespace digue::json {

namespace {

/// Each byte that is not UTF-8 becomes U+FFFD; all else stays.
std::string with_replacements(std::string_view text) {
  std::string valid;
  while (!text.empty()) {
    const DecodedCharacter character = decode_character(text);
    append_character(valid, character.is_valid ? character.value : replacement_character);
    text.remove_prefix(character.bytes);
  }
  return valid;
}

class Writer {
 public:
  explicit Writer(bool pretty) : pretty_(pretty) {}

  void value(const Value& value) {
    std::visit([this](const auto& content) { write(content); }, value.content());
  }

  std::string take() { return std::move(out_); }

 private:
  void write(std::monostate) { out_ += "null"; }
  void write(bool truth) { out_ += truth ? "true" : "false"; }
  void write(std::int64_t number) { out_ += fmt::format("{}", number); }
  void write(double number) {
    // A zero below zero would be read again as the whole number 0.
    out_ += !std::isfinite(number) ? "null" : number == 0 ? "0" : fmt::format("{}", number);
  }

  void write(const std::string& text) {
    const std::string valid = is_utf8(text) ? text : with_replacements(text);
    out_ += '"';
    for (const char c : valid) {
      if (c == '"' || c == '\\') {
        out_ += '\\';
        out_ += c;
      } else if (c == '\n') {
        out_ += "\\n";
      } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
        out_ += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
      } else {
        out_ += c;
      }
    }
    out_ += '"';
  }

  void write(const Array& items) {
    list('[', ']', items, [this](const Value& item) { value(item); });
  }

  void write(const Object& members) {
    list('{', '}', members, [this](const auto& member) {
      write(member.first);
      out_ += pretty_ ? ": " : ":";
      value(member.second);
    });
  }

  template <typename List, typename WriteItem>
  void list(char open, char close, const List& items, WriteItem write_item) {
    out_ += open;
    ++depth_;
    bool first = true;
    for (const auto& item : items) {
      if (!std::exchange(first, false)) out_ += ',';
      new_line();
      write_item(item);
    }
    --depth_;
    if (!items.empty()) new_line();
    out_ += close;
  }

  void new_line() {
    if (!pretty_) return;
    out_ += '\n';
    out_.append(depth_ * 2, ' ');
  }

  bool pretty_;
  std::size_t depth_ = 0;
  std::string out_;
};

std::string write_whole(const Value& value, bool pretty) {
  Writer writer(pretty);
  writer.value(value);
  return writer.take();
}

}  // namespace

std::string to_line(const Value& value) { return write_whole(value, false); }
std::string to_pretty(const Value& value) { return write_whole(value, true) + "\n"; }

}  // namespace digue::json
