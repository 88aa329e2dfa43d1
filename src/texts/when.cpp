#include "texts/when.h"

#include <fmt/core.h>

namespace digue::texts {

std::string say_day(const Texts& texts, Day day) {
  const std::chrono::year_month_day date(day);
  const std::string month = texts.say(fmt::format("when.month.{}", static_cast<unsigned>(date.month())));
  return texts.say("when.day", {{"day", fmt::format("{}", static_cast<unsigned>(date.day()))},
                                {"month", month},
                                {"year", fmt::format("{}", static_cast<int>(date.year()))}});
}

std::string say_instant(const Texts& texts, Instant instant, Instant now, std::chrono::seconds offset) {
  const Instant local = instant + offset;
  const Day day = std::chrono::floor<std::chrono::days>(local);
  const Day today = std::chrono::floor<std::chrono::days>(now + offset);
  const std::chrono::hh_mm_ss time(local - day);
  const std::string hour = texts.say("when.time", {{"hours", fmt::format("{}", time.hours().count())},
                                                   {"minutes", fmt::format("{:02}", time.minutes().count())}});
  if (day == today) return texts.say("when.today", {{"time", hour}});
  if (day + std::chrono::days(1) == today) return texts.say("when.yesterday", {{"time", hour}});
  return texts.say("when.on", {{"day", say_day(texts, day)}, {"time", hour}});
}

std::string say_age(const Texts& texts, std::chrono::milliseconds age) {
  using std::chrono::days, std::chrono::hours, std::chrono::minutes;
  if (age < minutes(1)) return texts.say("when.now");
  if (age < hours(1)) return texts.say_count("when.minutes", std::chrono::floor<minutes>(age).count());
  if (age < days(2)) return texts.say_count("when.hours", std::chrono::floor<hours>(age).count());
  return texts.say_count("when.days", std::chrono::floor<days>(age).count());
}

}  // namespace digue::texts
