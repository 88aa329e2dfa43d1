#include <doctest/doctest.h>

#include <algorithm>

#include "backup/rehearsal_test.h"

namespace digue::backup {
namespace {

using Files = std::map<std::string, std::string>;

/// A repository on a disk that fails at some moment of a restore.
struct Practice : test::Rehearsal {
  Practice() {
    for (int i = 0; i < 12; ++i) {
      files.put_file("/cabinet/radios/" + std::to_string(i), test::noise(2000, static_cast<std::uint64_t>(i)));
    }
    note_day();
    REQUIRE(back_up().has_value());
    wanted = days.begin()->second;
  }

  struct Came {
    Result<RestoreOutcome> outcome;
    Files found;
    std::map<std::string, ErrorCode> failures;
    bool was_reached = false;
  };

  /// `arm` makes the disk fail at an operation of the restore itself.
  template <typename Arm>
  Came restore_while(Arm arm) {
    store::LocalStore store(disk, "/place/r");
    const auto opened = repository::open_repository(store, test::password()).value();
    repository::BlobTools tools = opened.repository->make_tools();
    REQUIRE(opened.repository->load_index(tools)->empty());
    const auto list = repository::load_snapshots(*opened.repository, tools).value();
    machine::fake::MemoryFileTree target;
    Workers workers(0, 1);
    test::QuietRestore observer;
    const std::size_t before = disk.operations();
    const std::size_t operation = arm();
    const auto outcome = restore(*opened.repository, *target.open_target("/ici").value(),
                                 {.tree = list.snapshots.front().snapshot.tree}, observer, workers);
    const bool was_reached = disk.operations() - before >= operation;
    disk.resume();
    const bool has_any = target.open_source("/ici/cabinet").has_value();
    return {outcome, has_any ? test::files_in(target, "/ici/cabinet") : Files(), observer.failures, was_reached};
  }

  Files wanted;
};

TEST_CASE("a part of the disk that cannot be read costs the files in it, which are named as damaged, and no other") {
  bool was_reached = true;
  std::size_t damaged = 0;
  for (std::size_t operation = 1; was_reached; ++operation) {
    CAPTURE(operation);
    Practice practice;
    const auto came = practice.restore_while([&] {
      practice.disk.fail_at(operation, ErrorCode::damaged);
      return operation;
    });
    was_reached = came.was_reached;
    REQUIRE(operation < 200);
    if (!came.outcome) {
      CHECK(came.outcome.error().code == ErrorCode::damaged);  // the root's own tree
      continue;
    }
    for (const auto& [path, content] : practice.wanted) {
      const auto found = came.found.find(path);
      if (found != came.found.end() && found->second == content) continue;
      ++damaged;
      const bool is_named = std::ranges::any_of(came.failures, [&](const auto& failure) {
        return ("/cabinet/" + path).starts_with(failure.first) && failure.second == ErrorCode::damaged;
      });
      CHECK(is_named);
    }
  }
  CHECK(damaged > 0);
}

TEST_CASE("a disk that is pulled during a restore ends it, and no file is called damaged for that") {
  bool was_reached = true;
  for (std::size_t operation = 1; was_reached; ++operation) {
    CAPTURE(operation);
    Practice practice;
    const auto came = practice.restore_while([&] {
      practice.disk.stop_at(operation);
      return operation;
    });
    was_reached = came.was_reached;
    REQUIRE(operation < 200);
    if (!was_reached) continue;
    REQUIRE_FALSE(came.outcome.has_value());
    CHECK(came.outcome.error().code == ErrorCode::unavailable);
    CHECK(came.failures.empty());
  }
}

}  // namespace
}  // namespace digue::backup
