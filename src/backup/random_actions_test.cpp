#include <doctest/doctest.h>

#include <cstdlib>
#include <random>

#include "backup/prune.h"
#include "backup/rehearsal_test.h"

namespace digue::backup {
namespace {

/// A practice in which anything happens, held against a plain list of what each day looked like. The same seed does the
/// same things.
class AnythingHappens : public test::Rehearsal {
 public:
  explicit AnythingHappens(std::uint64_t seed) : random_(seed) {
    change_files();
    note_day();
    REQUIRE(back_up().has_value());
  }

  void step() {
    switch (below(10)) {
      case 0:
      case 1:
      case 2: return change_files();
      case 3:
      case 4: return save();
      case 5: return forget_one();
      case 6: {
        REQUIRE(prune_now().has_value());
        return;
      }
      case 7: return crash_in([this] { return back_up().has_value(); });
      case 8: return crash_in([this] { return prune_now().has_value(); });
      default: restore_all(); return;
    }
  }

 private:
  std::uint64_t below(std::uint64_t end) { return std::uniform_int_distribution<std::uint64_t>(0, end - 1)(random_); }

  std::string some_path() {
    return "/cabinet/dossier " + std::to_string(below(4)) + "/fichier " + std::to_string(below(6));
  }

  void change_files() {
    for (std::uint64_t left = 1 + below(4); left > 0; --left) {
      const std::string path = some_path();
      std::string content(below(3000), '\0');
      // Some compress well, some not at all; some are the same as others.
      const std::uint64_t seed = below(50);
      std::mt19937_64 bytes(seed);
      for (char& byte : content) byte = static_cast<char>(seed % 2 == 0 ? bytes() : seed);
      files.put_file(path, content);
    }
    if (below(4) == 0) files.drop("/cabinet/dossier " + std::to_string(below(4)));
    files.put_file("/cabinet/agenda", std::to_string(below(1'000'000)));
  }

  void save() {
    note_day();
    REQUIRE(back_up().has_value());
  }

  /// Any snapshot but the last one.
  void forget_one() {
    store::LocalStore store(disk, "/place/r");
    const auto snapshots = store.list(store::FileType::snapshot).value();
    if (snapshots.size() < 2) return;
    REQUIRE(store.remove({store::FileType::snapshot, snapshots[below(snapshots.size())].id}).has_value());
  }

  Result<PruneOutcome> prune_now() {
    store::LocalStore store(disk, "/place/r");
    const auto opened = TRY(repository::open_repository(store, test::password()));
    PruneOptions options;
    options.max_unused.percent = static_cast<double>(below(3)) * 10;
    options.may_go_on = [] { return Result<void>(); };
    return prune(*opened.repository, options);
  }

  /// The process dies at some moment of it, or the power goes.
  template <typename Act>
  void crash_in(Act act) {
    note_day();
    disk.stop_at(1 + below(120));
    static_cast<void>(act());
    disk.resume();
    if (below(2) == 0) disk.lose_power(below(1'000'000));
    restore_all();
  }

  std::mt19937_64 random_;
};

std::uint64_t steps() {
  const char* wanted = std::getenv("DIGUE_RANDOM_STEPS");
  return wanted == nullptr ? 150 : std::strtoull(wanted, nullptr, 10);
}

TEST_CASE("whatever is done in whatever order, every snapshot gives back its day") {
  for (const std::uint64_t seed : {1U, 42U, 20261124U}) {
    CAPTURE(seed);
    AnythingHappens practice(seed);
    for (std::uint64_t step = 0; step < steps(); ++step) {
      CAPTURE(step);
      practice.step();
    }
    CHECK(practice.restore_all() >= 1);
  }
}

}  // namespace
}  // namespace digue::backup
