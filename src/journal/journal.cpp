#include "journal/journal.h"

#include <fmt/core.h>

#include <limits>

#include "journal/append.h"
#include "journal/schema.h"
#include "json/parse.h"

namespace digue::journal {

using database::Connection;
using database::Mode;
using database::Row;

namespace {

constexpr std::size_t key_bytes = 32;
constexpr std::int64_t page_of_entries = 100;

/// For this connection; nothing of it stands in the file.
/// - EXTRA is FULL, and the folder is synced too: after a power cut the rollback journal of an entry that was reported
///   as written must not come back and undo it.
/// - A rollback journal, not a write-ahead log: the one file is always the whole journal, readable from a read-only
///   disk, and erased words do not live on in a log.
constexpr const char* write_settings =
    "PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY";
constexpr const char* read_settings = "PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0";

Result<Connection> connect(const std::string& path, Mode mode) {
  Connection connection = TRY(Connection::open(path, mode));
  TRY(connection.execute(read_settings));
  return connection;
}

/// Whether an empty file becomes a journal.
enum class WhenEmpty { refuse, make };

Result<void> prepare_for_writing(Connection& connection, const crypto::Secret& key, WhenEmpty when_empty) {
  // Before the settings, which could change somebody else's database.
  const std::int64_t version = TRY(version_of(connection));
  if (version == 0 && when_empty == WhenEmpty::refuse) return failure(ErrorCode::not_found, "an empty file");
  TRY(connection.execute(write_settings));
  return bring_up_to_date(connection, migrations(), key);
}

Result<Entry> entry_in(const Row& row) {
  const auto damaged = [&] { return failure(ErrorCode::damaged, fmt::format("entry {}", number_in(row))); };
  const auto stored = stored_entry(row);
  if (!stored || stored->link.number < 1) return damaged();
  Result<json::Value> body = json::parse(stored->link.body);
  if (!body || body->as_object() == nullptr) return damaged();
  const Link& link = stored->link;
  const Instant at{std::chrono::milliseconds(link.at_ms)};
  return Entry{link.number, at, link.kind, *std::move(body), link.previous, stored->hash};
}

enum class Order { newest_first, oldest_first };

/// Visits page after page: while somebody reads what is shown, no lock keeps others from appending.
Result<void> visit_pages(Connection& connection, Order order, const std::function<bool(const Entry&)>& visit,
                         std::int64_t above = std::numeric_limits<std::int64_t>::min()) {
  const bool down = order == Order::newest_first;
  const std::string sql =
      std::string(select_entries) + (down ? "WHERE number < ? AND number > ? ORDER BY number DESC LIMIT ?"
                                          : "WHERE number > ? AND number > ? ORDER BY number LIMIT ?");
  std::int64_t seen = down ? std::numeric_limits<std::int64_t>::max() : 0;
  for (;;) {
    const std::vector<Row> rows = TRY(or_damaged(connection.query(sql, {seen, above, page_of_entries})));
    for (const Row& row : rows) {
      const Entry entry = TRY(entry_in(row));
      if (down ? entry.number >= seen : entry.number <= seen) return failure(ErrorCode::damaged, "out of order");
      seen = entry.number;
      if (!visit(entry)) return {};
    }
    if (std::cmp_less(rows.size(), page_of_entries)) return {};
  }
}

}  // namespace

Journal::Journal(database::Connection connection, crypto::Secret key)
    : connection_(std::move(connection)), key_(std::move(key)) {}

Result<Journal> Journal::open(const std::string& path, crypto::Secret key) {
  if (key.reveal().size() != key_bytes) return failure(ErrorCode::invalid_input, "the key has not 32 bytes");
  Connection connection = TRY(connect(path, Mode::existing));
  TRY(or_damaged(prepare_for_writing(connection, key, WhenEmpty::refuse)));
  return Journal(std::move(connection), std::move(key));
}

Result<Journal> Journal::open_or_make(const std::string& path, crypto::Secret key) {
  if (key.reveal().size() != key_bytes) return failure(ErrorCode::invalid_input, "the key has not 32 bytes");
  Connection connection = TRY(connect(path, Mode::create));
  TRY(or_damaged(prepare_for_writing(connection, key, WhenEmpty::make)));
  return Journal(std::move(connection), std::move(key));
}

Result<Journal> Journal::open_to_read(const std::string& path, crypto::Secret key) {
  if (key.reveal().size() != key_bytes) return failure(ErrorCode::invalid_input, "the key has not 32 bytes");
  Connection connection = TRY(connect(path, Mode::read_only));
  TRY(or_damaged(check_readable(connection, migrations())));
  return Journal(std::move(connection), std::move(key));
}

Result<Journal> Journal::empty() { return open_or_make(":memory:", crypto::Secret(Bytes(key_bytes))); }

Result<Entry> Journal::append(const Act& act) {
  const Draft draft = TRY(draft_of(act));
  Entry entry = TRY(or_damaged(write_entry(connection_, key_, draft)));
  // The entry stands, so this is a success; a head that stays behind now is moved by the next append.
  static_cast<void>(move_head(connection_, key_));
  return entry;
}

Result<void> Journal::newest_first(const std::function<bool(const Entry&)>& visit, std::int64_t above) {
  return visit_pages(connection_, Order::newest_first, visit, above);
}

Result<void> Journal::oldest_first(const std::function<bool(const Entry&)>& visit) {
  return visit_pages(connection_, Order::oldest_first, visit);
}

}  // namespace digue::journal
