#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "machine/registry.h"

namespace digue::posture {

// Settings of the Windows registry with the type that they must have. A value that is not there is nullopt; one of
// another type, or a number that no setting can have, is `damaged`: what Windows makes of it is not documented.

/// A DWORD from 0 to 2^31-1.
Result<std::optional<std::int64_t>> registry_number(machine::Registry& registry, const std::string& key,
                                                    const std::string& name);

/// A REG_SZ.
Result<std::optional<std::string>> registry_text(machine::Registry& registry, const std::string& key,
                                                 const std::string& name);

/// A whole number from 0 to 2^31-1 written as a REG_SZ, as below Control Panel\Desktop.
Result<std::int64_t> number_in(const std::string& text);

}  // namespace digue::posture
