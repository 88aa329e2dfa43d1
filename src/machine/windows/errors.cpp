#include "machine/windows/errors.h"

#include <fmt/core.h>
#include <windows.h>

namespace digue::machine::windows {

ErrorCode code_of(std::uint32_t number) {
  switch (number) {
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND:
    case ERROR_KEY_DELETED: return ErrorCode::not_found;
    case ERROR_ACCESS_DENIED:
    case ERROR_PRIVILEGE_NOT_HELD: return ErrorCode::denied;
    case ERROR_BADDB:
    case ERROR_REGISTRY_CORRUPT:
    case ERROR_REGISTRY_IO_FAILED: return ErrorCode::damaged;
    case ERROR_SHARING_VIOLATION:
    case ERROR_LOCK_VIOLATION: return ErrorCode::locked;
    case ERROR_DISK_FULL:
    case ERROR_HANDLE_DISK_FULL: return ErrorCode::full;
    case ERROR_FILE_EXISTS:
    case ERROR_ALREADY_EXISTS: return ErrorCode::already_exists;
    case ERROR_INVALID_PARAMETER:
    case ERROR_INVALID_NAME:
    case ERROR_BAD_PATHNAME:
    case ERROR_FILENAME_EXCED_RANGE: return ErrorCode::invalid_input;
    case ERROR_NOT_SUPPORTED:
    case ERROR_CALL_NOT_IMPLEMENTED:
    case ERROR_INVALID_LEVEL: return ErrorCode::unsupported;
    default: return ErrorCode::unavailable;
  }
}

std::unexpected<Error> system_failure(std::uint32_t number, const std::string& what) {
  return failure(code_of(number), fmt::format("{}: Windows error {}", what, number));
}

}  // namespace digue::machine::windows
