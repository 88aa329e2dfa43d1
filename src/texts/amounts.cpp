#include "texts/amounts.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace digue::texts {

std::string say_bytes(const Texts& texts, std::uint64_t bytes) {
  constexpr std::array units = {"unit.byte", "unit.kilobyte", "unit.megabyte", "unit.gigabyte", "unit.terabyte"};
  double amount = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; amount >= 999.5 && unit + 1 < units.size(); ++unit) amount /= 1000;
  std::string number = unit > 0 && amount < 9.95 ? fmt::format("{:.1f}", amount) : fmt::format("{:.0f}", amount);
  if (const std::size_t point = number.find('.'); point != std::string::npos) {
    number.replace(point, 1, texts.say("unit.decimal_point"));
  }
  return texts.say(units[unit], {{"number", number}});
}

std::string say_duration(const Texts& texts, double seconds) {
  const auto whole = static_cast<std::int64_t>(std::llround(std::max(seconds, 0.0)));
  if (whole < 60) return texts.say("unit.seconds", {{"seconds", fmt::format("{}", whole)}});
  if (whole < 3600) {
    return texts.say("unit.minutes",
                     {{"minutes", fmt::format("{}", whole / 60)}, {"seconds", fmt::format("{:02}", whole % 60)}});
  }
  return texts.say("unit.hours",
                   {{"hours", fmt::format("{}", whole / 3600)}, {"minutes", fmt::format("{:02}", whole / 60 % 60)}});
}

}  // namespace digue::texts
