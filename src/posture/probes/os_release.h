#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace digue::posture {

/// The longest os-release file that is read; real ones have a few hundred bytes.
constexpr std::size_t max_os_release_bytes = 64 * 1024;

/// The values of an os-release file by their names (os-release(5)): shell assignments without expansion, of which the
/// last one counts. A line that is no assignment is passed over, as the manual asks for.
std::map<std::string, std::string, std::less<>> parse_os_release(std::string_view text);

}  // namespace digue::posture
