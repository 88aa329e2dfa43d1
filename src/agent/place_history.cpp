#include "agent/place_history.h"

#include <algorithm>
#include <array>
#include <set>

namespace digue::agent {

namespace {

// The kinds of entries; they are stored, so they never change.
constexpr std::string_view place_seen = "place_seen";
constexpr std::string_view delete_tried = "delete_tried";
constexpr std::string_view copy_made = "backup_saved";

/// No practice has had as many; a journal that somebody filled must not fill the memory.
constexpr std::size_t max_noted_places = 10'000;

constexpr std::array presences = {Presence::plugged, Presence::away,   Presence::off,         Presence::never_seen,
                                  Presence::strange, Presence::online, Presence::unreachable, Presence::unknown};

bool is_here(Presence presence) {
  return presence == Presence::plugged || presence == Presence::online || presence == Presence::off;
}

bool is_gone(Presence presence) {
  return presence == Presence::away || presence == Presence::never_seen || presence == Presence::unreachable;
}

/// Is given the entries about one place from the newest on: the first word is the newest.
class HistoryReader {
 public:
  void read(const journal::Entry& entry) {
    if (entry.kind == place_seen) read_presence(entry);
    // Only what says that it was no demonstration was none.
    if (entry.kind == copy_made && !entry.body.boolean("demonstration").value_or(true)) {
      if (!history_.last_copy) history_.last_copy = entry.at;
      note_seen(entry.at);
    }
    if (entry.kind == delete_tried && !history_.tried_delete) {
      history_.tried_delete = TriedDelete{entry.at, entry.body.boolean("refused").value_or(false),
                                          entry.body.boolean("still_there").value_or(false)};
    }
  }

  PlaceHistory take() const { return history_; }

 private:
  void read_presence(const journal::Entry& entry) {
    const auto presence = presence_from(entry.body.text("presence").value_or(std::string()));
    if (!presence) return;
    if (!history_.presence) {
      history_.presence = presence;
      history_.since = entry.at;
    }
    was_away_ = was_away_ || is_gone(*presence);
    if (!was_away_) history_.here_since = entry.at;
    if (is_here(*presence)) note_seen(entry.at);
  }

  void note_seen(Instant at) {
    if (!history_.last_seen) history_.last_seen = at;
    history_.first_seen = at;
  }

  PlaceHistory history_;
  bool was_away_ = false;
};

}  // namespace

std::string_view name_of(Presence presence) {
  switch (presence) {
    case Presence::plugged: return "plugged";
    case Presence::away: return "away";
    case Presence::off: return "off";
    case Presence::never_seen: return "never_seen";
    case Presence::strange: return "strange";
    case Presence::online: return "online";
    case Presence::unreachable: return "unreachable";
    case Presence::unknown: return "unknown";
  }
  return "unknown";
}

std::optional<Presence> presence_from(std::string_view name) {
  const auto found = std::ranges::find(presences, name, [](Presence presence) { return name_of(presence); });
  return found == presences.end() ? std::nullopt : std::optional(*found);
}

Result<std::map<std::string, PlaceHistory, std::less<>>> place_histories(journal::Journal& journal,
                                                                         const std::vector<plan::Place>& places) {
  std::map<std::string, HistoryReader, std::less<>> readers;
  for (const plan::Place& place : places) readers.try_emplace(place.id);
  const auto visit = [&](const journal::Entry& entry) {
    const auto found = readers.find(entry.body.text("place").value_or(std::string()));
    if (found != readers.end()) found->second.read(entry);
    return true;
  };
  TRY(journal.newest_first(visit, TRY(journal.verify()).doubtful_to));
  std::map<std::string, PlaceHistory, std::less<>> histories;
  for (auto& [id, reader] : readers) histories.emplace(id, reader.take());
  return histories;
}

Result<std::vector<std::string>> noted_places(journal::Journal& journal) {
  std::set<std::string> ids;
  TRY(journal.newest_first([&](const journal::Entry& entry) {
    if (const auto id = entry.body.text("place")) ids.insert(*id);
    return ids.size() < max_noted_places;
  }));
  return std::vector(ids.begin(), ids.end());
}

journal::Act act_of_presence(const std::string& place, Presence presence, Instant at) {
  return {at, std::string(place_seen), {{"place", place}, {"presence", name_of(presence)}}};
}

journal::Act act_of_tried_delete(const std::string& place, const TriedDelete& tried) {
  json::Value body = json::Object{{"place", place}, {"refused", tried.is_refused}};
  if (tried.has_lied) body.set("still_there", true);
  return {tried.at, std::string(delete_tried), *body.as_object()};
}

}  // namespace digue::agent
