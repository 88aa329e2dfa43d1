#include "repository/node.h"

#include <algorithm>
#include <array>
#include <utility>

namespace digue::repository {

namespace {

constexpr std::array<std::string_view, 9> type_names = {"file", "dir",    "symlink",   "dev", "chardev",
                                                        "fifo", "socket", "irregular", ""};

// Bits of Go's os.FileMode (package io/fs).
constexpr std::uint32_t go_dir = 1U << 31;
constexpr std::uint32_t go_symlink = 1U << 27;
constexpr std::uint32_t go_device = 1U << 26;
constexpr std::uint32_t go_fifo = 1U << 25;
constexpr std::uint32_t go_socket = 1U << 24;
constexpr std::uint32_t go_setuid = 1U << 23;
constexpr std::uint32_t go_setgid = 1U << 22;
constexpr std::uint32_t go_chardev = 1U << 21;
constexpr std::uint32_t go_sticky = 1U << 20;
constexpr std::uint32_t go_irregular = 1U << 19;

constexpr std::uint32_t permission_bits = 0777;
constexpr std::array<std::pair<std::uint32_t, std::uint32_t>, 3> special_bits = {
    {{04000, go_setuid}, {02000, go_setgid}, {01000, go_sticky}}};

std::uint32_t type_bits(NodeType type) {
  switch (type) {
    case NodeType::dir: return go_dir;
    case NodeType::symlink: return go_symlink;
    case NodeType::dev: return go_device;
    case NodeType::chardev: return go_device | go_chardev;
    case NodeType::fifo: return go_fifo;
    case NodeType::socket: return go_socket;
    case NodeType::irregular: return go_irregular;
    case NodeType::file:
    case NodeType::unknown: break;
  }
  return 0;
}

}  // namespace

std::string_view name_of(NodeType type) { return type_names[static_cast<std::size_t>(type)]; }

NodeType node_type(std::string_view name) {
  const auto found = std::ranges::find(type_names, name);
  return found == type_names.end() ? NodeType::unknown : static_cast<NodeType>(found - type_names.begin());
}

std::uint32_t go_mode(NodeType type, std::uint32_t posix_bits) {
  std::uint32_t mode = type_bits(type) | (posix_bits & permission_bits);
  for (const auto& [posix, go] : special_bits) {
    if ((posix_bits & posix) != 0) mode |= go;
  }
  return mode;
}

std::uint32_t posix_bits(std::uint32_t go_mode) {
  std::uint32_t bits = go_mode & permission_bits;
  for (const auto& [posix, go] : special_bits) {
    if ((go_mode & go) != 0) bits |= posix;
  }
  return bits;
}

bool is_plain_name(std::string_view name) {
  constexpr std::size_t longest = 255 * 3;  // 255 characters of UTF-16 on Windows, 255 bytes elsewhere
  return !name.empty() && name.size() <= longest && name != "." && name != ".." &&
         name.find_first_of(std::string_view("/\0", 2)) == std::string_view::npos;
}

}  // namespace digue::repository
