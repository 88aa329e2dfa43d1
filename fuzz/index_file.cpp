#include "repository/index_file.h"

#include <cstdint>
#include <cstdlib>

namespace {

using namespace digue;
using namespace digue::repository;

/// The index written anew, or nothing if it is refused.
std::string copy_of(ByteView index) {
  IndexWriter writer;
  const auto read = read_index(index, [&](const IndexedPack& pack) -> Result<void> {
    writer.add(pack.id, pack.blobs);
    return {};
  });
  return read ? writer.finish() : std::string();
}

}  // namespace

/// Any bytes as an index: what is read is written and read back as the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string copy = copy_of(std::as_bytes(std::span(data, size)));
  if (!copy.empty() && copy_of(bytes_of(copy)) != copy) std::abort();
  return 0;
}
