#pragma once

#include <map>
#include <string>
#include <string_view>

#include "machine/fake/contents.h"

namespace digue::machine::fake {

using RegistryKeys = std::map<std::string, RegistryKey>;

/// Adds what a registry export ("Windows Registry Editor Version 5.00", as regedit and `reg export` write it) says to
/// `keys`: UTF-16LE with its mark, or UTF-8. Deleted keys and values say nothing. `invalid_input` names the line of
/// anything else, and of a root other than HKEY_LOCAL_MACHINE and HKEY_USERS: the others are views of these two that
/// depend on who made the export. Made for bytes from outside: fuzz/reg_file.
Result<void> read_reg(std::string_view file, RegistryKeys& keys);

/// The keys without an error as such an export, in UTF-8 with plain line ends so that changes can be reviewed.
std::string write_reg(const RegistryKeys& keys);

}  // namespace digue::machine::fake
