#pragma once

#include "tell/decide.h"

namespace digue::tell::test {

/// A practice in UTC, open on working days without a pause but at noon, and what it has heard.
struct Practice {
  plan::OpeningHours hours;
  Memory memory;
  Decider decider;
  Instant now = parse_rfc3339("2026-11-24T08:00:00Z").value();  // a Tuesday
  std::chrono::milliseconds elapsed{0};
  Sight sight;

  Practice() {
    for (std::size_t day = 0; day < 5; ++day) {
      hours.week[day] = {{std::chrono::hours(9), std::chrono::hours(12)},
                         {std::chrono::hours(14), std::chrono::hours(19)}};
    }
  }

  Moment moment() const {
    return {now, [](Instant) { return std::chrono::seconds(0); }, hours, elapsed};
  }
  void pass(std::chrono::milliseconds time) {
    now += time;
    elapsed += time;
  }
  void at(const char* time) {
    const Instant then = parse_rfc3339(time).value();
    elapsed += then - now;
    now = then;
  }
  /// Whether something new is shown.
  bool look() {
    const auto before = memory.last_id;
    decider.look(sight, moment(), memory);
    return memory.last_id != before;
  }
  std::optional<Letter> letter() { return decider.letter_due(moment(), memory); }
  std::optional<Letter> send() {
    const auto due = letter();
    if (due) note_sent(*due, now, memory);
    return due;
  }
  void restart() {
    decider = Decider();
    memory = memory_from(to_json(memory)).value();
    elapsed = {};
  }
};

}  // namespace digue::tell::test
