#include <charconv>

#include "backup/check.h"
#include "backup/exclude.h"
#include "base/text.h"

namespace digue::backup {

namespace {

std::unexpected<Error> no_subset() { return failure(ErrorCode::invalid_input, "no subset of packs"); }

}  // namespace

Result<ReadSubset> parse_read_subset(std::string_view text) {
  if (const auto slash = text.find('/'); slash != std::string_view::npos) {
    const auto part = parse_integer(text.substr(0, slash));
    const auto parts = parse_integer(text.substr(slash + 1));
    if (!part || !parts || *part < 1 || *parts < *part) return no_subset();
    return ReadSubset{static_cast<std::uint64_t>(*part), static_cast<std::uint64_t>(*parts), {}, {}};
  }
  if (text.ends_with('%')) {
    double percent = 0;
    const char* const end = text.data() + text.size() - 1;
    const auto read = std::from_chars(text.data(), end, percent, std::chars_format::fixed);
    if (read.ec != std::errc() || read.ptr != end || !(percent > 0 && percent <= 100)) return no_subset();
    return ReadSubset{1, 1, percent, {}};
  }
  const std::uint64_t bytes = TRY(parse_size(text));
  if (bytes == 0) return no_subset();
  return ReadSubset{1, 1, {}, bytes};
}

}  // namespace digue::backup
