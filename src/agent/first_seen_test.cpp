#include "agent/first_seen.h"

#include <doctest/doctest.h>

#include "agent/records.h"
#include "database/connection.h"
#include "support/temporary_folder.h"

namespace digue::agent {
namespace {

using repository::RepositoryId;
using repository::SnapshotId;
using std::chrono::days;
using Arrival = SnapshotHistory::Arrival;

const Instant monday = parse_rfc3339("2026-11-23T20:00:00Z").value();
const RepositoryId here(RepositoryId::Raw{std::byte{1}});
const RepositoryId elsewhere(RepositoryId::Raw{std::byte{2}});

SnapshotId id_of(std::size_t number) {
  SnapshotId::Raw raw{};
  raw[0] = static_cast<std::byte>(number >> 8U);
  raw[1] = static_cast<std::byte>(number & 255U);
  raw[2] = std::byte{1};
  return SnapshotId(raw);
}

SnapshotIds ids(std::size_t first, std::size_t end) {
  SnapshotIds ids;
  for (std::size_t number = first; number < end; ++number) ids.insert(id_of(number));
  return ids;
}

/// A journal on the disk, to which looks are written as commands do.
struct State {
  test::TemporaryFolder folder;
  std::string path = folder.path() + "/journal.sqlite";
  journal::Journal journal = journal::Journal::open_or_make(path, crypto::Secret(Bytes(32))).value();

  SnapshotHistory history(const SnapshotIds& present, const RepositoryId& repository = here) {
    return snapshot_history(journal, repository, present).value();
  }

  SnapshotHistory look(const SnapshotIds& present, Instant now, const RepositoryId& repository = here) {
    SnapshotHistory known = history(present, repository);
    REQUIRE(note_look(journal, repository, unseen(known, present), now, known).has_value());
    return known;
  }

  std::size_t entries() { return static_cast<std::size_t>(journal.verify().value().entries); }
};

TEST_CASE("a snapshot came between the look at which it was not there and the one at which it was") {
  State state;
  CHECK(state.look(ids(0, 2), monday).arrivals.at(id_of(1)) == Arrival{std::nullopt, monday});
  const SnapshotHistory later = state.look(ids(0, 3), monday + days(1));
  CHECK(later.arrivals.at(id_of(1)) == Arrival{std::nullopt, monday});
  CHECK(later.arrivals.at(id_of(2)) == Arrival{monday, monday + days(1)});
  CHECK(state.history(ids(0, 3)).arrivals == later.arrivals);
}

TEST_CASE("a look that meets nothing new writes nothing") {
  State state;
  state.look(ids(0, 2), monday);
  state.look(ids(0, 2), monday + days(1));
  state.look({}, monday + days(1));
  CHECK(state.entries() == 1);
}

TEST_CASE("what this program saves itself came after it looked, and the look counts for what comes later") {
  State state;
  SnapshotHistory known = state.look({}, monday);
  REQUIRE(note_own(state.journal, here, id_of(0), monday + days(1), known).has_value());
  const SnapshotHistory later = state.look(ids(0, 2), monday + days(2));
  CHECK(later.arrivals.at(id_of(0)) == Arrival{monday, monday + days(1)});
  CHECK(later.arrivals.at(id_of(1)) == Arrival{monday, monday + days(2)});
}

TEST_CASE("another repository is another matter") {
  State state;
  state.look(ids(0, 2), monday, elsewhere);
  const SnapshotHistory known = state.history(ids(0, 2));
  CHECK(known.arrivals.empty());
  CHECK_FALSE(known.looked_at.has_value());
}

TEST_CASE(
    "a flood of snapshots is noted in entries that fit and in a bounded number of them, and the next look goes on") {
  State state;
  const SnapshotIds flood = ids(0, max_noted_at_a_look + 700);
  SnapshotHistory first = state.look(flood, monday);
  CHECK(first.arrivals.size() == flood.size());
  CHECK_FALSE(first.looked_at.has_value());
  CHECK(state.entries() == max_noted_at_a_look / 500);
  CHECK(state.history(flood).arrivals.size() == max_noted_at_a_look);
  const SnapshotHistory second = state.look(flood, monday + days(1));
  CHECK(second.looked_at == monday + days(1));
  for (const auto& [id, arrival] : second.arrivals) REQUIRE_FALSE(arrival.absent_at.has_value());
  CHECK(state.history(flood).arrivals == second.arrivals);
}

TEST_CASE("what a journal knew before somebody changed it is not believed, until the next look") {
  State state;
  state.look(ids(0, 2), monday);
  CHECK_FALSE(state.history(ids(0, 2)).was_cut_off);
  {
    auto connection = database::Connection::open(state.path, database::Mode::existing).value();
    REQUIRE(connection.execute("DROP TRIGGER entries_never_change; UPDATE entries SET at = 0").has_value());
  }
  const SnapshotHistory known = state.history(ids(0, 2));
  CHECK(known.was_cut_off);
  CHECK(known.arrivals.empty());
  state.look(ids(0, 2), monday + days(1));
  CHECK_FALSE(state.history(ids(0, 2)).was_cut_off);
}

TEST_CASE("a person's word for the time of a snapshot is kept") {
  State state;
  REQUIRE(note_trusted(state.journal, here, ids(1, 2), monday).has_value());
  CHECK(state.history(ids(0, 3)).trusted == ids(1, 2));
  CHECK(state.history(ids(0, 3), elsewhere).trusted.empty());
}

TEST_CASE("of each folder the snapshot that was proven last is known, and a demonstration proves nothing") {
  State state;
  repository::SnapshotList list;
  for (std::size_t number = 0; number < 5; ++number) {
    repository::Snapshot snapshot;
    snapshot.hostname = "cabinet";
    snapshot.paths = {number < 3 ? "/home/cabinet" : "/home/radios"};
    list.snapshots.push_back({id_of(number), snapshot, std::nullopt});
  }
  for (const std::size_t proven : {0U, 3U, 1U, 2U}) {
    const SavedBackup saved{.snapshot = id_of(proven), .is_demonstration = proven == 2, .files = 1};
    const TriedRestore tried{.comparison = {.files = 1}};
    REQUIRE(state.journal.append(act_of_exercise(saved, tried, monday)).has_value());
  }
  const SnapshotHistory known = state.history(ids_of(list));
  CHECK(known.proven == std::vector{id_of(1), id_of(3), id_of(0)});
  CHECK(last_proven(known, list) == SnapshotIds{id_of(1), id_of(3)});
}

}  // namespace
}  // namespace digue::agent
