#include "agent/paper_key.h"

#include <algorithm>
#include <map>

#include "agent/records.h"

namespace digue::agent {

namespace {

// The kinds of entries; they are stored, so they never change.
constexpr std::string_view keys_kept = "keys_kept";
constexpr std::string_view key_printed = "key_printed";
constexpr std::string_view key_typed_back = "key_typed_back";

/// What the journal says, from its newest entry on, until all is known that can matter.
struct PaperHistory {
  std::map<std::string, PlaceKey, std::less<>> keys;  ///< that open the places now, by place
  std::optional<Instant> printed;
  std::optional<Instant> typed_back;  ///< since then
  std::vector<PlaceKey> on_sheet;

  void read(const journal::Entry& entry) {
    if (entry.kind == keys_kept) {
      if (const auto key = key_from(entry.body)) keys.try_emplace(key->place, *key);
    }
    if (printed) return;
    if (entry.kind == key_typed_back && !typed_back) typed_back = entry.at;
    if (entry.kind != key_printed) return;
    printed = entry.at;
    for (const json::Value& value : entry.body.array("keys").value_or(json::Array())) {
      if (auto key = key_from(value)) on_sheet.push_back(*std::move(key));
    }
  }

  bool is_on_sheet(const PlaceKey& key) const {
    return std::ranges::any_of(on_sheet, [&](const PlaceKey& printed_key) {
      return printed_key.repository == key.repository && printed_key.key == key.key;
    });
  }

 private:
  static std::optional<PlaceKey> key_from(const json::Value& value) {
    const auto place = value.text("place");
    const auto repository = value.text("repository");
    const auto key = value.text("key");
    if (!place || !repository || !key) return std::nullopt;
    return PlaceKey{*place, *repository, *key};
  }
};

json::Object to_json(const PlaceKey& key) {
  return {{"place", key.place}, {"repository", key.repository}, {"key", key.key}};
}

posture::Fact day_of(const std::optional<Instant>& instant) {
  if (!instant) return std::monostate();
  return std::chrono::floor<std::chrono::days>(*instant).time_since_epoch().count();
}

}  // namespace

Result<void> note_kept_key(const PlaceKey& key, Instant now, journal::Journal& journal) {
  PaperHistory history;
  TRY(visit_proven(journal, [&](const journal::Entry& entry) {
    history.read(entry);
    return !history.keys.contains(key.place);
  }));
  const auto known = history.keys.find(key.place);
  if (known != history.keys.end() && known->second == key) return {};
  TRY(journal.append({now, std::string(keys_kept), to_json(key)}));
  return {};
}

journal::Act act_of_printed_key(const std::vector<PlaceKey>& keys, Instant at) {
  json::Array values;
  for (const PlaceKey& key : keys) values.emplace_back(to_json(key));
  return {at, std::string(key_printed), {{"keys", std::move(values)}}};
}

journal::Act act_of_typed_back(Instant at) { return {at, std::string(key_typed_back), json::Object()}; }

Result<std::vector<PaperKey>> paper_keys(journal::Journal& journal, const plan::Plans& plans) {
  std::vector<PaperKey> found;
  if (plans.places.empty()) return found;
  PaperHistory history;
  TRY(visit_proven(journal, [&](const journal::Entry& entry) {
    history.read(entry);
    const auto is_known = [&](const plan::Place& place) { return history.keys.contains(place.id); };
    return !history.printed || !std::ranges::all_of(plans.places, is_known);
  }));
  for (const plan::Place& place : plans.places) {
    PaperKey& paper = found.emplace_back(PaperKey{.place = place.id});
    const auto key = history.keys.find(place.id);
    paper.is_known = key != history.keys.end();
    if (!paper.is_known || !history.is_on_sheet(key->second)) continue;
    paper.printed = history.printed;
    paper.typed_back = history.typed_back;
  }
  return found;
}

Result<posture::Reading> paper_key_facts(journal::Journal& journal, const plan::Plans& plans) {
  posture::Reading reading{.table = "paper_keys"};
  for (const PaperKey& paper : TRY(paper_keys(journal, plans))) {
    // Where no key was seen, nobody knows whether the sheet has it.
    const auto known = [&](bool yes) { return paper.is_known ? std::optional(yes) : std::nullopt; };
    reading.rows.push_back({{"place", paper.place},
                            {"printed", posture::fact(known(paper.printed.has_value()))},
                            {"printed_day", day_of(paper.printed)},
                            {"typed_back", posture::fact(known(paper.typed_back.has_value()))},
                            {"typed_day", day_of(paper.typed_back)}});
  }
  return reading;
}

}  // namespace digue::agent
