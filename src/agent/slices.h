#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/instant.h"

/// How all of a backup is tried in parts that fit the free space. The parts are by the hash of a path, so that a file
/// is always in the same one, wherever it moved in the order of its folder; and their number is a power of two, so that
/// a proof of one part stays one when there are twice as many.
namespace digue::agent {

inline constexpr std::uint32_t max_slices = 4'096;

/// One part of `of`, a power of two.
struct Slice {
  std::uint32_t number = 0;
  std::uint32_t of = 1;

  bool is_all() const { return of == 1; }
  bool operator==(const Slice&) const = default;
};

/// In which of `of` slices an entry is. A SQLite database and the files that belong to it ("-wal", "-shm", "-journal")
/// are always together: apart, they would prove nothing.
std::uint32_t slice_number(std::string_view path, std::uint32_t of);
inline bool is_in(const Slice& slice, std::string_view path) { return slice_number(path, slice.of) == slice.number; }

/// In how many slices so much is tried, each of at most `bytes_at_once`. Stays what it `was` (0: never yet) as long as
/// that fits and is not far too many. Nothing if even the most would be too large.
std::optional<std::uint32_t> slices_for(std::uint64_t bytes, std::uint64_t bytes_at_once, std::uint32_t was);

/// When something was written down: the clock may go back, the numbers of the journal do not.
struct Noted {
  std::int64_t number = 0;  ///< of the entry
  Instant at;

  bool operator==(const Noted&) const = default;
};

/// Which part of a backup was proven when.
class Coverage {
 public:
  /// `of` beyond max_slices or no power of two, or a number beyond it, is passed over.
  void add(const Slice& slice, const Noted& noted);

  /// When all of the slice was proven, each part of it at its newest: the oldest of these. Nothing if a part never was.
  std::optional<Noted> of(const Slice& slice) const;
  std::optional<Noted> whole() const { return of(Slice{}); }
  /// How many parts of how many were ever proven.
  std::uint32_t parts() const { return static_cast<std::uint32_t>(noted_.size()); }
  std::uint32_t proven_parts() const;

 private:
  std::vector<std::optional<Noted>> noted_ = std::vector<std::optional<Noted>>(1);  ///< of as many slices
};

/// Everything is tried again after so long: a little less than a month, for practices close for a day or two.
inline constexpr std::chrono::days proof_cycle{28};

/// Which of `of` slices are to be tried now: those that were never proven, or too long ago; the oldest first. No more
/// than it takes to be through in time, counted from `last_tried`: a disk that comes once a week has a quarter of
/// them tried each time.
std::vector<Slice> due_slices(const Coverage& coverage, std::uint32_t of, const std::optional<Instant>& last_tried,
                              Instant now);

}  // namespace digue::agent
