#include "apps/digue/amounts.h"

#include <fmt/core.h>

#include <algorithm>
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
