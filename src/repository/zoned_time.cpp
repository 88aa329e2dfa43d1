#include "repository/zoned_time.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace digue::repository {

namespace {

constexpr std::int64_t day_seconds = 86'400;

/// A day of the proleptic Gregorian calendar, in years that std::chrono::year does not reach.
struct CivilDay {
  std::int64_t year = 0;
  std::uint32_t month = 1;
  std::uint32_t day = 1;
};

std::int64_t floor_divide(std::int64_t value, std::int64_t by) {
  return value / by - (value % by != 0 && (value < 0) != (by < 0) ? 1 : 0);
}

/// Days of the years counted from 1 March, so that a leap day is the last one; 400 years are always as long.
constexpr std::int64_t era_years = 400;
constexpr std::int64_t era_days = 146'097;
constexpr std::int64_t days_before_1970 = 719'468;  // from 1 March of year 0

std::int64_t days_of(const CivilDay& civil) {
  const std::int64_t year = civil.month <= 2 ? civil.year - 1 : civil.year;
  const std::int64_t era = floor_divide(year, era_years);
  const std::int64_t year_of_era = year - era * era_years;
  const std::int64_t month = (civil.month + 9) % 12;
  const std::int64_t day_of_year = (153 * month + 2) / 5 + civil.day - 1;
  const std::int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * era_days + day_of_era - days_before_1970;
}

CivilDay civil_of(std::int64_t days) {
  const std::int64_t shifted = days + days_before_1970;
  const std::int64_t era = floor_divide(shifted, era_days);
  const std::int64_t day_of_era = shifted - era * era_days;
  const std::int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / (era_days - 1)) / 365;
  const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t month = (5 * day_of_year + 2) / 153;
  CivilDay civil;
  civil.month = static_cast<std::uint32_t>(month < 10 ? month + 3 : month - 9);
  civil.day = static_cast<std::uint32_t>(day_of_year - (153 * month + 2) / 5 + 1);
  civil.year = era * era_years + year_of_era + (civil.month <= 2 ? 1 : 0);
  return civil;
}

