#include <doctest/doctest.h>

#include <cstdlib>
#include <random>

#include "backup/rehearsal_test.h"
#include "machine/fake/disk.h"
#include "store/local.h"

namespace digue::backup {
namespace {

using machine::fake::MemoryDisk;
using machine::fake::MemoryFileTree;

constexpr std::uint64_t file_size = 1500;
/// Two packs of each kind are open, and one of a worker is on its way to the disk.
constexpr std::uint64_t most_in_open_packs = 5 * (test::rehearsed_pack_size + file_size);

std::string noise(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::string text(file_size, '\0');
  for (char& letter : text) letter = static_cast<char>(random());
  return text;
}

/// A practice of a few folders, as it is on the n-th day.
void make_practice(MemoryFileTree& files, std::uint64_t day) {
  files.put_file("/cabinet/agenda", "le jour " + std::to_string(day));
  files.put_folder("/cabinet/vide");
  files.put_link("/cabinet/lien", "agenda");
  for (std::uint64_t i = 0; i < 24; ++i) {
    files.put_file("/cabinet/radios " + std::to_string(i % 3) + "/" + std::to_string(i), noise(day * 8 / 24 * 24 + i));
    files.put_file("/cabinet/jour " + std::to_string(day) + "/" + std::to_string(i), noise(day * 1000 + i));
  }
}

struct Stop {
  const char* name;
  void (*arm)(MemoryDisk& disk, std::size_t operation);
  bool cuts_power;
};

constexpr Stop stops[] = {
    {"killed", [](MemoryDisk& disk, std::size_t n) { disk.stop_at(n); }, false},
    {"power cut", [](MemoryDisk& disk, std::size_t n) { disk.stop_at(n); }, true},
    {"disk full once", [](MemoryDisk& disk, std::size_t n) { disk.fail_at(n, ErrorCode::full); }, false},
    {"refused once", [](MemoryDisk& disk, std::size_t n) { disk.fail_at(n, ErrorCode::denied); }, false},
    {"unreadable once", [](MemoryDisk& disk, std::size_t n) { disk.fail_at(n, ErrorCode::unavailable); }, true},
};

/// One operation in so many is tried; all of them with DIGUE_EVERY_CRASH in the environment.
std::size_t stride() { return std::getenv("DIGUE_EVERY_CRASH") != nullptr ? 1 : 7; }

/// A practice from day to day.
struct Practice : test::Rehearsal {
  void next_day() {
    make_practice(files, ++day);
    note_day();
  }

  std::uint64_t day = 0;
};

/// False when the backup did not come as far as that operation.
bool stops_and_recovers(const Stop& stop, std::size_t operation) {
  Practice rehearsal;
  rehearsal.next_day();
  REQUIRE(rehearsal.back_up().has_value());
  rehearsal.next_day();
  const std::size_t before = rehearsal.disk.operations();
  stop.arm(rehearsal.disk, operation);
  const auto stopped = rehearsal.back_up();
  const bool was_reached = rehearsal.disk.operations() - before >= operation;
  rehearsal.disk.resume();
  if (stop.cuts_power) rehearsal.disk.lose_power(operation);

  const std::size_t snapshots = rehearsal.restore_all();
  CHECK(snapshots >= (stopped ? 2 : 1));
  rehearsal.note_day();
  const auto next = rehearsal.back_up();
  REQUIRE(next.has_value());
  if (stopped || snapshots == 2) CHECK(next->summary.data_blobs == 0);
  CHECK(rehearsal.restore_all() == snapshots + 1);
  return was_reached;
}

TEST_CASE("whenever a backup is stopped, every snapshot is whole and the next backup succeeds") {
  for (const Stop& stop : stops) {
    CAPTURE(stop.name);
    std::size_t operation = 1;
    for (bool was_reached = true; was_reached; operation += stride()) {
      CAPTURE(operation);
      was_reached = stops_and_recovers(stop, operation);
      REQUIRE(operation < 10'000);
    }
    CHECK(operation > 100);
  }
}

TEST_CASE("a backup that was killed is sent again only as far as it was in open packs") {
  Practice whole;
  whole.next_day();
  const std::size_t before = whole.disk.operations();
  const std::uint64_t all = whole.back_up()->summary.data_added;
  const std::size_t operations = whole.disk.operations() - before;
  for (std::size_t operation = operations / 2; operation < operations; operation += 2 * stride()) {
    CAPTURE(operation);
    Practice rehearsal;
    rehearsal.next_day();
    rehearsal.disk.stop_at(operation);
    if (rehearsal.back_up()) continue;
    rehearsal.disk.resume();
    std::uint64_t kept = 0;
    store::LocalStore store(rehearsal.disk, "/place/r");
    const auto packs = store.list(store::FileType::pack).value();
    for (const store::ListedFile& pack : packs) kept += pack.size;
    rehearsal.note_day();
    const auto next = rehearsal.back_up();
    REQUIRE(next.has_value());
    CHECK(next->summary.data_added_packed + kept <= all + most_in_open_packs);
    rehearsal.restore_all();
  }
}

TEST_CASE("a place that fills up keeps what it has, and takes the rest when there is room") {
  for (std::uint64_t capacity = 20'000; capacity < 120'000; capacity += 9'973) {
    CAPTURE(capacity);
    Practice rehearsal;
    rehearsal.next_day();
    rehearsal.disk.set_capacity(capacity);
    const auto full = rehearsal.back_up(3);
    if (!full) CHECK(full.error().code == ErrorCode::full);
    CHECK(rehearsal.restore_all() == (full ? 1 : 0));
    rehearsal.disk.set_capacity(UINT64_MAX);
    rehearsal.note_day();
    REQUIRE(rehearsal.back_up(3).has_value());
    CHECK(rehearsal.restore_all() == (full ? 2 : 1));
  }
}

}  // namespace
}  // namespace digue::backup
