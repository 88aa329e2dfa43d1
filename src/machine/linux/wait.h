#pragma once

#include "base/result.h"
#include "machine/deadline.h"

namespace digue::machine::linux {

/// Waits until a descriptor has one of poll()'s events, or its other end is closed. `unavailable` at the deadline.
Result<void> wait_for(int descriptor, short events, Deadline deadline);

/// The same for the first of two.
Result<void> wait_for_either(int one, int other, short events, Deadline deadline);

}  // namespace digue::machine::linux
