#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "journal/journal.h"
#include "plan/plans.h"

namespace digue::agent {

/// How it stands with a place of copies.
enum class Presence {
  plugged,      ///< a disk: here, and this computer can reach it
  away,         ///< a disk: not here, which is what is wished for between two copies
  off,          ///< a disk: here, and nothing reaches it until a person plugs it in again: « éteint, à débrancher »
  never_seen,   ///< a disk: not here, and it never was
  strange,      ///< a disk: another file system where it should be, or two with its identity
  online,       ///< a share or a server: it answers, and so does it to whoever attacks this computer
  unreachable,  ///< a share or a server: no answer
  unknown       ///< nobody can tell
};
/// As in the journal, in JSON and in the keys of content/texts.
std::string_view name_of(Presence presence);
std::optional<Presence> presence_from(std::string_view name);

/// Whether it was asked to delete something, and what became of it.
struct TriedDelete {
  Instant at;
  bool is_refused = false;  ///< and what was to be deleted is still there
  bool has_lied = false;    ///< it said that it had deleted what is still there

  bool operator==(const TriedDelete&) const = default;
};

/// What the journal proves of a place.
struct PlaceHistory {
  std::optional<Presence> presence;   ///< at the last change that was noted
  std::optional<Instant> since;       ///< of that change
  std::optional<Instant> first_seen;  ///< here, or answering
  std::optional<Instant> last_seen;
  /// Since when it has not been away, if it is not.
  std::optional<Instant> here_since;
  std::optional<Instant> last_copy;  ///< that this program made there; of the practice's own data
  std::optional<TriedDelete> tried_delete;

  bool operator==(const PlaceHistory&) const = default;
};

/// By the ids of these places. Reads the journal as far as it is not doubted, and holds no more than there are places,
/// however long it is.
Result<std::map<std::string, PlaceHistory, std::less<>>> place_histories(journal::Journal& journal,
                                                                         const std::vector<plan::Place>& places);

/// Every id that any entry names: a new place gets none of them, or it would have the history of another one.
Result<std::vector<std::string>> noted_places(journal::Journal& journal);

// What is written down of a place: docs/formats/journal.md.

journal::Act act_of_presence(const std::string& place, Presence presence, Instant at);
journal::Act act_of_tried_delete(const std::string& place, const TriedDelete& tried);

}  // namespace digue::agent
