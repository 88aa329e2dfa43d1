#include "machine/fake/reg_file.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "machine/registry_value.h"
#include "machine/utf16.h"

namespace digue::machine::fake {

namespace {

constexpr std::size_t max_bytes = 64 * 1024 * 1024;
constexpr std::size_t max_keys = 500'000;
constexpr std::size_t max_key_length = 4096;
constexpr std::string_view first_line = "Windows Registry Editor Version 5.00";

/// Reads one file from its first character to its last.
class Reader {
 public:
  Reader(std::string_view text, RegistryKeys& keys) : text_(text), keys_(keys) {}

  Result<void> read() {
    if (trim(rest_of_line()) != first_line) return wrong("the first line is not that of a registry export");
    while (next_line()) {
      if (at('[')) {
        TRY(key());
      } else if (at('"') || at('@')) {
        TRY(value());
      } else if (!at(';')) {
        return wrong("neither a key nor a value");
      }
      skip_blanks();
      if (!at(';') && !trim(rest_of_line()).empty()) return wrong("something stands behind the end");
      rest_of_line();
    }
    return {};
  }

 private:
  std::unexpected<Error> wrong(std::string_view what) const {
    const auto line = 1 + std::ranges::count(text_.substr(0, std::min(at_, text_.size())), '\n');
    return failure(ErrorCode::invalid_input, fmt::format("line {}: {}", line, what));
  }

  bool at(char c) const { return at_ < text_.size() && text_[at_] == c; }
  bool take(std::string_view expected) {
    if (!text_.substr(at_).starts_with(expected)) return false;
    at_ += expected.size();
    return true;
  }
  void skip(std::string_view characters) { at_ = std::min(text_.find_first_not_of(characters, at_), text_.size()); }
  void skip_blanks() { skip(" \t"); }

  /// Up to the end of the line and not over it.
  std::string_view rest_of_line() {
    const std::size_t start = at_;
    at_ = std::min(text_.find('\n', at_), text_.size());
    return text_.substr(start, at_ - start);
  }

  /// To the next line that says something; false at the end.
  bool next_line() {
    skip(" \t\r\n");
    return at_ < text_.size();
  }

  Result<void> key() {
    const std::string_view line = trim(rest_of_line());
    const std::size_t end = line.rfind(']');
    if (end == std::string_view::npos) return wrong("a key without its ]");
    if (!trim(line.substr(end + 1)).empty() && !trim(line.substr(end + 1)).starts_with(';')) {
      return wrong("something stands behind the key");
    }
    std::string_view name = line.substr(1, end - 1);
    const bool is_deleted = name.starts_with('-');
    if (is_deleted) name.remove_prefix(1);
    if (name.size() > max_key_length) return wrong("the key is too long");
    TRY(root_of(name));
    current_ = nullptr;
    in_key_ = true;
    if (is_deleted) return {};
    if (keys_.size() >= max_keys) return wrong("too many keys");
    current_ = &keys_[lower_ascii(name)];
    return {};
  }

  Result<void> root_of(std::string_view name) const {
    const std::string root = lower_ascii(name.substr(0, name.find('\\')));
    if (root == "hkey_local_machine" || root == "hkey_users") {
      if (name.ends_with('\\') || name.find("\\\\") != std::string_view::npos) return wrong("a key without a name");
      return {};
    }
    if (root == "hkey_current_user") {
      return wrong("HKEY_CURRENT_USER does not say whose settings these are; export HKEY_USERS\\<SID> instead");
    }
    return wrong("the root is neither HKEY_LOCAL_MACHINE nor HKEY_USERS");
  }

  Result<void> value() {
    if (!in_key_) return wrong("a value before the first key");
    std::string name;
    if (!take("@")) name = TRY(quoted());
    skip_blanks();
    if (!take("=")) return wrong("a value without =");
    skip_blanks();
    if (take("-")) return {};
    RegistryValue content = TRY(content_of_value());
    if (current_ != nullptr) current_->values[lower_ascii(name)] = std::move(content);
    return {};
  }

