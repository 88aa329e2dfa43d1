#pragma once

#include <string>
#include <vector>

#include "base/bytes.h"
#include "machine/file_tree.h"

namespace digue::backup {

// Files that say what to save, read as restic's three options --files-from* read them (its cmd/restic/cmd_backup.go).

/// One pattern a line, without the blanks around it; empty lines and those that begin with "#" are none.
std::vector<std::string> patterns_in(ByteView content);

/// One path a line, exactly as it stands; empty lines are none.
std::vector<std::string> verbatim_paths_in(ByteView content);

/// Paths that each end with a zero byte, as `find -print0` writes them. `invalid_input` for an empty one and for a last
/// one without its zero byte: somebody's list was cut.
Result<std::vector<std::string>> raw_paths_in(ByteView content);

/// The paths that fit a pattern, sorted within each folder; empty if there are none. As Go's path/filepath.Glob: each
/// name fits by itself, hidden ones too, links count, and what cannot be read holds nothing. `invalid_input` for a
/// malformed pattern.
Result<std::vector<std::string>> paths_that_fit(machine::FileTree& files, const std::string& pattern);

}  // namespace digue::backup
