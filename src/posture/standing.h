#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/instant.h"
#include "posture/finding.h"

namespace digue::posture {

/// The six states of a rule, and only these six.
enum class State {
  held,            ///< « Tenue »: measured, or confirmed by a person
  to_correct,      ///< « À corriger »
  to_confirm,      ///< « À confirmer par vous »
  unknown,         ///< « Je ne sais pas »
  set_aside,       ///< « Mise de côté »: visible, and never counted as held
  not_applicable,  ///< « Ne s'applique pas »
};

/// As in JSON and in the keys of content/texts.
std::string_view name_of(State state);

/// A finding and when it was made.
struct Measure {
  Finding finding;
  Instant at;
};

/// Somebody said that the rule is held.
struct Confirmation {
  std::string by;         ///< a person's name; empty once it was erased
  std::string statement;  ///< the hash of the sentence that was shown: another sentence was not confirmed
  Instant at;
  Instant until;
};

/// Somebody decided to live without the rule for a while.
struct SetAside {
  std::string by;
  std::string why;
  Instant at;
  Instant until;
};

/// Why a rule is unknown although it may have been measured.
enum class Doubt {
  none,
  never_measured,
  too_old,      ///< the last measure is older than max_age
  from_future,  ///< the last measure is later than now: the clock jumped back
  unreadable,   ///< something could not be read: the finding's gaps tell what
};

std::string_view name_of(Doubt doubt);

/// How long a measure speaks for the present: a day, and two hours for a late start.
constexpr std::chrono::hours max_age{26};

/// Where a rule stands now: everything that a screen needs to say it.
struct Standing {
  const Rule* rule = nullptr;
  State state = State::unknown;
  Doubt doubt = Doubt::none;
  bool is_confirmed = false;                 ///< held because a person said so, not because it was seen
  std::optional<Measure> measure;            ///< the last one, whatever the state
  std::optional<Confirmation> confirmation;  ///< the one in force
  std::optional<SetAside> set_aside;         ///< the one in force; the state below it stays readable in `beneath`
  State beneath = State::unknown;            ///< what the state would be if it were not set aside
};

/// What a rule knows of the past, before the present is taken into account.
struct Record {
  std::optional<Measure> measure;
  std::optional<Confirmation> confirmation;
  std::optional<SetAside> set_aside;
};

/// Pure: the same record and the same now give the same standing. `statement` is the hash of the sentence that a
/// confirmation of this rule must have been given to.
Standing stand(const Rule& rule, const Record& record, const std::string& statement, Instant now);

/// The answer for this machine, from its worst essential rule; never from an average.
struct Answer {
  State worst = State::unknown;  ///< held, set_aside, to_confirm, unknown or to_correct, from best to worst
  int essential_of_worst = 0;    ///< how many essential rules stand there
  int essential = 0;             ///< how many essential rules apply here
};

/// No essential rule at all is unknown, never held.
Answer answer(const std::vector<Standing>& standings);

}  // namespace digue::posture
