#pragma once

#include <optional>
#include <string>
#include <vector>

#include "json/cursor.h"
#include "repository/ids.h"
#include "repository/raw_member.h"
#include "repository/zoned_time.h"

namespace digue::repository {

/// How the members of our JSON objects are read into fields, as Go's encoding/json does: null leaves a field as it is.
/// A value of another kind is `invalid_input`.
Result<void> read_field(json::Cursor& cursor, std::string& field);
Result<void> read_field(json::Cursor& cursor, std::uint32_t& field);
Result<void> read_field(json::Cursor& cursor, std::uint64_t& field);
Result<void> read_field(json::Cursor& cursor, std::int64_t& field);
Result<void> read_field(json::Cursor& cursor, bool& field);
Result<void> read_field(json::Cursor& cursor, ZonedTime& field);
Result<void> read_field(json::Cursor& cursor, Bytes& field);  ///< base64
Result<void> read_field(json::Cursor& cursor, std::vector<std::string>& field);

/// 64 lower-case hexadecimal digits; not null.
Result<std::array<std::byte, 32>> read_raw_id(json::Cursor& cursor);

template <typename Tag>
Result<void> read_field(json::Cursor& cursor, Id<Tag>& field) {
  field = Id<Tag>(TRY(read_raw_id(cursor)));
  return {};
}

template <typename Tag>
Result<void> read_field(json::Cursor& cursor, std::optional<Id<Tag>>& field) {
  if (cursor.take_null()) return {};
  field = Id<Tag>(TRY(read_raw_id(cursor)));
  return {};
}

/// Keeps a member that we do not know.
Result<void> read_unknown(json::Cursor& cursor, std::string_view name, RawMembers& unknown);

/// What a file of the repository means by `invalid_input`: its bytes are not what they must be.
template <typename T>
Result<T> as_damage(Result<T> result, std::string_view what) {
  if (!result && result.error().code == ErrorCode::invalid_input) {
    return failure(ErrorCode::damaged, std::string(what) + ": " + result.error().detail);
  }
  return result;
}

}  // namespace digue::repository
