#include "plan/hours_words.h"

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace digue::plan {

namespace {

using Days = std::vector<std::size_t>;

constexpr std::size_t days_of_week = 7;
constexpr std::array<std::string_view, days_of_week> french_days = {"lundi",    "mardi",  "mercredi", "jeudi",
                                                                    "vendredi", "samedi", "dimanche"};
constexpr std::size_t short_name = 3;

std::optional<std::size_t> day_named(std::string_view word) {
  for (std::size_t day = 0; day < days_of_week; ++day) {
    const std::string_view french = french_days[day];
    if (word == french || word == french.substr(0, short_name) || word == day_names[day]) return day;
  }
  return std::nullopt;
}

/// "lun", "lun-ven", "lun,mer".
std::optional<Days> days_named(std::string_view word) {
  Days chosen;
  for (const std::string_view part : split(word, ',')) {
    const auto ends = split(part, '-');
    const auto first = day_named(ends.front());
    const auto last = day_named(ends.back());
    if (ends.size() > 2 || !first || !last || *last < *first) return std::nullopt;
    for (std::size_t day = *first; day <= *last; ++day) chosen.push_back(day);
  }
  return chosen;
}

/// "9:00", "09:00", "9h", "9h30".
std::optional<TimeOfDay> time_named(std::string_view word) {
  const std::size_t mark = word.find_first_of(":h");
  if (mark == std::string_view::npos || mark == 0 || mark > 2) return std::nullopt;
  std::string_view minutes = word.substr(mark + 1);
  if (minutes.empty() && word[mark] == 'h') minutes = "00";
  std::string whole = (mark == 1 ? "0" : "") + std::string(word.substr(0, mark)) + ":" + std::string(minutes);
  const auto time = parse_time_of_day(whole);
  return time ? std::optional(*time) : std::nullopt;
}

std::optional<OpeningSpan> span_named(std::string_view word) {
  const auto ends = split(word, '-');
  const auto from = time_named(ends.front());
  const auto to = time_named(ends.back());
  if (ends.size() != 2 || !from || !to || *to <= *from) return std::nullopt;
  return OpeningSpan{*from, *to};
}

std::vector<std::string> single_words(const std::vector<std::string>& texts) {
  std::vector<std::string> words;
  for (const std::string& text : texts) {
    for (const std::string_view word : split(text, ' ')) {
      if (!word.empty()) words.push_back(lower_ascii(word));
    }
  }
  return words;
}

/// "24/12/2026", as it is written in France.
std::optional<Day> french_date(std::string_view text) {
  const auto parts = split(text, '/');
  if (parts.size() != 3 || parts[0].size() != 2 || parts[1].size() != 2 || parts[2].size() != 4) return std::nullopt;
  const auto day = parse_day(std::string(parts[2]) + "-" + std::string(parts[1]) + "-" + std::string(parts[0]));
  return day ? std::optional(*day) : std::nullopt;
}

Result<Closure> closure_between(const std::optional<Day>& first, const std::optional<Day>& last) {
  if (!first || !last || *last < *first) return failure(ErrorCode::invalid_input, "no days");
  return Closure{*first, *last};
}

std::optional<Day> iso_date(std::string_view text) {
  const auto day = parse_day(text);
  return day ? std::optional(*day) : std::nullopt;
}

/// A week as it is described word by word: days, then what holds for them.
class WeekInWords {
 public:
  /// False for a word that makes no sense there.
  bool take(std::string_view word) {
    if (const auto named = days_named(word)) return choose(*named);
    const auto span = span_named(word);
    const bool is_closed = word == "fermé" || word == "ferme";
    return !chosen_.empty() && (span || is_closed) &&
           std::ranges::all_of(chosen_, [&](std::size_t day) { return add(day, span); });
  }

  std::array<std::vector<OpeningSpan>, days_of_week> week;

 private:
  /// The second time a day is named would silently win over the first.
  bool choose(const Days& named) {
    chosen_ = named;
    return std::ranges::none_of(named, [&](std::size_t day) { return std::exchange(is_named_[day], true); });
  }

  bool add(std::size_t day, const std::optional<OpeningSpan>& span) {
    const bool follows = week[day].empty() || (span && week[day].back().to <= span->from);
    if (follows && span) week[day].push_back(*span);
    return follows;
  }

  Days chosen_;
  std::array<bool, days_of_week> is_named_{};
};

}  // namespace

std::expected<std::array<std::vector<OpeningSpan>, 7>, std::string> parse_week(const std::vector<std::string>& words) {
  WeekInWords described;
  for (const std::string& word : single_words(words)) {
    if (!described.take(word)) return std::unexpected(word);
  }
  return described.week;
}

Result<Closure> parse_closure(std::string_view text) {
  constexpr std::size_t one_date = 10;
  const std::string_view first = text.substr(0, one_date);
  const std::string_view last = text.size() == one_date ? first : text.substr(std::min(text.size(), one_date + 1));
  const char between = text.size() > one_date ? text[one_date] : '\0';
  if (const auto day = french_date(first)) {
    if (between != '\0' && between != '-') return failure(ErrorCode::invalid_input, "no days");
    return closure_between(day, french_date(last));
  }
  if (between != '\0' && between != '/') return failure(ErrorCode::invalid_input, "no days");
  return closure_between(iso_date(first), iso_date(last));
}

std::vector<SameDays> same_days(const std::array<std::vector<OpeningSpan>, 7>& week) {
  std::vector<SameDays> groups;
  for (std::size_t day = 0; day < week.size(); ++day) {
    if (week[day].empty()) continue;
    const bool goes_on = !groups.empty() && groups.back().last + 1 == day && groups.back().spans == week[day];
    if (goes_on) {
      groups.back().last = day;
    } else {
      groups.push_back({day, day, week[day]});
    }
  }
  return groups;
}

}  // namespace digue::plan
