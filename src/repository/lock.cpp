#include "repository/lock.h"

#include <algorithm>

namespace digue::repository {

namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr seconds stale_after = minutes(30);
constexpr seconds refreshed_every = minutes(5);
/// Others take a lock for stale after 30 minutes; what is under way then may take a while to end.
constexpr seconds lost_after = seconds(22 * 60 + 30);
/// How long others may need to see what we wrote.
constexpr milliseconds settling_time(200);
constexpr milliseconds longest_wait = seconds(5);

store::FileName lock_name(const LockId& id) { return {store::FileType::lock, file_id(id)}; }

/// nullopt for one that is gone by now, an empty Conflict::lock for one that cannot be read.
Result<std::optional<Conflict>> read_lock(Repository& repository, const LockId& id, BlobTools& tools) {
  const Result<Bytes> json = repository.load_unpacked(lock_name(id), tools);
  if (!json && json.error().code == ErrorCode::not_found) return std::nullopt;
  if (!json && json.error().code == ErrorCode::unavailable) return std::unexpected(json.error());
  Result<LockFile> lock = json ? parse_lock_file(text_of(*json)) : std::unexpected(json.error());
  return Conflict{id, lock ? std::optional(*std::move(lock)) : std::nullopt};
}

bool is_from_dead_process_here(const LockFile& lock, const LockSurroundings& surroundings) {
  return lock.hostname == surroundings.hostname && !surroundings.process_exists(lock.process_id);
}

}  // namespace

Lock::Lock(Repository& repository, LockKind kind, const LockSurroundings& surroundings)
    : tools_(std::make_unique<BlobTools>(repository.make_tools())),
      repository_(repository),
      kind_(kind),
      surroundings_(surroundings) {}

Result<Lock> Lock::acquire(Repository& repository, LockKind kind, const LockSurroundings& surroundings,
                           milliseconds patience, std::optional<Conflict>& conflict) {
  const auto give_up_at = surroundings.elapsed() + patience;
  for (milliseconds wait = settling_time;; wait = std::min(wait * 2, longest_wait)) {
    Lock lock(repository, kind, surroundings);
    conflict = TRY(lock.find_conflict());
    if (!conflict) {
      lock.id_ = TRY(lock.write());
      TRY(surroundings.sleep(settling_time));
      conflict = TRY(lock.find_conflict());
      if (!conflict) return lock;
    }
    if (surroundings.elapsed() + wait > give_up_at) break;
    TRY(surroundings.sleep(wait));
  }
  return failure(ErrorCode::locked, "somebody else is using the repository");
}

Lock::~Lock() {
  if (tools_ && !id_.is_null()) static_cast<void>(repository_.store().remove(lock_name(id_)));
}

Result<void> Lock::keep() {
  const auto age = surroundings_.elapsed() - refreshed_at_;
  if (age < refreshed_every) return {};
  const LockId old = id_;
  if (const Result<LockId> fresh = write(); fresh) {
    id_ = *fresh;
    static_cast<void>(repository_.store().remove(lock_name(old)));
    return {};
  }
  if (age < lost_after) return {};
  return failure(ErrorCode::locked, "the lock could not be renewed in time");
}

Result<std::optional<Conflict>> Lock::find_conflict() {
  for (const store::ListedFile& file : TRY(repository_.store().list(store::FileType::lock))) {
    const LockId id(file.id.raw());
    if (id == id_ || file.size == 0) continue;
    std::optional<Conflict> found = TRY(read_lock(repository_, id, *tools_));
    if (!found) continue;
    if (!found->lock) {
      // Who has not the key can drop junk here, and must not be able to stop backups with it.
      if (kind_ == LockKind::exclusive) return found;
      continue;
    }
    if (is_from_dead_process_here(*found->lock, surroundings_)) {
      TRY(repository_.store().remove(lock_name(id)));
      continue;
    }
    if (kind_ == LockKind::exclusive || found->lock->is_exclusive) return found;
  }
  return std::nullopt;
}

Result<LockId> Lock::write() {
  const LockFile lock{surroundings_.now(),    kind_ == LockKind::exclusive, surroundings_.hostname,
                      surroundings_.username, surroundings_.process_id,     surroundings_.user_id,
                      surroundings_.group_id};
  const auto id = TRY(repository_.save_unpacked(store::FileType::lock, to_json(lock), *tools_));
  refreshed_at_ = surroundings_.elapsed();
  return LockId(id.raw());
}

bool is_stale(const LockFile& lock, const LockSurroundings& surroundings) {
  const auto age = seconds(surroundings.now().seconds - lock.time.seconds);
  return age > stale_after || is_from_dead_process_here(lock, surroundings);
}

Result<std::size_t> unlock(Repository& repository, const LockSurroundings& surroundings, bool removes_all) {
  BlobTools tools = repository.make_tools();
  std::size_t removed = 0;
  for (const store::ListedFile& file : TRY(repository.store().list(store::FileType::lock))) {
    const LockId id(file.id.raw());
    const auto found = TRY(read_lock(repository, id, tools));
    if (!found) continue;
    if (!removes_all && found->lock && !is_stale(*found->lock, surroundings)) continue;
    TRY(repository.store().remove(lock_name(id)));
    ++removed;
  }
  return removed;
}

}  // namespace digue::repository
