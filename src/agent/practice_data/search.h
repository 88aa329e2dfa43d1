#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "agent/practice_data/signs.h"
#include "base/error.h"
#include "machine/mounts.h"
#include "machine/sleeper.h"
#include "plan/plans.h"

namespace digue::agent {

/// Something that looks like data of the practice. Its path is the practice's own: it is for the eyes of the person who
/// asks, and goes into no journal and no table.
struct FoundData {
  DataKind kind = DataKind::documents;
  std::string path;  ///< a folder; of SQLite the file

  auto operator<=>(const FoundData&) const = default;
};

struct SearchLimits {
  std::chrono::milliseconds time = std::chrono::seconds(20);
  std::size_t entries = 3'000'000;  ///< names that are looked at
  std::size_t opened = 20'000;      ///< files of which the first bytes are read
  int depth = 24;
};

/// Where it is looked, and where not.
struct SearchPlaces {
  std::vector<std::string> roots;
  std::set<std::string, std::less<>> left_out;  ///< folders of copies: they are no data of their own
  /// Where a disk of this computer is mounted. Other mounts are not entered, and those that are known not even asked:
  /// a server that does not answer would hold the search for ever.
  std::set<std::string, std::less<>> own_mounts;
  std::set<std::string, std::less<>> other_mounts;
};

struct DataSearch {
  std::vector<FoundData> found;  ///< sorted
  /// Why not everything was looked at: `unavailable` (the time), `full` (a limit), `denied`, `unsupported` (a mount
  /// that is not this computer's own), or another error of a folder. What was found is true all the same.
  std::optional<ErrorCode> cut;
};

/// The folders in which programs and people of a practice keep things on Linux, without our own and without those of
/// the copies. `state` is absolute.
SearchPlaces places_to_search(const plan::Plans& plans, const std::string& state, machine::Mounts& mounts);

/// Looks for data by its signs. No link is followed, nothing is kept of what is in a file.
DataSearch find_practice_data(machine::FileTree& files, const machine::Sleeper& clock, const SearchPlaces& places,
                              const SearchLimits& limits = {});

/// Folders side by side become the one above them, as long as it lies below a root (the home of one person is as high
/// as it goes): a folder for each patient is one archive of radiographs.
std::set<std::string> together(std::set<std::string> folders, const std::vector<std::string>& roots);

}  // namespace digue::agent
