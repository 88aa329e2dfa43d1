#pragma once

#include "backup/sources/database_source.h"

namespace digue::backup {

/// The words with which libpq connects (PostgreSQL 15, 34.1.1.1): a name may hold any character and start with any.
std::string postgresql_connection(const DatabaseSource& source);

/// How a database is copied in one transaction, in the custom format that pg_restore reads, uncompressed: so that what
/// did not change since the last copy is the same bytes.
machine::StreamCommand postgresql_dump(const DatabaseSource& source);

/// The copy of a database, as one moment of it (pg_dump). Others go on writing. Roles are the server's, and not in it.
/// Errors: `not_found` (no pg_dump), `denied` and `not_found` (the password file), `invalid_input`; while it is read
/// `unavailable` (the server is down, refuses the password, has no such database, or stopped in the middle).
Result<std::unique_ptr<ContentStream>> open_postgresql(const DatabaseTools& tools, const DatabaseSource& source);

}  // namespace digue::backup
