#include "machine/posix/errors.h"

#include <cerrno>
#include <system_error>

namespace digue::machine::posix {

ErrorCode code_of(int number) {
  switch (number) {
    case ENOENT:
    case ENOTDIR:
    case ENODEV:
    case ENXIO: return ErrorCode::not_found;
    case EACCES:
    case EPERM:
    case EROFS: return ErrorCode::denied;
    case ENOSPC:
    case EDQUOT: return ErrorCode::full;
    case EEXIST: return ErrorCode::already_exists;
    case EINVAL:
    case EISDIR:
    case ELOOP:
    case ENAMETOOLONG: return ErrorCode::invalid_input;
    case ENOSYS:
    case EOPNOTSUPP: return ErrorCode::unsupported;
    default: return ErrorCode::unavailable;
  }
}

std::unexpected<Error> system_failure(int number, const std::string& what) {
  return failure(code_of(number), what + ": " + std::generic_category().message(number));
}

}  // namespace digue::machine::posix
