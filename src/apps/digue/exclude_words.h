#pragma once

#include "apps/digue/command.h"
#include "backup/archive.h"

namespace digue::apps {

/// What --exclude and its kin say, into the options of a backup; files of patterns are read. `invalid_input` for a
/// malformed pattern or size.
Result<void> add_excludes(const Context& context, backup::ArchiveOptions& options);

/// A small file that the person named: patterns, paths, a password.
Result<Bytes> read_named_file(const Context& context, const std::string& path, std::size_t max_bytes);

}  // namespace digue::apps
