#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/instant.h"

namespace digue::repository {

/// A point of time to the nanosecond, and the offset of the writer's zone at that time: part of what is hashed.
struct ZonedTime {
  std::int64_t seconds = 0;             ///< since 1970-01-01T00:00:00 UTC
  std::uint32_t nanoseconds = 0;        ///< 0 to 999,999,999
  std::int32_t utc_offset_seconds = 0;  ///< east of Greenwich is positive

  bool operator==(const ZonedTime&) const = default;
};

bool is_same_instant(const ZonedTime& left, const ZonedTime& right);

/// Rounded down to milliseconds; what no Instant can hold becomes the nearest that can be written.
Instant to_instant(const ZonedTime& time);
ZonedTime to_zoned(Instant instant, std::int32_t utc_offset_seconds = 0);

/// RFC 3339 as Go's time.RFC3339Nano, without quotes: up to nine decimals without zeros at the end, `Z` for an offset
/// of 0. The offset is cut to minutes; a year before 0 or after 9999 becomes that one, as restic does.
void append_rfc3339(std::string& out, const ZonedTime& time);

/// Any offset, any number of decimals (cut after nine). `invalid_input` otherwise, also for a day that no calendar has.
Result<ZonedTime> parse_zoned_time(std::string_view text);

}  // namespace digue::repository
