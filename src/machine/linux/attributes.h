#pragma once

#include <string>
#include <vector>

#include "machine/file_tree.h"
#include "machine/linux/open_entry.h"

namespace digue::machine::linux {

/// The extended attributes of files (xattr(7)); the ACLs are among them. Where a file system keeps none, there are
/// none.

/// Whether this kernel reaches the attributes of an entry by its folder (listxattrat(2), Linux 6.13). Before that the
/// way leads through /proc/self/fd, three times as long.
bool has_attributes_at();

/// Of an entry of an open folder; links are not followed.
void read_attributes_at(bool has_at, int folder, const std::string& name, EntryMetadata& into);
/// Of an open file or folder.
void read_attributes(int descriptor, EntryMetadata& into);

/// Gives the entry these attributes and takes away the others, but for labels that belong to this system's own policy
/// (SELinux, IMA). What is refused is added to `refused`. Returns whether it changed anything.
bool write_attributes(const OpenEntry& entry, const std::vector<ExtendedAttribute>& wanted,
                      std::vector<RefusedPart>& refused);

}  // namespace digue::machine::linux
