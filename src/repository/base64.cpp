#include "repository/base64.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace digue::repository {

namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t no_digit = 64;

constexpr std::array<std::uint8_t, 256> digit_values = [] {
  std::array<std::uint8_t, 256> values{};
  values.fill(no_digit);
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    values[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return values;
}();

}  // namespace

void append_base64(std::string& out, ByteView bytes) {
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - at);
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      group = (group << 8) | (i < count ? std::to_integer<std::uint32_t>(bytes[at + i]) : 0);
    }
    for (std::size_t i = 0; i < 4; ++i) out += i <= count ? alphabet[(group >> (18 - 6 * i)) & 63] : '=';
  }
}

Result<Bytes> from_base64(std::string_view text) {
  Bytes bytes;
  bytes.reserve(text.size() / 4 * 3);
  std::uint32_t group = 0;
  std::size_t digits = 0;
  std::size_t padding = 0;
  for (const char c : text) {
    if (c == '\n' || c == '\r') continue;
    if (c == '=') {
      ++padding;
      continue;
    }
    const std::uint8_t value = digit_values[static_cast<unsigned char>(c)];
    if (value == no_digit || padding > 0) return failure(ErrorCode::invalid_input, "not base64");
    group = (group << 6) | value;
    if (++digits % 4 == 0) {
      for (const unsigned shift : {16U, 8U, 0U}) bytes.push_back(static_cast<std::byte>(group >> shift));
      group = 0;
    }
  }
  const std::size_t left = digits % 4;
  if (left == 1 || (left + padding) % 4 != 0 || padding > 2) return failure(ErrorCode::invalid_input, "not base64");
  if (left >= 2) bytes.push_back(static_cast<std::byte>(group >> (left == 2 ? 4 : 10)));
  if (left == 3) bytes.push_back(static_cast<std::byte>(group >> 2));
  return bytes;
}

}  // namespace digue::repository
