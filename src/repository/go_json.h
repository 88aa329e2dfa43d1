#pragma once

#include <span>
#include <string>
#include <string_view>

#include "repository/base64.h"
#include "repository/ids.h"

namespace digue::repository {

/// JSON written byte for byte as Go's encoding/json does, because ids are hashes of it. Each appends to `out` and
/// builds nothing else.

/// In quotes. `<`, `>`, `&`, U+2028 and U+2029 are escaped; so are control characters, but not U+007F; each byte that
/// is not UTF-8 becomes `\ufffd`. U+0008 and U+000C are `\b` and `\f` as since Go 1.22 (restic 0.17); `\u0008` before.
void append_json_string(std::string& out, std::string_view text);
void append_json_integer(std::string& out, std::uint64_t number);
void append_json_integer(std::string& out, std::int64_t number);
void append_json_strings(std::string& out, std::span<const std::string> texts);
void append_hex(std::string& out, ByteView bytes);

template <typename Tag>
void append_json_id(std::string& out, const Id<Tag>& id) {
  out += '"';
  append_hex(out, id.bytes());
  out += '"';
}

inline void append_json_base64(std::string& out, ByteView bytes) {
  out += '"';
  append_base64(out, bytes);
  out += '"';
}

}  // namespace digue::repository
