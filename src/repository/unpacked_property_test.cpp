#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "repository/unpacked.h"

namespace digue::repository {
namespace {

TEST_CASE("what is compressed comes back as it was, at every level") {
  Decompressor decompressor;
  for (const int level : {1, 3, 19}) {
    Compressor compressor(level);
    CHECK(rc::check([&](const std::string& text) {
      const std::string repeated = text + text + text;
      const ByteView bytes = bytes_of(repeated);
      const Bytes plain(bytes.begin(), bytes.end());
      const Bytes frame = compressor.compress(plain).value();
      Bytes read(plain.size());
      RC_ASSERT(decompressor.decompress(frame, read).has_value());
      RC_ASSERT(read == plain);
      RC_ASSERT(decompressor.decompress_up_to(frame, plain.size()).value() == plain);
    }));
  }
}

}  // namespace
}  // namespace digue::repository
