#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "repository/config.h"
#include "repository/key_file.h"
#include "repository/lock_file.h"
#include "repository/snapshot.h"

namespace {

using namespace digue::repository;

/// What is read is written and read back as the same.
template <typename Parse>
void read_and_write(std::string_view json, Parse parse) {
  const auto read = parse(json);
  if (!read) return;
  const auto again = parse(to_json(*read));
  if (!again || *again != *read) std::abort();
}

}  // namespace

/// Any bytes as each of the small JSON files of a repository.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 16'384) return 0;
  const std::string_view json(reinterpret_cast<const char*>(data), size);
  read_and_write(json, parse_snapshot);
  read_and_write(json, parse_config);
  read_and_write(json, parse_key_file);
  read_and_write(json, parse_lock_file);
  return 0;
}
