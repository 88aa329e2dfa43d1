#include "paper/base32.h"

namespace digue::paper {

namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

}  // namespace

std::string to_base32(ByteView bytes) {
  std::string out;
  unsigned bits = 0;
  unsigned waiting = 0;
  for (const std::byte byte : bytes) {
    bits = (bits << 8U) | std::to_integer<unsigned>(byte);
    for (waiting += 8; waiting >= 5; waiting -= 5) out += alphabet[(bits >> (waiting - 5)) & 31U];
    bits &= (1U << waiting) - 1;
  }
  if (waiting > 0) out += alphabet[(bits << (5 - waiting)) & 31U];
  return out;
}

Result<Bytes> from_base32(std::string_view text) {
  Bytes out;
  unsigned bits = 0;
  unsigned waiting = 0;
  for (const char c : text) {
    const std::size_t value = alphabet.find(c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
    if (value == std::string_view::npos) return failure(ErrorCode::invalid_input, "no base32");
    bits = (bits << 5U) | static_cast<unsigned>(value);
    waiting += 5;
    if (waiting < 8) continue;
    waiting -= 8;
    out.push_back(static_cast<std::byte>(bits >> waiting));
    bits &= (1U << waiting) - 1;
  }
  // What is left over is padding: fewer bits than one letter has, all zero.
  if (waiting >= 5 || bits != 0) return failure(ErrorCode::invalid_input, "no base32");
  return out;
}

}  // namespace digue::paper
