#include "database/page_sink.h"

#include <fmt/core.h>
#include <sqlite3.h>

#include <algorithm>
#include <cstring>

namespace digue::database {

namespace {

/// More than SQLite's cache of this file ever holds, and so may bring out of order.
constexpr std::size_t max_early_pages = 256;
/// The page with this byte is never used: SQLite locks there (sqlite.org/fileformat2.html#the_lock_byte_page).
constexpr std::uint64_t lock_byte = 0x40000000;

}  // namespace

/// SQLite's view of it.
struct PageSink::File {
  sqlite3_file base;
  PageSink* sink;
};

/// What SQLite calls. Nothing but its one file exists here, and nobody else has it.
struct PageSink::Door {
  sqlite3_vfs vfs{};
  sqlite3_io_methods methods{};

  static PageSink& sink_of(sqlite3_file* file) { return *reinterpret_cast<File*>(file)->sink; }

  static int open(sqlite3_vfs* vfs, const char*, sqlite3_file* file, int flags, int* out_flags) {
    file->pMethods = nullptr;
    if ((flags & SQLITE_OPEN_MAIN_DB) == 0) return SQLITE_CANTOPEN;
    auto* sink = static_cast<PageSink*>(vfs->pAppData);
    reinterpret_cast<File*>(file)->sink = sink;
    file->pMethods = &sink->door_->methods;
    if (out_flags != nullptr) *out_flags = flags;
    return SQLITE_OK;
  }
  static int write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 offset) {
    const ByteView page(static_cast<const std::byte*>(bytes), static_cast<std::size_t>(count));
    return sink_of(file).write(page, static_cast<std::uint64_t>(offset)) ? SQLITE_OK : SQLITE_IOERR_WRITE;
  }
  static int read(sqlite3_file* file, void* into, int count, sqlite3_int64 offset) {
    if (static_cast<std::uint64_t>(offset) < sink_of(file).size_) return SQLITE_IOERR_READ;
    std::memset(into, 0, static_cast<std::size_t>(count));
    return SQLITE_IOERR_SHORT_READ;
  }
  static int size(sqlite3_file* file, sqlite3_int64* size) {
    *size = static_cast<sqlite3_int64>(sink_of(file).size_);
    return SQLITE_OK;
  }

  static int close(sqlite3_file*) { return SQLITE_OK; }
  static int truncate(sqlite3_file*, sqlite3_int64) { return SQLITE_OK; }
  static int with_number(sqlite3_file*, int) { return SQLITE_OK; }
  static int check_lock(sqlite3_file*, int* is_locked) { return *is_locked = 0, SQLITE_OK; }
  static int control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
  static int of_device(sqlite3_file*) { return 0; }
  static int remove(sqlite3_vfs*, const char*, int) { return SQLITE_OK; }
  static int access(sqlite3_vfs*, const char*, int, int* is_there) { return *is_there = 0, SQLITE_OK; }
  static int full_path(sqlite3_vfs*, const char* name, int size, char* path) {
    sqlite3_snprintf(size, path, "%s", name);
    return SQLITE_OK;
  }
  static int randomness(sqlite3_vfs*, int count, char* into) {
    sqlite3_randomness(count, into);
    return count;
  }
  static int sleep(sqlite3_vfs*, int microseconds) { return microseconds; }
  static int current_time(sqlite3_vfs*, double* days) { return *days = 0, SQLITE_OK; }
};

PageSink::PageSink(Bytes first_page)
    : name_(fmt::format("digue-pages-{}", static_cast<const void*>(this))),
      door_(std::make_unique<Door>()),
      first_page_(std::move(first_page)),
      keeps_first_alone_(first_page_.empty()),
      ready_(first_page_) {
  sqlite3_io_methods& methods = door_->methods;
  methods.iVersion = 1;
  methods.xClose = Door::close;
  methods.xRead = Door::read;
  methods.xWrite = Door::write;
  methods.xTruncate = Door::truncate;
  methods.xSync = Door::with_number;
  methods.xFileSize = Door::size;
  methods.xLock = Door::with_number;
  methods.xUnlock = Door::with_number;
  methods.xCheckReservedLock = Door::check_lock;
  methods.xFileControl = Door::control;
  methods.xSectorSize = Door::of_device;
  methods.xDeviceCharacteristics = Door::of_device;
  sqlite3_vfs& vfs = door_->vfs;
  vfs.iVersion = 1;
  vfs.szOsFile = sizeof(File);
  vfs.mxPathname = 512;
  vfs.zName = name_.c_str();
  vfs.pAppData = this;
  vfs.xOpen = Door::open;
  vfs.xDelete = Door::remove;
  vfs.xAccess = Door::access;
  vfs.xFullPathname = Door::full_path;
  vfs.xRandomness = Door::randomness;
  vfs.xSleep = Door::sleep;
  vfs.xCurrentTime = Door::current_time;
  sqlite3_vfs_register(&vfs, 0);
}

PageSink::~PageSink() { sqlite3_vfs_unregister(&door_->vfs); }

bool PageSink::write(ByteView page, std::uint64_t offset) {
  if (page.empty() || offset % page.size() != 0) return false;
  size_ = std::max(size_, offset + page.size());
  const std::uint64_t number = offset / page.size() + 1;
  if (number == 1) {
    if (keeps_first_alone_) first_page_.assign(page.begin(), page.end());
    return keeps_first_alone_ || std::ranges::equal(page, first_page_);
  }
  if (keeps_first_alone_) return true;
  if (page.size() != first_page_.size() || number < next_ || early_.size() >= max_early_pages) return false;
  early_[number].assign(page.begin(), page.end());
  append_what_follows();
  return true;
}

void PageSink::append_what_follows() {
  for (;; ++next_) {
    if (next_ == lock_byte / first_page_.size() + 1) {
      ready_.resize(ready_.size() + first_page_.size());
      continue;
    }
    const auto found = early_.find(next_);
    if (found == early_.end()) return;
    ready_.insert(ready_.end(), found->second.begin(), found->second.end());
    early_.erase(found);
  }
}

bool PageSink::is_whole(std::uint64_t count) const {
  return early_.empty() && next_ == std::max<std::uint64_t>(count, 1) + 1;
}

}  // namespace digue::database
