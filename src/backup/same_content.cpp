#include "backup/same_content.h"

#include <algorithm>

namespace digue::backup {

using machine::SourceFile;

namespace {

constexpr std::size_t buffer_bytes = std::size_t{1024} * 1024;

/// How many bytes from there are a hole in both; 0 if not known or none.
std::uint64_t common_hole(SourceFile& one, SourceFile& other, std::uint64_t offset, std::uint64_t end) {
  if (offset >= end) return 0;
  const auto first = one.extent(offset, end);
  if (!first || !first->is_hole) return 0;
  const auto second = other.extent(offset, end);
  return second && second->is_hole ? std::min(first->length, second->length) : 0;
}

}  // namespace

Result<Sameness> same_content(SourceFile& one, SourceFile& other,
                              const std::function<Result<void>(std::uint64_t bytes)>& progress) {
  const auto status = one.metadata();
  if (!status) return Sameness::unreadable;
  Bytes first(static_cast<std::size_t>(std::clamp<std::uint64_t>(status->size + 1, 1, buffer_bytes)));
  Bytes second(first.size());
  for (std::uint64_t offset = 0;;) {
    if (const std::uint64_t hole = common_hole(one, other, offset, status->size); hole > 0) {
      offset += hole;
      TRY(progress(hole));
      continue;
    }
    const auto count = one.read(offset, first);
    const auto other_count = other.read(offset, second);
    if (!count || !other_count) return Sameness::unreadable;
    if (*count != *other_count) return Sameness::different;
    if (!std::equal(first.begin(), first.begin() + static_cast<std::ptrdiff_t>(*count), second.begin())) {
      return Sameness::different;
    }
    TRY(progress(*count));
    offset += *count;
    if (*count < first.size()) return Sameness::same;  // both end here
  }
}

}  // namespace digue::backup
