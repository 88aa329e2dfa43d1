#pragma once

#include <optional>
#include <string>

#include "machine/file_tree.h"
#include "machine/mounts.h"

namespace digue::agent {

/// Whether two folders of this computer lie on different disks: a thief, a fire inside the PC or a dead disk takes only
/// one of them. Yes only where one lies on a removable disk and the other does not, no only where they share a file
/// system; nothing where the system does not tell.
std::optional<bool> are_on_different_disks(machine::FileTree& files, machine::Mounts& mounts, const std::string& folder,
                                           const std::string& other);

}  // namespace digue::agent
