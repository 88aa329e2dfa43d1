#include "backup/sources/sql_server.h"

#include "base/text.h"

namespace digue::backup {

namespace {

/// sysname: nvarchar(128).
constexpr std::size_t longest_name = 128;

bool is_name(const std::string& name) {
  return !name.empty() && name.size() <= longest_name && name.find('\0') == std::string::npos;
}

}  // namespace

Result<std::string> sql_server_backup(const SqlServerSource& source, const std::string& device) {
  if (!is_name(source.database) || !is_name(device)) return failure(ErrorCode::invalid_input, "no name of a database");
  return "BACKUP DATABASE [" + replace_all(source.database, "]", "]]") + "] TO VIRTUAL_DEVICE = N'" +
         replace_all(device, "'", "''") + "' WITH COPY_ONLY, CHECKSUM, NO_COMPRESSION, FORMAT, BLOCKSIZE = 4096";
}

}  // namespace digue::backup
