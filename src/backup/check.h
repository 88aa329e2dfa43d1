#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/workers.h"
#include "repository/snapshots.h"

namespace digue::backup {

/// What a check finds. The last three are no errors: everything can be restored, and a tidier repository is possible.
enum class Fault {
  index_unreadable,
  snapshot_unreadable,
  pack_missing,
  pack_length,   ///< the pack is not as long as its blobs and header
  pack_content,  ///< its hash, its header or a blob in it is not what it must be
  tree_unreadable,
  blob_missing,  ///< a file's piece that no index knows
  file_length,   ///< a file's size is not the sum of its pieces
  file_without_content,
  node_type,
  node_name,
  pack_orphaned,  ///< no index names it
  pack_mixed,     ///< trees and data in one pack
  pack_repeated,  ///< two indexes name it
};

/// "index_unreadable"…, for JSON and as the end of a text's key.
std::string_view name_of(Fault fault);
bool is_hint(Fault fault);

struct Finding {
  Fault fault = Fault::index_unreadable;
  std::string item;    ///< a file of the repository, or a path in a snapshot
  std::string detail;  ///< English, for engineers
};

/// Which packs are read whole.
struct ReadSubset {
  std::uint64_t part = 1;  ///< the part-th of `parts`, by the packs' names
  std::uint64_t parts = 1;
  std::optional<double> percent;       ///< by chance
  std::optional<std::uint64_t> bytes;  ///< by chance, so many
};

/// restic's --read-data-subset: "2/5", "1.5%", "300M". `invalid_input` otherwise.
Result<ReadSubset> parse_read_subset(std::string_view text);

struct CheckOptions {
  std::optional<ReadSubset> reads;  ///< none: only what the index and the trees say
};

/// Its functions are called one at a time but for the last one, from any thread; all must be quick.
class CheckObserver {
 public:
  virtual ~CheckObserver() = default;

  virtual void found(const Finding& finding) = 0;
  virtual void bytes_expected(std::uint64_t bytes) = 0;
  virtual void bytes_read(std::uint64_t bytes) = 0;
  /// Asked now and then, from any thread; an error ends the check.
  virtual Result<void> may_go_on() = 0;
};

struct CheckOutcome {
  std::uint64_t errors = 0;
  std::vector<repository::PackId> broken_packs;
  bool suggests_index_repair = false;
  bool suggests_prune = false;
  std::uint64_t snapshots = 0;
  std::uint64_t files = 0;  ///< each once for each tree that has it
  std::uint64_t packs = 0;
  std::uint64_t packs_read = 0;
  std::uint64_t bytes_read = 0;
};

/// Holds a repository against itself: its indexes, snapshots, trees and packs, and the content of the packs if that is
/// wanted. The index is not loaded yet. Nothing is changed. It works beside backups, for it reads in the order opposite
/// to theirs: snapshots, indexes, then packs.
///
/// An error means that the check could not be made: `unavailable`, `cancelled`, `denied`.
Result<CheckOutcome> check(repository::Repository& repository, const CheckOptions& options, CheckObserver& observer,
                           Workers& workers);

}  // namespace digue::backup
