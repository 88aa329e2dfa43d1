#include "machine/free_space.h"

#include <filesystem>

namespace digue::machine {

Result<std::uint64_t> free_bytes(const std::string& folder) {
  std::error_code error;
  // Some systems (Wine) tell of the disk on which it would be.
  if (!std::filesystem::exists(folder, error) && !error) return failure(ErrorCode::not_found, folder);
  const std::filesystem::space_info space = std::filesystem::space(folder, error);
  if (!error) return space.available;
  const bool is_missing = error == std::errc::no_such_file_or_directory || error == std::errc::not_a_directory;
  return failure(is_missing ? ErrorCode::not_found : ErrorCode::unavailable, folder);
}

}  // namespace digue::machine
