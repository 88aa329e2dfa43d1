#include "base/byte_reader.h"

#include <doctest/doctest.h>

namespace digue {
namespace {

TEST_CASE("numbers are read with their lowest byte first") {
  const Bytes bytes = from_hex("ff040302010807060504030201aa").value();
  ByteReader reader(bytes);
  CHECK(reader.u8().value() == 0xff);
  CHECK(reader.u32_le().value() == 0x01020304);
  CHECK(reader.u64_le().value() == 0x0102030405060708);
  CHECK_FALSE(reader.is_at_end());
  CHECK(to_hex(reader.rest()) == "aa");
  CHECK(reader.is_at_end());
}

TEST_CASE("a read past the end is damaged and takes nothing") {
  const Bytes bytes = from_hex("010203").value();
  ByteReader reader(bytes);
  CHECK(reader.u32_le().error().code == ErrorCode::damaged);
  CHECK(reader.u64_le().error().code == ErrorCode::damaged);
  CHECK(reader.bytes(4).error().code == ErrorCode::damaged);
  CHECK(reader.bytes(SIZE_MAX).error().code == ErrorCode::damaged);
  CHECK(to_hex(reader.bytes(3).value()) == "010203");
  CHECK(reader.u8().error().code == ErrorCode::damaged);
  CHECK(reader.bytes(0).has_value());
  CHECK(reader.rest().empty());
}

}  // namespace
}  // namespace digue