bool is_leap(std::int64_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

std::uint32_t days_in_month(const CivilDay& civil) {
  constexpr std::array<std::uint32_t, 12> days = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return days[civil.month - 1] + (civil.month == 2 && is_leap(civil.year) ? 1 : 0);
}

/// As restic: the year becomes 0 or 9999, and a leap day that it has not becomes 1 March.
CivilDay with_year_of_four_digits(CivilDay civil) {
  civil.year = std::clamp<std::int64_t>(civil.year, 0, 9999);
  return civil_of(days_of(civil));
}

void append_number(std::string& out, std::uint64_t number, int digits) {
  std::array<char, 10> text{};
  for (int i = digits - 1; i >= 0; --i) {
    text[static_cast<std::size_t>(i)] = static_cast<char>('0' + number % 10);
    number /= 10;
  }
  out.append(text.data(), static_cast<std::size_t>(digits));
}

void append_fraction(std::string& out, std::uint32_t nanoseconds) {
  if (nanoseconds == 0) return;
  out += '.';
  append_number(out, nanoseconds, 9);
  out.resize(out.find_last_not_of('0') + 1);
}

void append_offset(std::string& out, std::int32_t seconds) {
  if (seconds == 0) {
    out += 'Z';
    return;
  }
  const std::int32_t minutes = seconds / 60;
  const auto size = static_cast<std::uint64_t>(minutes < 0 ? -minutes : minutes);
  out += minutes < 0 ? '-' : '+';
  append_number(out, size / 60, 2);
  out += ':';
  append_number(out, size % 60, 2);
}

/// Takes the parts of a time from the front of a text.
class TimeReader {
 public:
  explicit TimeReader(std::string_view text) : rest_(text) {}

  Result<ZonedTime> whole() {
    CivilDay civil;
    civil.year = TRY(number(4, 9999));
    TRY(take('-'));
    civil.month = static_cast<std::uint32_t>(TRY(number(2, 12)));
    TRY(take('-'));
    civil.day = static_cast<std::uint32_t>(TRY(number(2, 31)));
    if (civil.month == 0 || civil.day == 0 || civil.day > days_in_month(civil)) return refuse();
    TRY(take('T'));
    const std::int64_t second_of_day = TRY(clock());
    ZonedTime time;
    time.nanoseconds = TRY(fraction());
    time.utc_offset_seconds = TRY(offset());
    if (!rest_.empty()) return refuse();
    time.seconds = days_of(civil) * day_seconds + second_of_day - time.utc_offset_seconds;
    return time;
  }

 private:
  static std::unexpected<Error> refuse() { return failure(ErrorCode::invalid_input, "no RFC 3339 time"); }

  Result<void> take(char wanted) {
    if (!rest_.starts_with(wanted)) return refuse();
    rest_.remove_prefix(1);
    return {};
  }

  Result<std::int64_t> number(std::size_t digits, std::int64_t max) {
    if (rest_.size() < digits) return refuse();
    std::int64_t value = 0;
    for (const char c : rest_.substr(0, digits)) {
      if (!is_digit(c)) return refuse();
      value = value * 10 + (c - '0');
    }
    if (value > max) return refuse();
    rest_.remove_prefix(digits);
    return value;
  }

  Result<std::int64_t> clock() {
    const std::int64_t hour = TRY(number(2, 23));
    TRY(take(':'));
    const std::int64_t minute = TRY(number(2, 59));
    TRY(take(':'));
    return hour * 3600 + minute * 60 + TRY(number(2, 59));
  }

  Result<std::uint32_t> fraction() {
    if (!rest_.starts_with('.')) return 0;
    rest_.remove_prefix(1);
    std::uint32_t nanoseconds = 0;
    std::size_t digits = 0;
    for (; digits < rest_.size() && is_digit(rest_[digits]); ++digits) {
      if (digits < 9) nanoseconds = nanoseconds * 10 + static_cast<std::uint32_t>(rest_[digits] - '0');
    }
    if (digits == 0) return refuse();
    for (std::size_t i = digits; i < 9; ++i) nanoseconds *= 10;
    rest_.remove_prefix(digits);
    return nanoseconds;
  }

  Result<std::int32_t> offset() {
    if (rest_.starts_with('Z')) {
      rest_.remove_prefix(1);
      return 0;
    }
    const bool is_west = rest_.starts_with('-');
    TRY(take(is_west ? '-' : '+'));
    const std::int64_t hours = TRY(number(2, 23));
    TRY(take(':'));
    const std::int64_t seconds = hours * 3600 + TRY(number(2, 59)) * 60;
    return static_cast<std::int32_t>(is_west ? -seconds : seconds);
  }

  std::string_view rest_;
};

}  // namespace

bool is_same_instant(const ZonedTime& left, const ZonedTime& right) {
  return left.seconds == right.seconds && left.nanoseconds == right.nanoseconds;
}

Instant to_instant(const ZonedTime& time) {
  constexpr std::int64_t first = -62'167'219'200;  // 0000-01-01
  constexpr std::int64_t last = 253'402'300'799;   // 9999-12-31
  return Instant(std::chrono::seconds(std::clamp(time.seconds, first, last)) +
                 std::chrono::milliseconds(time.nanoseconds / 1'000'000));
}

ZonedTime to_zoned(Instant instant, std::int32_t utc_offset_seconds) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(instant);
  const auto milliseconds = static_cast<std::uint32_t>((instant - seconds).count());
  return {seconds.time_since_epoch().count(), milliseconds * 1'000'000, utc_offset_seconds};
}

void append_rfc3339(std::string& out, const ZonedTime& time) {
  // What an int64 can hold but no calendar needs is cut first, so that nothing below overflows.
  constexpr std::int64_t far = 1LL << 55;
  const std::int64_t local = std::clamp(time.seconds, -far, far) + time.utc_offset_seconds;
  const std::int64_t days = floor_divide(local, day_seconds);
  const auto second = static_cast<std::uint64_t>(local - days * day_seconds);
  const CivilDay civil = with_year_of_four_digits(civil_of(days));
  append_number(out, static_cast<std::uint64_t>(civil.year), 4);
  out += '-';
  append_number(out, civil.month, 2);
  out += '-';
  append_number(out, civil.day, 2);
  out += 'T';
  append_number(out, second / 3600, 2);
  out += ':';
  append_number(out, second / 60 % 60, 2);
  out += ':';
  append_number(out, second % 60, 2);
  append_fraction(out, time.nanoseconds);
  append_offset(out, time.utc_offset_seconds);
}

Result<ZonedTime> parse_zoned_time(std::string_view text) { return TimeReader(text).whole(); }

}  // namespace digue::repository
