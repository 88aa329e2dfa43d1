#pragma once

#include <optional>

#include "database/connection.h"
#include "journal/chain.h"

namespace digue::journal {

/// A row of the table `entries`.
struct StoredEntry {
  Link link;
  crypto::Sha256 hash = {};  ///< as it stands there; whether it is the right one is another question
};

/// What every SELECT that stored_entry is to understand asks for.
inline constexpr std::string_view select_entries = "SELECT number, at, kind, body, previous, hash FROM entries ";

/// The number of an entry's row, whatever the rest of the row looks like.
std::int64_t number_in(const database::Row& row);
/// Nothing if a column is not of the type or the size that append gives it: somebody edited the file.
std::optional<StoredEntry> stored_entry(const database::Row& row);

/// The row with the highest number.
Result<std::optional<database::Row>> last_row(database::Connection& connection);
Result<void> insert_entry(database::Connection& connection, const StoredEntry& entry);

/// The head as it stands in the file.
struct StoredHead {
  Head head;
  crypto::Sha256 seal = {};
  crypto::Sha256 claim = {};  ///< of the entry that is being written; zeros if there is none
};

/// Nothing if there is none or if it does not look like one.
Result<std::optional<StoredHead>> read_head(database::Connection& connection);
/// Seals that head; no entry is claimed any more.
Result<void> write_head(database::Connection& connection, const Head& head, const crypto::Secret& key);
/// Claims the entry that follows the head.
Result<void> write_claim(database::Connection& connection, const Head& entry, const crypto::Secret& key);
bool is_sealed(const StoredHead& stored, const crypto::Secret& key);

/// The same error, but SQLite's complaint about a value is damage: the values that we give are right, so it is the file
/// that is wrong.
template <typename T>
Result<T> or_damaged(Result<T> result) {
  if (!result && result.error().code == ErrorCode::invalid_input) result.error().code = ErrorCode::damaged;
  return result;
}

}  // namespace digue::journal
