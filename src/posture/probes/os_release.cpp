#include "posture/probes/os_release.h"

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace digue::posture {

namespace {

bool is_name(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return is_digit(c) || c == '_' || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  });
}

/// What the shell would make of the right side; nothing if a quote stays open or something follows it.
std::optional<std::string> unquoted(std::string_view text) {
  if (text.empty() || (text.front() != '"' && text.front() != '\'')) return std::string(text);
  const char quote = text.front();
  std::string value;
  for (std::size_t at = 1; at < text.size(); ++at) {
    if (text[at] == quote) return at + 1 == text.size() ? std::optional(value) : std::nullopt;
    const bool is_escape =
        quote == '"' && text[at] == '\\' && at + 1 < text.size() && std::string_view("\"\\$`").contains(text[at + 1]);
    if (is_escape) ++at;
    value += text[at];
  }
  return std::nullopt;
}

}  // namespace

std::map<std::string, std::string, std::less<>> parse_os_release(std::string_view text) {
  std::map<std::string, std::string, std::less<>> values;
  for (const std::string_view raw : lines_of(text)) {
    const std::string_view line = trim(raw);
    const std::size_t equals = line.find('=');
    if (line.starts_with('#') || equals == std::string_view::npos || !is_name(line.substr(0, equals))) continue;
    if (const auto value = unquoted(line.substr(equals + 1))) values[std::string(line.substr(0, equals))] = *value;
  }
  return values;
}

}  // namespace digue::posture
