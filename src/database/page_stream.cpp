#include "database/page_stream.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>

#include "database/connection.h"
#include "database/page_sink.h"
#include "database/sqlite_error.h"

namespace digue::database {

namespace {

constexpr int pages_at_once = 256;

/// One copy from a connection into a sink, some pages at a time.
class Copying {
 public:
  Copying(sqlite3* from, Bytes first_page) : from_(from), sink_(std::move(first_page)) {}
  ~Copying() {
    sqlite3_backup_finish(backup_);
    sqlite3_close(into_);
  }
  Copying(const Copying&) = delete;
  Copying& operator=(const Copying&) = delete;

  Result<void> begin() {
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    int code = sqlite3_open_v2("pages", &into_, flags, sink_.vfs_name());
    // So that pages leave its memory as soon as they are copied, and only once.
    constexpr const char* settings = "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=32";
    if (code == SQLITE_OK) code = sqlite3_exec(into_, settings, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return std::unexpected(error_from(into_, code));
    backup_ = sqlite3_backup_init(into_, "main", from_, "main");
    if (backup_ == nullptr) return std::unexpected(error_from(into_, sqlite3_errcode(into_)));
    return {};
  }

  /// False once there is nothing more.
  Result<bool> go_on() {
    const int code = sqlite3_backup_step(backup_, pages_at_once);
    if (code == SQLITE_OK) return true;
    if (code == SQLITE_DONE) return false;
    return failure(error_from(nullptr, code).code, sqlite3_errstr(code));
  }

  std::uint64_t page_count() const { return static_cast<std::uint64_t>(sqlite3_backup_pagecount(backup_)); }
  PageSink& sink() { return sink_; }

 private:
  sqlite3* from_;
  PageSink sink_;
  sqlite3* into_ = nullptr;
  sqlite3_backup* backup_ = nullptr;
};

}  // namespace

struct PageStream::Source {
  explicit Source(Connection opened) : connection(std::move(opened)) {}

  Result<void> begin() {
    // What is read from here on is the database of one moment, also for the two copies of it.
    TRY(connection.execute("BEGIN; SELECT count(*) FROM sqlite_schema"));
    Copying first(connection.handle_, {});
    TRY(first.begin());
    while (TRY(first.go_on())) {
    }
    if (first.sink().first_page().empty()) return failure(ErrorCode::bug, "SQLite wrote no first page");
    copying = std::make_unique<Copying>(connection.handle_, first.sink().first_page());
    return copying->begin();
  }

  /// More of the file, or nothing at its end.
  Result<void> refill() {
    used = 0;
    for (ready = copying->sink().take(); ready.empty() && !is_done; ready = copying->sink().take()) {
      const bool is_last = !TRY(copying->go_on());
      if (is_last && !copying->sink().is_whole(copying->page_count())) {
        return failure(ErrorCode::bug, "SQLite left pages out");
      }
      is_done = is_last;
    }
    return {};
  }

  Connection connection;
  std::unique_ptr<Copying> copying;  ///< ends before its connection
  Bytes ready;
  std::size_t used = 0;
  bool is_done = false;
};

PageStream::PageStream(std::unique_ptr<Source> source) : source_(std::move(source)) {}
PageStream::PageStream(PageStream&& other) noexcept = default;
PageStream& PageStream::operator=(PageStream&& other) noexcept = default;
PageStream::~PageStream() = default;

Result<PageStream> PageStream::open(const std::string& path) {
  auto source = std::make_unique<Source>(TRY(Connection::open(path, Mode::read_only)));
  TRY(source->begin());
  return PageStream(std::move(source));
}

Result<std::size_t> PageStream::read(std::span<std::byte> into) {
  std::size_t filled = 0;
  while (filled < into.size()) {
    if (source_->used == source_->ready.size()) TRY(source_->refill());
    const std::size_t count = std::min(into.size() - filled, source_->ready.size() - source_->used);
    if (count == 0) break;
    std::memcpy(into.data() + filled, source_->ready.data() + source_->used, count);
    source_->used += count;
    filled += count;
  }
  return filled;
}

}  // namespace digue::database
