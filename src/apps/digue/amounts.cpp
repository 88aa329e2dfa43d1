#include "apps/digue/amounts.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace digue::apps {

namespace {

/// Time left at the rate so far; below 0 if nobody knows.
double seconds_left(const Progress& progress) {
  if (progress.bytes == 0 || progress.expected_bytes <= progress.bytes || progress.seconds < 1) return -1;
  const double rate = static_cast<double>(progress.bytes) / progress.seconds;
  return static_cast<double>(progress.expected_bytes - progress.bytes) / rate;
}

double part_done(const Progress& progress) {
  if (progress.expected_bytes == 0) return 0;
  return std::min(1.0, static_cast<double>(progress.bytes) / static_cast<double>(progress.expected_bytes));
}

}  // namespace

std::string say_bytes(const texts::Texts& texts, std::uint64_t bytes) {
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

std::string say_duration(const texts::Texts& texts, double seconds) {
  const auto whole = static_cast<std::int64_t>(std::llround(std::max(seconds, 0.0)));
  if (whole < 60) return texts.say("unit.seconds", {{"seconds", fmt::format("{}", whole)}});
  if (whole < 3600) {
    return texts.say("unit.minutes",
                     {{"minutes", fmt::format("{}", whole / 60)}, {"seconds", fmt::format("{:02}", whole % 60)}});
  }
  return texts.say("unit.hours",
                   {{"hours", fmt::format("{}", whole / 3600)}, {"minutes", fmt::format("{:02}", whole / 60 % 60)}});
}

std::string say_progress(const texts::Texts& texts, const Progress& progress) {
  const double rate = progress.seconds > 0 ? static_cast<double>(progress.bytes) / progress.seconds : 0;
  const std::string done = say_bytes(texts, progress.bytes);
  const std::string at = say_bytes(texts, static_cast<std::uint64_t>(rate));
  const double left = seconds_left(progress);
  if (left < 0) return texts.say("progress.unknown_end", {{"done", done}, {"rate", at}});
  return texts.say("progress", {{"percent", fmt::format("{:.0f}", part_done(progress) * 100)},
                                {"done", done},
                                {"rate", at},
                                {"left", say_duration(texts, left)}});
}

json::Value status_line(const Progress& progress, std::uint64_t errors) {
  const auto count = [](std::uint64_t number) { return static_cast<std::int64_t>(number); };
  json::Value line = json::Object{{"message_type", "status"},
                                  {"seconds_elapsed", static_cast<std::int64_t>(progress.seconds)},
                                  {"percent_done", part_done(progress)},
                                  {"total_files", count(progress.expected_files)},
                                  {"files_done", count(progress.files)},
                                  {"total_bytes", count(progress.expected_bytes)},
                                  {"bytes_done", count(progress.bytes)},
                                  {"error_count", count(errors)}};
  if (const double left = seconds_left(progress); left >= 0) {
    line.set("seconds_remaining", static_cast<std::int64_t>(left));
  }
  return line;
}

}  // namespace digue::apps
