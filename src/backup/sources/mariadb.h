#pragma once

#include "backup/sources/database_source.h"

namespace digue::backup {

/// How a database is copied in one transaction, as the SQL that makes it anew.
machine::StreamCommand mariadb_dump(const DatabaseSource& source);

/// The copy of a database, as one moment of it (mariadb-dump). Others go on writing. Only tables of InnoDB know such a
/// moment; those of MyISAM and Aria are copied as they are when their turn comes. Accounts are the server's, and not in
/// it. Errors as open_postgresql().
Result<std::unique_ptr<ContentStream>> open_mariadb(const DatabaseTools& tools, const DatabaseSource& source);

}  // namespace digue::backup
