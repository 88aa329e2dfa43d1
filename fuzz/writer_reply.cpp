#include <cstddef>
#include <cstdint>
#include <span>

#include "machine/linux/writer_protocol.h"

namespace {

using namespace digue;
using namespace digue::machine::linux;

/// What a forged writer sends, taken for the answer to each operation.
void read_reply(ByteView frame) {
  const Result<Bytes> answer = parse_write_reply(frame);
  if (!answer) return;
  const auto entry = parse_entry(*answer);
  if (entry && text_of(encode_entry(*entry)) != text_of(*answer)) __builtin_trap();
  const auto names = parse_written_names(*answer);
  if (names && text_of(encode_written_names(*names)) != text_of(*answer)) __builtin_trap();
  static_cast<void>(parse_file(*answer));
  const auto extent = parse_extent(*answer);
  if (extent && text_of(encode_extent(*extent)) != text_of(*answer)) __builtin_trap();
  const auto refused = parse_refused(*answer);
  if (refused && text_of(encode_refused(*refused)) != text_of(*answer)) __builtin_trap();
}

/// What a forged program sends: what is understood must be what would have been written.
void read_request(ByteView frame) {
  const Result<WriteRequest> request = parse_write_request(frame);
  if (request && text_of(encode_write_request(*request)) != text_of(frame)) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes = std::as_bytes(std::span(data, size));
  read_reply(bytes);
  read_request(bytes);
  return 0;
}
