#pragma once

#include <memory>
#include <string>
#include <vector>

#include "backup/sources/content_stream.h"

namespace digue::backup {

/// A database of Microsoft SQL Server on this computer, which lets in the account that asks (Windows authentication).
struct SqlServerSource {
  std::string instance;  ///< as in "SQLEXPRESS"; empty: the default one
  std::string database;
};

/// Copies databases of SQL Server as streams, through its Virtual Device Interface: the server writes the backup into a
/// device that this program reads (IClientVirtualDeviceSet2), so nothing lies on a disk on the way.
///
/// An interface: on a computer without Windows there is none, and the implementation for Windows was never written or
/// run. What it must do is sql_server_test.cpp, and the words that it must say are below.
class SqlServer {
 public:
  virtual ~SqlServer() = default;

  /// Without master, model, msdb and tempdb.
  virtual Result<std::vector<std::string>> databases(const std::string& instance) = 0;
  /// One moment of it: the one at which the backup ends. Errors: `not_found` (no such instance), `denied`; while it is
  /// read `unavailable` (no such database, or the server stopped).
  virtual Result<std::unique_ptr<ContentStream>> open(const SqlServerSource& source) = 0;
};

/// The statement that makes the server write: a full backup, beside the series of whoever else backs it up
/// (COPY_ONLY), with checksums that the server verifies while it reads its pages, and uncompressed, so that what did
/// not change is the same bytes. `device` is the name of the virtual device. `invalid_input` for a name that no
/// database can have.
Result<std::string> sql_server_backup(const SqlServerSource& source, const std::string& device);

}  // namespace digue::backup
