#pragma once

#include <string>

#include "tell/memory.h"

namespace digue::agent {

/// What was said so far: `told.json` in the state folder (docs/formats/told.md). An empty memory where there is none;
/// one that cannot be understood is begun anew, which repeats each notice once. Other errors as PrivateFolder.
Result<tell::Memory> load_told(const std::string& state);
/// Durable when it returns.
Result<void> save_told(const std::string& state, const tell::Memory& memory);

}  // namespace digue::agent
