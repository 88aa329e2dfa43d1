#include "machine/linux/blkid.h"

#include <algorithm>

#include "base/text.h"

namespace digue::machine::linux {

namespace {

constexpr std::size_t max_identity = 64;

/// blkid writes a backslash before what a shell would not take as it is.
std::string unescape(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) ++i;
    plain.push_back(text[i]);
  }
  return plain;
}

/// UUIDs, and the shorter serial numbers of FAT, exFAT and NTFS.
bool is_identity(std::string_view text) {
  return !text.empty() && text.size() <= max_identity && std::ranges::all_of(text, [](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
  });
}

}  // namespace

FoundContent parse_blkid(std::string_view text) {
  FoundContent found;
  for (const std::string_view line : lines_of(text)) {
    const std::size_t sign = line.find('=');
    if (sign == std::string_view::npos) continue;
    const std::string_view name = line.substr(0, sign);
    std::string value = unescape(line.substr(sign + 1));
    if (name == "TYPE")
      found.kind = std::move(value);
    else if (name == "UUID" && is_identity(value))
      found.file_system = std::move(value);
    else if (name == "LABEL")
      found.label = std::move(value);
  }
  return found;
}

}  // namespace digue::machine::linux
