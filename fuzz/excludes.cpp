#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "backup/exclude.h"
#include "backup/exclude_file.h"

/// Any bytes as a file of patterns: what is accepted matches paths without an end in sight, and the same twice.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace digue;
  using namespace digue::backup;
  const ByteView content(reinterpret_cast<const std::byte*>(data), size);
  const auto patterns = parse_exclude_file(content, [](const std::string& name) { return name; });
  if (!patterns) return 0;
  const auto excludes = Excludes::make({.patterns = *patterns, .caseless_patterns = *patterns});
  if (!excludes) return 0;
  const Excludes::Place place = excludes->at("/home/Camille/\xc3\x89t\xc3\xa9/a/a/a/a/a/b");
  const bool leaves_out = excludes->leaves_out_name(place, "brouillon.tmp");
  if (leaves_out != excludes->leaves_out_name(place, "brouillon.tmp")) std::abort();
  return 0;
}
