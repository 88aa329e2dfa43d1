#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/proof.h"
#include "agent/slices.h"
#include "plan/plans.h"

namespace digue::agent {

/// Which part of a copy a drill tries.
enum class Scope {
  sample,    ///< a few files: shows that something comes back, and never proves the plan
  slice,     ///< a part of all files, or all of them
  databases  ///< the copies of the plan's databases, in servers of their own
};

/// What came of one database.
enum class DatabaseOutcome {
  proven,      ///< it came back, and answered each question; payments and history are not empty
  empty,       ///< it came back, and has no payment or no history: that is not the practice's
  unasked,     ///< it came back, and the plan has no question for it
  unanswered,  ///< it came back, and a question has no answer in it
  missing,     ///< there is no copy of it
  damaged,     ///< its copy does not come back
  untried      ///< this computer could not try it
};
/// As in the journal and in the keys of content/texts.
std::string_view name_of(DatabaseOutcome outcome);
std::optional<DatabaseOutcome> database_outcome(std::string_view name);
/// The copy is bad, and not merely unproven.
bool is_failure(DatabaseOutcome outcome);

struct TriedDatabase {
  std::string id;  ///< "database-1"
  DatabaseOutcome outcome = DatabaseOutcome::untried;
  std::optional<ErrorCode> why;                   ///< of what is damaged or untried
  std::map<plan::Subject, std::int64_t> answers;  ///< the least of each subject's
};

/// One part of a plan's newest copy in one place, tried for real: what came of it. No name and no path.
struct Trial {
  std::string plan;   ///< "plan-1"
  std::string place;  ///< "place-1"
  Scope scope = Scope::sample;
  Slice slice;  ///< of Scope::slice
  repository::SnapshotId snapshot;
  Instant made_at;                   ///< the snapshot, by its own word
  std::uint64_t snapshot_files = 0;  ///< all of them, without the databases
  std::uint64_t snapshot_bytes = 0;  ///< the same; of Scope::databases: those of the databases
  TriedRestore restore;
  std::uint64_t sqlite_files = 0;    ///< that were opened and checked
  std::uint64_t sqlite_damaged = 0;  ///< of these: do not fit together
  std::uint64_t documents = 0;       ///< DICOM, PDF, ZIP that were opened
  std::uint64_t documents_damaged = 0;
  std::vector<TriedDatabase> databases;
};

/// "slice" of one part is "all".
std::string_view name_of_scope(const Trial& trial);

/// Why the copy is not to be counted on: "unrestored", "different", "empty", "unusable" (a SQLite file does not fit
/// together), "databases"; nothing if all that was tried came back. A document that cannot be read came back as it was
/// saved: it is said, and is no failure.
std::optional<std::string> reason_of_failure(const Trial& trial);

}  // namespace digue::agent
