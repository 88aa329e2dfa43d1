#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "backup/compare_trees.h"
#include "base/instant.h"
#include "repository/ids.h"

namespace digue::agent {

/// Which run of which plan a backup was.
struct PlannedRunIds {
  std::string plan;   ///< "plan-1"
  std::string place;  ///< "place-1"
  Instant began;
};

/// What an exercise or a planned run saved.
struct SavedBackup {
  repository::SnapshotId snapshot;
  std::optional<PlannedRunIds> run;   ///< none for an exercise
  bool is_demonstration = false;      ///< of invented data: it says nothing of the practice's own
  std::optional<bool> on_other_disk;  ///< empty: nobody knows
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
  std::uint64_t bytes_added = 0;  ///< as stored
  std::uint64_t unsaved = 0;      ///< entries that could not be saved whole
  std::chrono::milliseconds took{0};
};

/// How it came back.
struct TriedRestore {
  std::uint64_t unrestored = 0;  ///< entries that could not be restored whole
  backup::Comparison comparison;
  std::chrono::milliseconds restoring_took{0};
  std::chrono::milliseconds comparing_took{0};
};

/// Why nothing is proven: "empty", "unsaved", "unrestored", "different"; nothing when it is. As it is written in the
/// journal and in the keys of content/texts.
std::optional<std::string> reason_of_failure(const SavedBackup& backup, const TriedRestore& restore);

}  // namespace digue::agent
