#pragma once

#include <cstdint>
#include <string>

#include "json/value.h"
#include "texts/amounts.h"

namespace digue::apps {

/// How far a long work has come.
struct Progress {
  std::uint64_t files = 0;
  std::uint64_t expected_files = 0;  ///< 0 if nobody knows
  std::uint64_t bytes = 0;
  std::uint64_t expected_bytes = 0;  ///< 0 if nobody knows
  double seconds = 0;                ///< since the start
};

using texts::say_bytes, texts::say_duration;

/// One line: how much, at what rate, and the time left when it can be told.
std::string say_progress(const texts::Texts& texts, const Progress& progress);
/// restic's "status" line.
json::Value status_line(const Progress& progress, std::uint64_t errors);

}  // namespace digue::apps
