#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include "json/parse.h"
#include "store/rest/listing.h"

/// What is read as a list is one for the JSON parser too, with at least as many items, and each name comes once.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace digue;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto names = store::parse_names(text);
  const auto files = store::parse_listing(text);
  if ((!names && !files) || size > 65536) return 0;
  const auto value = json::parse(text);
  const std::size_t found = std::max(names ? names->size() : 0, files ? files->size() : 0);
  if (!value || value->as_array() == nullptr || value->as_array()->size() < found) __builtin_trap();
  if (files && std::ranges::adjacent_find(*files, {}, &store::ListedFile::id) != files->end()) __builtin_trap();
  return 0;
}
