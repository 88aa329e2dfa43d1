#pragma once

#include <functional>

#include "machine/file_tree.h"

namespace digue::backup {

enum class Sameness { same, different, unreadable };

/// Compares every byte of two files; where both have a hole, nothing is read. `progress` is told how many bytes were
/// the same since the last time; its error is the only one.
Result<Sameness> same_content(machine::SourceFile& one, machine::SourceFile& other,
                              const std::function<Result<void>(std::uint64_t bytes)>& progress);

}  // namespace digue::backup