  Result<RegistryValue> content_of_value() {
    if (at('"')) return RegistryValue(TRY(quoted()));
    if (take("dword:")) return dword();
    if (take("hex:")) return bytes(static_cast<std::uint32_t>(RegistryType::bytes));
    if (!take("hex(")) return wrong("a value of no known form");
    const std::optional<std::uint32_t> type = hexadecimal(8);
    if (!type || !take("):")) return wrong("a type that is no number");
    return bytes(*type);
  }

  /// A text between quotes, where regedit writes \\ and \" and leaves line ends as they are.
  Result<std::string> quoted() {
    std::string text;
    for (++at_; at_ < text_.size(); ++at_) {
      char c = text_[at_];
      if (c == '"') {
        ++at_;
        return text;
      }
      if (c == '\\') {
        c = ++at_ < text_.size() ? text_[at_] : '\0';
        if (c != '\\' && c != '"') return wrong("a backslash before something else than \\ or \"");
      }
      text.push_back(c);
    }
    return wrong("a text without its closing quote");
  }

  /// One to `max_digits` digits.
  std::optional<std::uint32_t> hexadecimal(std::size_t max_digits) {
    const std::string_view digits = text_.substr(at_, max_digits);
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number, 16);
    if (error != std::errc()) return std::nullopt;
    at_ += static_cast<std::size_t>(end - digits.data());
    return number;
  }

  Result<RegistryValue> dword() {
    const std::optional<std::uint32_t> number = hexadecimal(8);
    if (!number) return wrong("a dword without its digits");
    return RegistryValue(std::int64_t{*number});
  }

  Result<RegistryValue> bytes(std::uint32_t type) {
    Bytes data;
    while (const std::optional<std::uint32_t> byte = hexadecimal(2)) {
      data.push_back(static_cast<std::byte>(*byte));
      skip_blanks();
      if (!take(",")) break;
      skip_blanks();
      if (take("\\")) skip(" \t\r\n");
    }
    return registry_value(type, data);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  RegistryKeys& keys_;
  RegistryKey* current_ = nullptr;  ///< where values go; none while a deleted key is read
  bool in_key_ = false;
};

/// The file as UTF-8, without its mark.
Result<std::string> decoded(std::string_view file) {
  if (file.size() > max_bytes) return failure(ErrorCode::invalid_input, "the registry export is too long");
  if (file.starts_with("\xFF\xFE")) return from_utf16_bytes(bytes_of(file.substr(2)));
  if (file.starts_with("\xEF\xBB\xBF")) file.remove_prefix(3);
  if (!is_utf8(file)) return failure(ErrorCode::invalid_input, "neither UTF-16LE with its mark nor UTF-8");
  return std::string(file);
}

std::string in_quotes(std::string_view text) {
  return fmt::format("\"{}\"", replace_all(replace_all(text, "\\", "\\\\"), "\"", "\\\""));
}

std::string with_commas(std::string_view type, ByteView data) {
  std::string text(type);
  for (std::size_t i = 0; i < data.size(); ++i) text += (i == 0 ? "" : ",") + to_hex(data.subspan(i, 1));
  return text;
}

std::string written(const RegistryValue& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    if (*number >= 0 && *number <= UINT32_MAX) return fmt::format("dword:{:08x}", *number);
    Bytes data;
    for (unsigned i = 0; i < 8; ++i) {
      data.push_back(static_cast<std::byte>((static_cast<std::uint64_t>(*number) >> (8 * i)) & 0xFF));
    }
    return with_commas("hex(b):", data);
  }
  if (const auto* text = std::get_if<std::string>(&value)) return in_quotes(*text);
  return with_commas("hex:", std::get<Bytes>(value));
}

}  // namespace

Result<void> read_reg(std::string_view file, RegistryKeys& keys) {
  const std::string text = TRY(decoded(file));
  return Reader(text, keys).read();
}

std::string write_reg(const RegistryKeys& keys) {
  std::string file(first_line);
  file += '\n';
  for (const auto& [name, key] : keys) {
    if (key.error) continue;
    file += fmt::format("\n[{}]\n", name);
    for (const auto& [value_name, value] : key.values) {
      file += fmt::format("{}={}\n", value_name.empty() ? "@" : in_quotes(value_name), written(value));
    }
  }
  return file;
}

}  // namespace digue::machine::fake
