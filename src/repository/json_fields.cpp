#include "repository/json_fields.h"

#include <array>
#include <limits>

#include "repository/base64.h"

namespace digue::repository {

namespace {

constexpr std::uint8_t no_hex_digit = 16;

constexpr std::array<std::uint8_t, 256> hex_values = [] {
  std::array<std::uint8_t, 256> values{};
  values.fill(no_hex_digit);
  for (std::uint8_t i = 0; i < 10; ++i) values['0' + i] = i;
  for (std::uint8_t i = 0; i < 6; ++i) values['a' + i] = static_cast<std::uint8_t>(10 + i);
  return values;
}();

template <typename Read, typename Field>
Result<void> read_unless_null(json::Cursor& cursor, Field& field, Read read) {
  if (cursor.take_null()) return {};
  field = TRY(read());
  return {};
}

}  // namespace

Result<void> read_field(json::Cursor& cursor, std::string& field) {
  if (cursor.take_null()) return {};
  field = TRY(cursor.string());
  return {};
}

Result<void> read_field(json::Cursor& cursor, std::uint32_t& field) {
  std::uint64_t number = field;
  TRY(read_field(cursor, number));
  if (number > std::numeric_limits<std::uint32_t>::max()) {
    return failure(ErrorCode::invalid_input, "a number above 32 bits");
  }
  field = static_cast<std::uint32_t>(number);
  return {};
}

Result<void> read_field(json::Cursor& cursor, std::uint64_t& field) {
  return read_unless_null(cursor, field, [&] { return cursor.unsigned_integer(); });
}

Result<void> read_field(json::Cursor& cursor, std::int64_t& field) {
  return read_unless_null(cursor, field, [&] { return cursor.integer(); });
}

Result<void> read_field(json::Cursor& cursor, bool& field) {
  return read_unless_null(cursor, field, [&] { return cursor.boolean(); });
}

Result<void> read_field(json::Cursor& cursor, ZonedTime& field) {
  if (cursor.take_null()) return {};
  field = TRY(parse_zoned_time(TRY(cursor.string())));
  return {};
}

Result<void> read_field(json::Cursor& cursor, Bytes& field) {
  if (cursor.take_null()) return {};
  field = TRY(from_base64(TRY(cursor.string())));
  return {};
}

Result<void> read_field(json::Cursor& cursor, std::vector<std::string>& field) {
  if (cursor.take_null()) return {};
  field.clear();
  return cursor.array([&]() -> Result<void> { return read_field(cursor, field.emplace_back()); });
}

Result<std::array<std::byte, 32>> read_raw_id(json::Cursor& cursor) {
  const std::string_view hex = TRY(cursor.string());
  std::array<std::byte, 32> raw;
  if (hex.size() != 2 * raw.size()) return failure(ErrorCode::invalid_input, "an id without 64 digits");
  unsigned all = 0;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const unsigned high = hex_values[static_cast<unsigned char>(hex[2 * i])];
    const unsigned low = hex_values[static_cast<unsigned char>(hex[2 * i + 1])];
    all |= high | low;
    raw[i] = static_cast<std::byte>(high << 4 | low);
  }
  if (all >= no_hex_digit) return failure(ErrorCode::invalid_input, "an id that is not hexadecimal");
  return raw;
}

Result<void> read_unknown(json::Cursor& cursor, std::string_view name, RawMembers& unknown) {
  std::string kept(name);
  const std::string_view json = TRY(cursor.raw());
  unknown.push_back({std::move(kept), std::string(json)});
  return {};
}

}  // namespace digue::repository
