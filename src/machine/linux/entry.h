#pragma once

#include <sys/stat.h>

#include "machine/file_tree.h"
#include "machine/linux/account_names.h"

namespace digue::machine::linux {

/// What the whole file tree shares.
struct TreeTools {
  AccountNames names;
  bool has_attributes_at = false;
};

/// What stat(2) tells, and the owner's names.
EntryMetadata metadata_of(const struct stat& status, AccountNames& names);

/// Of an entry of an open folder; links are not followed. With the target of a link and the attributes.
Result<EntryMetadata> read_entry(TreeTools& tools, int folder, const std::string& name);
/// Without them.
Result<EntryMetadata> read_status(TreeTools& tools, int folder, const std::string& name);
/// Of an open file or folder, with the attributes.
Result<EntryMetadata> read_open(TreeTools& tools, int descriptor);

/// In the order of their bytes. The folder's own position is moved, so one thread at a time.
Result<std::vector<std::string>> read_names(int folder);

/// pread(2) until `into` is full or the file ends.
Result<std::size_t> read_at(int file, std::uint64_t offset, std::span<std::byte> into);

/// An errno of openat() with O_NOFOLLOW: `invalid_input` if something of another type stands at the name itself.
[[nodiscard]] std::unexpected<Error> opening_failure(int number, const std::string& name);

/// Opens a regular file and nothing else for reading; never waits. `may_hide` says whether O_NOATIME is worth trying,
/// which only the owner may use, and is set to false if not.
Result<std::unique_ptr<SourceFile>> open_source_file(TreeTools& tools, int folder, const std::string& name,
                                                     bool& may_hide);

}  // namespace digue::machine::linux
