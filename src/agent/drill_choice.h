#pragma once

#include <functional>
#include <string>
#include <unordered_set>
#include <vector>

#include "agent/slices.h"
#include "repository/repository.h"

/// What of a snapshot is tried. The copies of databases are not among it: they have trials of their own.
namespace digue::agent {

/// How much a sample takes at most.
inline constexpr std::size_t max_sample_files = 20;
inline constexpr std::uint64_t max_sample_bytes = std::uint64_t{256} * 1024 * 1024;

/// Which entries are restored; a folder on the way to one of them is one of them.
struct Choice {
  std::function<bool(const std::string& path, bool is_folder)> selects;
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
};

/// All that a snapshot holds, gone through once.
struct Survey {
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
  std::uint64_t unreadable = 0;  ///< folders of which nobody knows what was in them
  std::vector<std::string> sample;
  std::uint64_t sample_bytes = 0;
};

using GoesOn = std::function<Result<void>()>;

/// Counts, and draws a sample, another one each time: the file that was changed last, because the last day's work is
/// what a practice would miss first and lies in the youngest packs; the largest one that fits, because it is put
/// together from the most pieces; and others by chance, as far as both limits go. Files larger than `max_sample_bytes`
/// are left to the slices, unless there are no others.
///
/// Errors: `damaged` for a snapshot whose folders come again and again, `unavailable`, those of `goes_on`.
Result<Survey> survey(repository::Repository& repository, const repository::BlobId& tree, const GoesOn& goes_on);

/// The sample, and what belongs to a SQLite database in it.
Choice choose_sample(const Survey& survey);

/// Each of these slices, in their order; all of the same number of them.
Result<std::vector<Choice>> choose_slices(repository::Repository& repository, const repository::BlobId& tree,
                                          const std::vector<Slice>& slices, const GoesOn& goes_on);

}  // namespace digue::agent
