#pragma once

#include <string>

#include "machine/fake/contents.h"

namespace digue::machine::fake {

/// A frozen machine: what a computer answered, kept in a folder that people can write and review
/// (docs/formats/frozen.md). machine.json holds everything but the registry, which lies beside it in *.reg files as
/// Windows exports them.
///
/// Errors: `not_found` (no such folder, or no machine.json in it), `invalid_input` (names the file and what is wrong
/// in it), `unavailable`.
Result<Contents> load_frozen(const std::string& folder);

/// Writes machine.json and registry.reg, always the same bytes for the same contents, into a folder that is made when
/// it is missing. `invalid_input` for what could not be read back the same, `already_exists` when another *.reg file
/// lies there, `denied`, `unavailable`.
Result<void> save_frozen(const Contents& contents, const std::string& folder);

}  // namespace digue::machine::fake
