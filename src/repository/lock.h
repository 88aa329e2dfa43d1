#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "repository/lock_file.h"
#include "repository/repository.h"

namespace digue::repository {

/// `shared` for whoever adds, `exclusive` for whoever removes (restic's design document, "Locks").
enum class LockKind { shared, exclusive };

/// What a lock must know of this computer.
struct LockSurroundings {
  std::string hostname;
  std::string username;
  std::int64_t process_id = 0;
  std::uint32_t user_id = 0;
  std::uint32_t group_id = 0;
  std::function<ZonedTime()> now;
  std::function<bool(std::int64_t process_id)> process_exists;   ///< on this computer
  std::function<Result<void>(std::chrono::milliseconds)> sleep;  ///< `cancelled` when it is to stop
  std::function<std::chrono::milliseconds()> elapsed;            ///< on the clock that never jumps
};

/// Somebody else's lock that stands in the way.
struct Conflict {
  LockId id;
  std::optional<LockFile> lock;  ///< none if it cannot be read
};

/// That this program works in the repository, as long as this lives; restic honours it and is honoured. Belongs to one
/// thread.
class Lock {
 public:
  /// Waits for others at most `patience`, then `locked`; `conflict` then tells whose it is. What this computer left
  /// when it crashed is removed. A file that is no lock stops only who wants to remove something.
  static Result<Lock> acquire(Repository& repository, LockKind kind, const LockSurroundings& surroundings,
                              std::chrono::milliseconds patience, std::optional<Conflict>& conflict);
  Lock(Lock&& other) noexcept = default;
  Lock& operator=(Lock&&) = delete;
  /// Removes it.
  ~Lock();

  /// To be called again and again: writes a newer one when it is time to. `locked` when that failed for so long that
  /// others may take it for stale: then nothing more may be written.
  Result<void> keep();

 private:
  Lock(Repository& repository, LockKind kind, const LockSurroundings& surroundings);
  Result<std::optional<Conflict>> find_conflict();
  Result<LockId> write();

  std::unique_ptr<BlobTools> tools_;  ///< null after a move
  Repository& repository_;
  LockKind kind_;
  const LockSurroundings& surroundings_;
  LockId id_;
  std::chrono::milliseconds refreshed_at_{0};
};

/// Whether whoever wrote it is gone: it is older than 30 minutes, or its process on this computer has ended.
bool is_stale(const LockFile& lock, const LockSurroundings& surroundings);

/// Removes the stale locks, or all of them, and what is no lock. Tells how many.
Result<std::size_t> unlock(Repository& repository, const LockSurroundings& surroundings, bool removes_all);

}  // namespace digue::repository
