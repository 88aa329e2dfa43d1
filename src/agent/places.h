#pragma once

#include "agent/place_history.h"
#include "machine/clock.h"
#include "machine/disk.h"
#include "machine/files.h"
#include "machine/sleeper.h"
#include "machine/volumes.h"

namespace digue::agent {

/// What is asked for places. All must outlive what uses them.
struct PlaceTools {
  machine::Volumes& volumes;
  machine::Files& files;
  machine::Disk& disk;
  machine::Sleeper& sleeper;
  const machine::Clock& clock;
  std::string state;  ///< the folder: with the key of all repositories, and what opens servers
};

/// So long may a disk stay plugged in after its copy, while the practice is open.
inline constexpr std::chrono::hours max_plugged_after_copy{2};
/// The same for one that waits for its copy: a day's work.
inline constexpr std::chrono::hours max_plugged_without_copy{8};

/// A place as it is now.
struct PlaceStanding {
  plan::Place place;
  Presence presence = Presence::unknown;
  PlaceHistory history;                   ///< before this look
  std::optional<Instant> since;           ///< of the presence, as far as it was noted
  std::optional<Instant> here_since;      ///< since when it has not been away, if it is here
  std::optional<machine::Volume> volume;  ///< of a disk that is plugged in
  /// It could have been unplugged long ago. Never of a share or a server. None: this computer's clock cannot be
  /// believed, or nobody knows whether it is here.
  std::optional<bool> is_left_plugged;
};

/// Looks where the disks are and which shares answer; servers are asked. Nothing is mounted and nothing is written
/// down. Where the disks cannot be listed, each of them is `unknown`. Errors: the journal's.
Result<std::vector<PlaceStanding>> look_at_places(const plan::Plans& plans, const PlaceTools& tools,
                                                  journal::Journal& journal);

/// Writes down what changed since it was last noted. What is unknown is no change.
Result<void> note_places(const std::vector<PlaceStanding>& standings, Instant now, journal::Journal& journal);

/// The disk of a place among those that are here: `not_found`; `already_exists` if there are two that cannot be told
/// apart; `damaged` if it is here and has another file system, or one that nobody has unlocked; `unavailable` if a
/// disk is here that does not let itself be read: it may be this one.
Result<machine::Volume> find_volume(const plan::Place& place, const std::vector<machine::Volume>& volumes);

/// One thing to do so that one disk is at the practice and one is not.
struct Advice {
  std::string sentence;  ///< a key of content/texts, below "place.coach."
  std::string here;      ///< the name of the disk to bring or to plug in; may be empty
  std::string home;      ///< the name of the disk to take home; may be empty
};

/// None while all is well.
std::optional<Advice> coach(const std::vector<PlaceStanding>& standings, Instant now);

}  // namespace digue::agent
