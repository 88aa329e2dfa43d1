#include "agent/slices.h"

#include <doctest/doctest.h>

#include <set>

namespace digue::agent {
namespace {

using std::chrono::hours;

const Instant noon = parse_rfc3339("2026-11-24T12:00:00Z").value();

TEST_CASE("each path is in one slice, and in the same one each time") {
  for (const std::uint32_t of : {1U, 2U, 64U, max_slices}) {
    for (int i = 0; i < 50; ++i) {
      const std::string path = "/srv/cabinet/" + std::to_string(i);
      int found = 0;
      for (std::uint32_t number = 0; number < of; ++number) {
        if (is_in({number, of}, path)) ++found;
      }
      CHECK(found == 1);
    }
  }
}

TEST_CASE("a slice is two of twice as many, so that its proof stays one") {
  for (int i = 0; i < 100; ++i) {
    const std::string path = "/srv/" + std::to_string(i);
    CHECK(is_in({3, 8}, path) == (is_in({3, 16}, path) || is_in({11, 16}, path)));
  }
}

TEST_CASE("a SQLite database is together with what belongs to it") {
  for (int i = 0; i < 40; ++i) {
    const std::string path = "/srv/" + std::to_string(i) + ".db";
    for (std::uint32_t number = 0; number < 16; ++number) {
      for (const char* ending : {"-wal", "-shm", "-journal"}) {
        CHECK(is_in({number, 16}, path) == is_in({number, 16}, path + ending));
      }
    }
  }
}

TEST_CASE("there are as few slices as fit, and their number stays while it is good enough") {
  CHECK(slices_for(100, 100, 0) == 1);
  CHECK(slices_for(100, 50, 0) == 2);
  CHECK(slices_for(101, 50, 0) == 4);
  CHECK(slices_for(1'000, 100, 0) == 16);
  CHECK(slices_for(1'000, 100, 64) == 64);
  CHECK(slices_for(1'000, 100, 128) == 16);
  CHECK(slices_for(10'000, 100, 8) == 128);
  CHECK(slices_for(1'000, 100, 48) == 16);  // no power of two: not one of ours
  CHECK_FALSE(slices_for(1'000'000, 10, 0));
  CHECK_FALSE(slices_for(1, 0, 0));
  CHECK(slices_for(0, 0, 0) == 1);
}

TEST_CASE("all is proven only once each part is, and since its oldest one") {
  Coverage coverage;
  CHECK_FALSE(coverage.whole());
  for (std::uint32_t number = 0; number < 4; ++number) {
    CHECK_FALSE(coverage.whole());
    coverage.add({number, 4}, {10 + number, noon + hours(number)});
  }
  CHECK(coverage.whole() == Noted{10, noon});
  coverage.add({0, 4}, {20, noon + hours(24)});
  CHECK(coverage.whole() == Noted{11, noon + hours(1)});
  CHECK(coverage.proven_parts() == 4);
}

TEST_CASE("proofs of few large slices and of many small ones add up") {
  Coverage coverage;
  coverage.add({1, 2}, {1, noon});
  coverage.add({0, 4}, {2, noon});
  CHECK_FALSE(coverage.whole());
  CHECK(coverage.of({3, 4}) == Noted{1, noon});
  CHECK(coverage.of({7, 8}) == Noted{1, noon});
  coverage.add({2, 4}, {3, noon});
  CHECK(coverage.whole() == Noted{1, noon});
  coverage.add({0, 1}, {4, noon});
  CHECK(coverage.whole() == Noted{4, noon});
  CHECK(coverage.parts() == 4);
}

TEST_CASE("an older proof does not take the place of a newer one, whatever the clock said") {
  Coverage coverage;
  coverage.add({0, 1}, {9, noon});
  coverage.add({0, 1}, {5, noon + hours(1'000)});
  CHECK(coverage.whole() == Noted{9, noon});
}

TEST_CASE("what is no slice proves nothing") {
  Coverage coverage;
  for (const Slice slice : {Slice{0, 0}, Slice{1, 1}, Slice{0, 3}, Slice{0, 2 * max_slices}}) {
    coverage.add(slice, {1, noon});
    CHECK_FALSE(coverage.whole());
    CHECK_FALSE(coverage.of(slice));
  }
}

/// One visit each `every`, for a month: which slices are left.
std::size_t left_after_a_month(std::uint32_t of, hours every) {
  Coverage coverage;
  std::optional<Instant> tried;
  std::int64_t entry = 0;
  for (Instant now = noon; now < noon + hours(24 * 30); now += every) {
    for (const Slice& slice : due_slices(coverage, of, tried, now)) {
      coverage.add(slice, {++entry, now});
      tried = now;
    }
  }
  return coverage.parts() < of ? of : of - coverage.proven_parts();
}

TEST_CASE("within a month everything is tried, whether the place is there each day or each week") {
  for (const std::uint32_t of : {1U, 2U, 16U, 256U}) {
    CHECK(left_after_a_month(of, hours(24)) == 0);
    CHECK(left_after_a_month(of, hours(24 * 7)) == 0);
  }
}

TEST_CASE("what was proven lately waits, and the oldest proof comes first") {
  Coverage coverage;
  coverage.add({0, 2}, {1, noon - hours(24 * 40)});
  coverage.add({1, 2}, {2, noon - hours(24 * 50)});
  CHECK(due_slices(coverage, 2, noon - hours(24), noon) == std::vector{Slice{1, 2}});
  coverage.add({1, 2}, {3, noon});
  CHECK(due_slices(coverage, 2, noon - hours(24), noon) == std::vector{Slice{0, 2}});
  coverage.add({0, 2}, {4, noon});
  CHECK(due_slices(coverage, 2, noon, noon + hours(24 * 20)).empty());
}

TEST_CASE("a proof that a wrong clock dated into the future is not waited for") {
  Coverage coverage;
  coverage.add({0, 1}, {1, noon + hours(24 * 400)});
  CHECK(due_slices(coverage, 1, std::nullopt, noon).size() == 1);
}

}  // namespace
}  // namespace digue::agent
