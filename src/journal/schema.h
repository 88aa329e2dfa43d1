#pragma once

#include <span>

#include "crypto/secret.h"
#include "database/connection.h"

namespace digue::journal {

/// The n-th script turns a journal of version n into one of version n + 1; the first makes one out of nothing.
/// A script that was released never changes, not even in a comment: SQLite keeps the words, and they are compared.
using Migrations = std::span<const std::string_view>;

Migrations migrations();

/// "DigJ": PRAGMA application_id of every journal.
inline constexpr std::int64_t application_id = 0x4469674A;

/// Which version of the schema the file has, 0 if it is empty. `damaged` if it is not a journal.
Result<std::int64_t> version_of(database::Connection& connection);

/// Makes the journal or upgrades it, all or nothing, and puts back triggers that somebody took away. The key seals the
/// head of a new one. `unsupported` if it is newer than the last migration, `damaged` if it is not a journal.
Result<void> bring_up_to_date(database::Connection& connection, Migrations migrations, const crypto::Secret& key);

/// For a journal that may not be changed. `not_found` if it is empty, `unsupported` if its version is another one,
/// `damaged` if it is not a journal.
Result<void> check_readable(database::Connection& connection, Migrations migrations);

}  // namespace digue::journal
