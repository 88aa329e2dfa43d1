#pragma once

#include "apps/digue/command.h"
#include "backup/archive.h"

namespace digue::apps {

/// What --exclude and its kin say, into the options of a backup; files of patterns are read. `invalid_input` for a
/// malformed pattern or size.
Result<void> add_excludes(const Context& context, backup::ArchiveOptions& options);

/// The patterns of these files, behind those that are there.
Result<void> add_pattern_files(const Context& context, const std::vector<std::string>& files,
                               std::vector<std::string>& patterns);

/// A small file that the person named: patterns, paths, a password.
Result<Bytes> read_named_file(const Context& context, const std::string& path, std::size_t max_bytes);

}  // namespace digue::apps
