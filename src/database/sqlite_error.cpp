#include "database/sqlite_error.h"

#include <sqlite3.h>

#include <cerrno>

namespace digue::database {

namespace {

/// What the system answered; 0 if SQLite no longer knows. Its rollback after a failed write forgets the first one.
int system_errno(sqlite3* handle) {
  if (handle == nullptr) return 0;
  int of_file = 0;
  if (const int last = sqlite3_system_errno(handle); last != 0) return last;
  return sqlite3_file_control(handle, "main", SQLITE_FCNTL_LAST_ERRNO, &of_file) == SQLITE_OK ? of_file : 0;
}

ErrorCode code_from_system(sqlite3* handle, ErrorCode otherwise) {
  switch (system_errno(handle)) {
    case ENOSPC:
    case EFBIG:
#ifdef EDQUOT
    case EDQUOT:
#endif
      return ErrorCode::full;
    case EACCES:
    case EPERM:
    case EROFS: return ErrorCode::denied;
    case ENOENT: return ErrorCode::not_found;
    default: return otherwise;
  }
}

ErrorCode code_from(sqlite3* handle, int code) {
  // A quota or a file size limit; a disk that fails keeps its EIO.
  if (code == SQLITE_IOERR_WRITE && system_errno(handle) == 0) return ErrorCode::full;
  switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return ErrorCode::locked;
    case SQLITE_FULL: return ErrorCode::full;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return ErrorCode::damaged;
    case SQLITE_READONLY:
    case SQLITE_PERM: return ErrorCode::denied;
    case SQLITE_INTERRUPT: return ErrorCode::unavailable;
    case SQLITE_CANTOPEN: return code_from_system(handle, ErrorCode::not_found);
    case SQLITE_IOERR: return code_from_system(handle, ErrorCode::unavailable);
    case SQLITE_MISUSE: return ErrorCode::bug;
    default: return ErrorCode::invalid_input;
  }
}

}  // namespace

Error error_from(sqlite3* handle, int code) {
  const char* message = handle == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(handle);
  return {code_from(handle, code), message};
}

}  // namespace digue::database
