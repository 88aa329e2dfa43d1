#pragma once

#include "base/result.h"
#include "machine/bus.h"

struct sd_bus_message;

namespace digue::machine::linux {

constexpr int max_bus_depth = 16;
constexpr std::size_t max_bus_items = 10'000;
constexpr std::size_t max_bus_bytes = 1024 * 1024;

/// All that a message holds: nothing is an empty list, one value is itself, several are a list. Variants disappear. A
/// number that int64 cannot hold becomes its largest: logind's "infinity" must not turn into a short time.
/// `invalid_input` over one of the limits; `unsupported` for a file descriptor.
Result<BusValue> parse_message(sd_bus_message* message);

/// What a caller can do about an error by its D-Bus name.
ErrorCode code_of_bus_error(std::string_view name);

}  // namespace digue::machine::linux
