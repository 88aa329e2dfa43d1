#pragma once

#include "machine/registry.h"

namespace digue::machine {

/// The registry's numbers for its types, as in winnt.h and in the hex(N) of a .reg file.
enum class RegistryType : std::uint32_t { text = 1, expandable_text = 2, bytes = 3, dword = 4, qword = 11 };

/// What registry.h promises for a value of that type with those bytes, wherever they were read. A text ends at its
/// first NUL, and nothing is expanded in it. Bytes that do not fit their type stay bytes: nobody may take them for an
/// answer.
RegistryValue registry_value(std::uint32_t type, ByteView data);

}  // namespace digue::machine
