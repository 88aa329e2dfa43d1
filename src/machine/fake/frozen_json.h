#pragma once

#include <string>
#include <string_view>

#include "machine/fake/contents.h"

namespace digue::machine::fake {

/// Contents as the text of a machine.json, without the registry's keys; those that nobody may open are in it.
std::string machine_json(const Contents& contents);

/// Reads what machine_json writes. A member that is missing is `not_found`, for lists of people and of mounts too; one
/// that is unknown or of a wrong type is `invalid_input` with its place, because a mistyped setting would otherwise be
/// a setting that is not there. Made for bytes from outside: fuzz/frozen.
Result<Contents> read_machine_json(std::string_view text);

}  // namespace digue::machine::fake
