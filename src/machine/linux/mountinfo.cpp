#include "machine/linux/mountinfo.h"

#include <algorithm>
#include <limits>

#include "base/text.h"

namespace digue::machine::linux {

namespace {

constexpr std::size_t max_mounts = 100'000;

bool is_octal(char c) { return c >= '0' && c <= '7'; }

/// The kernel writes blanks, line ends and backslashes as a backslash and three octal digits.
std::string unescape(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  while (!text.empty()) {
    const std::string_view digits = text.substr(1, 3);
    if (text[0] == '\\' && digits.size() == 3 && digits[0] <= '3' && std::ranges::all_of(digits, is_octal)) {
      plain.push_back(static_cast<char>((digits[0] - '0') * 64 + (digits[1] - '0') * 8 + (digits[2] - '0')));
      text.remove_prefix(4);
    } else {
      plain.push_back(text[0]);
      text.remove_prefix(1);
    }
  }
  return plain;
}

std::optional<std::uint32_t> parse_number_part(std::string_view text) {
  if (text.empty() || !is_digit(text[0])) return std::nullopt;
  const auto number = parse_integer(text);
  if (!number || *number > std::numeric_limits<std::uint32_t>::max()) return std::nullopt;
  return static_cast<std::uint32_t>(*number);
}

std::optional<DeviceNumber> parse_device_number(std::string_view text) {
  const std::vector<std::string_view> parts = split(text, ':');
  if (parts.size() != 2) return std::nullopt;
  const auto major = parse_number_part(parts[0]);
  const auto minor = parse_number_part(parts[1]);
  if (!major || !minor) return std::nullopt;
  return DeviceNumber{*major, *minor};
}

/// id, parent, major:minor, root, mount point, options, any number of optional fields, "-", type, source, options.
Result<MountLine> parse_mount(std::string_view line) {
  constexpr std::size_t before_optional = 6;
  const std::vector<std::string_view> fields = split(line, ' ');
  if (fields.size() < before_optional) return failure(ErrorCode::damaged, "a mount without its fields");
  const auto dash = std::find(fields.begin() + before_optional, fields.end(), "-");
  if (fields.end() - dash < 3) return failure(ErrorCode::damaged, "a mount without its source");
  const auto number = parse_device_number(fields[2]);
  MountLine mount{number.value_or(DeviceNumber{}), unescape(fields[4]), unescape(dash[1]), unescape(dash[2]),
                  unescape(fields[3])};
  if (!number || !mount.path.starts_with('/')) return failure(ErrorCode::damaged, "a mount without device or path");
  return mount;
}

}  // namespace

Result<std::vector<MountLine>> parse_mountinfo(std::string_view text) {
  if (text.size() > max_mountinfo_bytes) return failure(ErrorCode::damaged, "too many mounts");
  std::vector<MountLine> mounts;
  for (std::string_view line : split(text, '\n')) {
    if (line.empty()) continue;
    if (mounts.size() == max_mounts) return failure(ErrorCode::damaged, "too many mounts");
    mounts.push_back(TRY(parse_mount(line)));
  }
  return mounts;
}

}  // namespace digue::machine::linux
