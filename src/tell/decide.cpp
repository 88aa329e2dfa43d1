#include "tell/decide.h"

#include <algorithm>

namespace digue::tell {

using std::chrono::hours;
using std::chrono::minutes;

namespace {

/// Clocks are corrected by a little all the time.
constexpr minutes clock_tolerance{10};
constexpr hours a_week{24 * 7};
constexpr minutes first_pause{15};
constexpr minutes longest_pause{240};

/// What was written down at a time that has not come yet was written by a wrong clock: it counts as written now, so
/// that a clock that is set back neither repeats everything nor silences it for years.
void forget_future(std::optional<Instant>& at, Instant now) {
  if (at && *at > now + clock_tolerance) at = now;
}

void forget_future(Memory& memory, Instant now) {
  for (auto& [_, told] : memory.problems) {
    told.since = std::min(told.since, now);
    forget_future(told.gone, now);
    for (Instant& at : told.on_screen) {
      if (at > now + clock_tolerance) at = now;
    }
  }
  for (auto* at :
       {&memory.repair_shown, &memory.trouble_mail, &memory.weekly_mail, &memory.mail.tried, &memory.ping.tried}) {
    forget_future(*at, now);
  }
}

bool is_same_day(Instant one, const Moment& moment) {
  return plan::day_on_the_wall(one, moment.ahead_of_utc) == plan::day_on_the_wall(moment.now, moment.ahead_of_utc);
}

bool is_in_care(const Moment& moment) {
  const Day day = plan::day_on_the_wall(moment.now, moment.ahead_of_utc);
  if (!moment.hours.is_open_on(day)) return false;
  const std::chrono::weekday weekday(day);
  for (const plan::OpeningSpan& span : moment.hours.week[weekday.iso_encoding() - 1]) {
    const bool has_begun = plan::on_the_wall(day, span.from, moment.ahead_of_utc) <= moment.now;
    if (has_begun && moment.now < plan::on_the_wall(day, span.to, moment.ahead_of_utc)) return true;
  }
  return false;
}

void note_problems(const Sight& sight, const Moment& moment, Memory& memory) {
  for (const Problem& problem : sight.problems) {
    const auto [known, is_new] = memory.problems.try_emplace(problem, Told{.since = moment.now});
    if (is_new || !known->second.gone) continue;
    known->second.gone.reset();
    known->second.since = moment.now;
  }
  for (auto& [problem, told] : memory.problems) {
    const bool is_seen = sight.problems.contains(problem) || sight.unknown.contains(problem.trouble);
    if (!is_seen && !told.gone) told.gone = moment.now;
  }
  std::erase_if(memory.problems, [&](const auto& entry) {
    const Told& told = entry.second;
    return told.gone && !is_same_day(*told.gone, moment) &&
           std::ranges::none_of(told.on_screen, [&](Instant at) { return is_same_day(at, moment); });
  });
}

void show(std::vector<Trouble> troubles, const Moment& moment, Memory& memory) {
  memory.notice = Notice{++memory.last_id, moment.now, std::move(troubles)};
}

/// Nothing that a notice told of is wrong any more.
void withdraw(Memory& memory) {
  const std::set<Trouble> open = open_troubles(memory);
  if (!memory.notice || memory.notice->is_repair()) return;
  const auto is_open = [&](Trouble trouble) { return open.contains(trouble); };
  if (std::ranges::any_of(memory.notice->troubles, is_open)) return;
  memory.notice.reset();
}

void show_repair(const Moment& moment, Memory& memory) {
  const auto is_shown_and_open = [](const auto& entry) {
    return !entry.second.gone && !entry.second.on_screen.empty();
  };
  if (!memory.owes_repair || std::ranges::any_of(memory.problems, is_shown_and_open)) return;
  memory.owes_repair = false;
  if (memory.repair_shown && is_same_day(*memory.repair_shown, moment)) return;
  memory.repair_shown = moment.now;
  show({}, moment, memory);
}

/// The last Monday, at the time of the weekly mail, that has passed.
Instant last_monday(const Moment& moment) {
  const Day today = plan::day_on_the_wall(moment.now, moment.ahead_of_utc);
  const Day monday = today - (std::chrono::weekday(today) - std::chrono::Monday);
  const Instant at = plan::on_the_wall(monday, weekly_mail_at, moment.ahead_of_utc);
  return at <= moment.now ? at : plan::on_the_wall(monday - std::chrono::days(7), weekly_mail_at, moment.ahead_of_utc);
}

bool is_for_mail(const Problem& problem) {
  return problem.trouble != Trouble::mail_stuck && rank_of(problem.trouble) != Rank::reminder;
}

}  // namespace

std::string_view name_of(Letter letter) {
  switch (letter) {
    case Letter::trouble: return "trouble";
    case Letter::repair: return "repair";
    case Letter::weekly: return "weekly";
  }
  return "weekly";
}

void Decider::look(const Sight& sight, const Moment& moment, Memory& memory) {
  forget_future(memory, moment.now);
  note_problems(sight, moment, memory);
  withdraw(memory);
  std::set<Trouble> troubles;
  for (auto& [problem, told] : memory.problems) {
    if (told.gone || !is_due(problem, told, moment)) continue;
    troubles.insert(problem.trouble);
    shown_[problem] = moment.elapsed;
    told.on_screen.push_back(moment.now);
    if (told.on_screen.size() > max_shown_a_week) told.on_screen.erase(told.on_screen.begin());
  }
  std::erase_if(shown_, [&](const auto& shown) { return !memory.problems.contains(shown.first); });
  if (troubles.empty()) return show_repair(moment, memory);
  memory.owes_repair = true;
  show({troubles.begin(), troubles.end()}, moment, memory);
}

bool Decider::is_due(const Problem& problem, const Told& told, const Moment& moment) const {
  if (const auto shown = shown_.find(problem); shown != shown_.end()) {
    if (moment.elapsed - shown->second < shortest_run_between) return false;
  }
  if (std::ranges::any_of(told.on_screen, [&](Instant at) { return is_same_day(at, moment); })) return false;
  if (rank_of(problem.trouble) != Rank::attention) return true;
  const auto is_of_this_week = [&](Instant at) { return moment.now - at < a_week; };
  if (static_cast<std::size_t>(std::ranges::count_if(told.on_screen, is_of_this_week)) >= max_shown_a_week)
    return false;
  return !is_in_care(moment) || moment.now - told.since >= longest_wait_for_a_pause;
}

std::optional<Letter> Decider::letter_due(const Moment& moment, Memory& memory) const {
  forget_future(memory, moment.now);
  // The first one comes when its Monday has come, and not at once.
  if (!memory.weekly_mail) memory.weekly_mail = moment.now;
  const Sending& sending = memory.mail;
  if (sending.tried && sending.failures > 0 && moment.now - *sending.tried < pause_after(sending)) return std::nullopt;
  bool is_any_open = false;
  bool is_any_new = false;
  for (const auto& [problem, told] : memory.problems) {
    if (told.gone || !is_for_mail(problem)) continue;
    is_any_open = is_any_open || told.by_mail;
    is_any_new = is_any_new || !told.by_mail;
  }
  const bool may_tell = !memory.trouble_mail || !is_same_day(*memory.trouble_mail, moment);
  if (is_any_new && may_tell) return Letter::trouble;
  if (memory.owes_repair_mail && !is_any_open && !is_any_new) return Letter::repair;
  if (*memory.weekly_mail < last_monday(moment)) return Letter::weekly;
  return std::nullopt;
}

void note_try(Sending& sending, Instant now) {
  sending.tried = now;
  sending.failures = std::min(sending.failures + 1, 1'000);
}

void note_failure(Sending& sending, std::string_view code) { sending.failure = code; }

void note_sent(Letter letter, Instant now, Memory& memory) {
  memory.mail = Sending{.tried = now};
  // Each of them tells all that is wrong.
  for (auto& [problem, told] : memory.problems) {
    if (told.gone || !is_for_mail(problem) || letter == Letter::repair) continue;
    told.by_mail = true;
    memory.owes_repair_mail = true;
  }
  if (letter == Letter::trouble) memory.trouble_mail = now;
  if (letter == Letter::repair) memory.owes_repair_mail = false;
  if (letter == Letter::weekly) memory.weekly_mail = now;
}

minutes pause_after(const Sending& sending) {
  if (sending.failures <= 0) return minutes(0);
  return std::min(first_pause * (1 << std::min(sending.failures - 1, 10)), longest_pause);
}

std::set<Trouble> open_troubles(const Memory& memory) {
  std::set<Trouble> troubles;
  for (const auto& [problem, told] : memory.problems) {
    if (!told.gone) troubles.insert(problem.trouble);
  }
  return troubles;
}

}  // namespace digue::tell
