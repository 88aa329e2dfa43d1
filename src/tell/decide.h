#pragma once

#include <chrono>
#include <optional>
#include <set>

#include "plan/hours.h"
#include "tell/memory.h"

namespace digue::tell {

/// On the screen, one problem that can wait comes at most so often in seven days.
inline constexpr std::size_t max_shown_a_week = 3;
/// Where care knows no pause, so long is one waited for.
inline constexpr std::chrono::hours longest_wait_for_a_pause{4};
/// Whatever the clock on the wall does: so long this program must have run before the same is said again.
inline constexpr std::chrono::hours shortest_run_between{4};
/// Of the weekly mail, on the wall's clock of a Monday: before the first patient.
inline constexpr plan::TimeOfDay weekly_mail_at{8 * 60};

/// The wall of the practice at one look.
struct Moment {
  Instant now;
  plan::AheadOfUtc ahead_of_utc;
  const plan::OpeningHours& hours;
  std::chrono::milliseconds elapsed{0};  ///< on the clock that never jumps
};

enum class Letter {
  trouble,  ///< something went wrong that was not told by mail before
  repair,   ///< all that was told by mail is mended
  weekly
};
std::string_view name_of(Letter letter);

/// Decides what is said and when: one notice a day for each problem, in a pause of care where it can wait, and nothing
/// when all is well but « c'est réparé » after a problem that was told. Reads no clock and sends nothing: what is said
/// stands in the memory, which must be durable before anybody hears of it. For one thread.
class Decider {
 public:
  /// Brings the memory up to date with what was seen, and puts the notice into it that is to be shown.
  void look(const Sight& sight, const Moment& moment, Memory& memory);

  /// The mail that is to go now; none while the pause after a failure lasts.
  std::optional<Letter> letter_due(const Moment& moment, Memory& memory) const;

 private:
  bool is_due(const Problem& problem, const Told& told, const Moment& moment) const;

  std::map<Problem, std::chrono::milliseconds> shown_;  ///< by this program, on the clock that never jumps
};

/// Before a mail is sent: it counts as failed until it has gone, so that a crash or a disk that takes nothing cannot
/// make it go again and again.
void note_try(Sending& sending, Instant now);
void note_failure(Sending& sending, std::string_view code);
void note_sent(Letter letter, Instant now, Memory& memory);

/// So long after a failure it is not tried again: a quarter of an hour, doubled up to four hours.
std::chrono::minutes pause_after(const Sending& sending);

/// All that is wrong now, as kinds: each once.
std::set<Trouble> open_troubles(const Memory& memory);

}  // namespace digue::tell
