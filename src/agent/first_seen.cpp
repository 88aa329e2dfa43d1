#include "agent/first_seen.h"

#include <algorithm>

#include "agent/records.h"

namespace digue::agent {

namespace {

using repository::RepositoryId;
using repository::SnapshotId;

// The kinds of entries; they are stored, so they never change.
constexpr std::string_view snapshots_seen = "snapshots_seen";
constexpr std::string_view snapshots_trusted = "snapshots_trusted";

/// With their quotes and commas, 33,500 of the 65,536 bytes that an entry may have.
constexpr std::size_t max_ids_in_an_entry = 500;

std::optional<Instant> time_in(const journal::Entry& entry, std::string_view name) {
  const auto instant = parse_rfc3339(entry.body.text(name).value_or(std::string()));
  return instant ? std::optional(*instant) : std::nullopt;
}

json::Value value_of(const std::optional<Instant>& instant) {
  return instant ? json::Value(to_rfc3339(*instant)) : json::Value();
}

class ArrivalsReader {
 public:
  ArrivalsReader(const RepositoryId& repository, const SnapshotIds& present)
      : repository_(repository.hex()), present_(present) {}

  void read(const journal::Entry& entry) {
    if (const auto id = proven_snapshot(entry); id && present_.contains(*id)) history_.proven.push_back(*id);
    if (entry.body.text("repository").value_or(std::string()) != repository_) return;
    if (entry.kind == snapshots_seen) read_look(entry);
    if (entry.kind == snapshots_trusted) {
      for (const SnapshotId& id : present_in(entry)) history_.trusted.insert(id);
    }
  }

  SnapshotHistory take() { return std::move(history_); }
  bool has_looks() const { return has_looks_; }

 private:
  /// The newest look is read first: an older one knows better when a snapshot was first seen.
  void read_look(const journal::Entry& entry) {
    has_looks_ = true;
    const SnapshotHistory::Arrival arrival{time_in(entry, "absent_at"), entry.at};
    for (const SnapshotId& id : present_in(entry)) history_.arrivals.insert_or_assign(id, arrival);
    if (!history_.looked_at) history_.looked_at = time_in(entry, "looked_at");
  }

  std::vector<SnapshotId> present_in(const journal::Entry& entry) const {
    std::vector<SnapshotId> ids;
    const json::Value* values = entry.body.find("snapshots");
    const json::Array* array = values == nullptr ? nullptr : values->as_array();
    if (array == nullptr) return ids;
    for (const json::Value& value : *array) {
      const auto id = SnapshotId::from_hex(value.as_text() == nullptr ? std::string_view() : *value.as_text());
      if (id && present_.contains(*id)) ids.push_back(*id);
    }
    return ids;
  }

  std::string repository_;
  const SnapshotIds& present_;
  SnapshotHistory history_;
  bool has_looks_ = false;
};

json::Object body_of(const RepositoryId& repository, std::span<const SnapshotId> ids) {
  json::Array names;
  for (const SnapshotId& id : ids) names.emplace_back(id.hex());
  return {{"repository", repository.hex()}, {"snapshots", std::move(names)}};
}

journal::Act act_of_look(const RepositoryId& repository, std::span<const SnapshotId> ids,
                         const std::optional<Instant>& absent_at, const std::optional<Instant>& looked_at, Instant at) {
  json::Object body = body_of(repository, ids);
  body.emplace_back("absent_at", value_of(absent_at));
  body.emplace_back("looked_at", value_of(looked_at));
  return {at, std::string(snapshots_seen), std::move(body)};
}

}  // namespace

Result<SnapshotHistory> snapshot_history(journal::Journal& journal, const RepositoryId& repository,
                                         const SnapshotIds& present) {
  ArrivalsReader reader(repository, present);
  const std::int64_t doubtful_to = TRY(journal.verify()).doubtful_to;
  TRY(journal.newest_first(
      [&](const journal::Entry& entry) {
        reader.read(entry);
        return true;
      },
      doubtful_to));
  SnapshotHistory history = reader.take();
  history.was_cut_off = doubtful_to > 0 && !reader.has_looks();
  return history;
}

SnapshotIds unseen(const SnapshotHistory& history, const SnapshotIds& present) {
  SnapshotIds ids = present;
  std::erase_if(ids, [&](const SnapshotId& id) { return history.arrivals.contains(id); });
  return ids;
}

Result<void> note_look(journal::Journal& journal, const RepositoryId& repository, const SnapshotIds& unseen,
                       Instant now, SnapshotHistory& history) {
  const std::optional<Instant> absent_at = history.looked_at;
  for (const SnapshotId& id : unseen) history.arrivals.insert({id, {absent_at, now}});
  const std::vector<SnapshotId> ids(unseen.begin(), unseen.end());
  const std::size_t noted = std::min(ids.size(), max_noted_at_a_look);
  for (std::size_t first = 0; first < noted; first += max_ids_in_an_entry) {
    const std::size_t count = std::min(max_ids_in_an_entry, noted - first);
    const bool is_all = first + count == ids.size();
    const auto looked_at = is_all ? std::optional(now) : absent_at;
    TRY(journal.append(act_of_look(repository, std::span(ids).subspan(first, count), absent_at, looked_at, now)));
  }
  if (noted == ids.size()) history.looked_at = now;
  return {};
}

Result<void> note_own(journal::Journal& journal, const RepositoryId& repository, const SnapshotId& saved, Instant now,
                      const SnapshotHistory& history) {
  TRY(journal.append(act_of_look(repository, std::span(&saved, 1), history.looked_at, history.looked_at, now)));
  return {};
}

Result<void> note_trusted(journal::Journal& journal, const RepositoryId& repository, const SnapshotIds& snapshots,
                          Instant now) {
  const std::vector<SnapshotId> ids(snapshots.begin(), snapshots.end());
  for (std::size_t first = 0; first < ids.size(); first += max_ids_in_an_entry) {
    const std::size_t count = std::min(max_ids_in_an_entry, ids.size() - first);
    TRY(journal.append(
        {now, std::string(snapshots_trusted), body_of(repository, std::span(ids).subspan(first, count))}));
  }
  return {};
}

SnapshotIds ids_of(const repository::SnapshotList& list) {
  SnapshotIds ids;
  for (const repository::LoadedSnapshot& loaded : list.snapshots) ids.insert(loaded.id);
  return ids;
}

SnapshotIds last_proven(const SnapshotHistory& history, const repository::SnapshotList& list) {
  using Series = std::pair<std::string, std::vector<std::string>>;
  std::map<SnapshotId, Series> series;
  for (const repository::LoadedSnapshot& loaded : list.snapshots) {
    Series one{loaded.snapshot.hostname, loaded.snapshot.paths};
    std::ranges::sort(one.second);
    series.emplace(loaded.id, std::move(one));
  }
  std::map<Series, SnapshotId> last;
  for (const SnapshotId& id : history.proven) {
    if (const auto found = series.find(id); found != series.end()) last.try_emplace(found->second, id);
  }
  SnapshotIds ids;
  for (const auto& [_, id] : last) ids.insert(id);
  return ids;
}

}  // namespace digue::agent
