#include "repository/quoted_name.h"

#include <cstdint>
#include <cstdlib>

/// Any bytes as a name and as a quoted name: a name comes back as it was.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace digue::repository;
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  std::string quoted;
  append_quoted(quoted, bytes);
  if (unquote(quoted) != bytes) std::abort();
  const auto name = unquote(bytes);
  if (!name) return 0;
  std::string again;
  append_quoted(again, *name);
  if (unquote(again) != *name) std::abort();
  return 0;
}
