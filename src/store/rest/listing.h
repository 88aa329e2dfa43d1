#pragma once

#include <string_view>

#include "store/store.h"

namespace digue::store {

inline constexpr std::uint64_t max_listing_bytes = 64 * 1024 * 1024;

/// Reads what a REST server answers to "which files?" (restic's doc/REST_backend.rst): version 2 lists objects with
/// name and size, version 1 the names alone. What has no name of the format is left out, and a name that comes twice
/// counts once. `invalid_input` for anything else. Made for bytes from outside: fuzz/rest_listing.
Result<std::vector<ListedFile>> parse_listing(std::string_view text);
Result<std::vector<FileId>> parse_names(std::string_view text);

}  // namespace digue::store
