#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.h"
#include "crypto/secret.h"

namespace digue::store {

struct LocalPlace {
  std::string folder;  ///< without a slash at its end
};

struct RestPlace {
  std::string url;  ///< ends with a slash; without user and password
  std::string user;
  std::optional<crypto::Secret> password;
};

using Location = std::variant<LocalPlace, RestPlace>;

/// Where a repository lies, as restic writes it: "/path", "rest:https://user:password@host/path". Errors never repeat
/// the text, which may hold a password. `unsupported` for restic's other places, `invalid_input` for what is none.
Result<Location> parse_location(std::string_view text);

/// For messages: without user and password.
std::string describe(const Location& location);

}  // namespace digue::store
