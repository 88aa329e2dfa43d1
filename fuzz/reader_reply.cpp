#include <cstddef>
#include <cstdint>
#include <span>

#include "machine/linux/reader_protocol.h"

namespace {

using namespace digue;
using namespace digue::machine::linux;

constexpr std::size_t max_names = 100;

/// What a forged reader sends, taken for the answer to each operation.
void read_reply(ByteView frame) {
  const Result<Bytes> answer = parse_reply(frame);
  if (!answer) return;
  static_cast<void>(parse_info(*answer));
  static_cast<void>(parse_number(*answer));
  const auto names = parse_names(*answer, max_names);
  if (names && (names->size() > max_names || encode_names(*names).size() != answer->size())) __builtin_trap();
}

/// What a forged program sends: what is understood must be what would have been written.
void read_request(ByteView frame) {
  const Result<Request> request = parse_request(frame);
  if (!request) return;
  const Result<Bytes> written = encode_request(*request);
  if (!written || text_of(*written) != text_of(frame)) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes = std::as_bytes(std::span(data, size));
  if (size >= 4) static_cast<void>(parse_length(bytes.first(4), max_request_bytes));
  read_reply(bytes);
  read_request(bytes);
  return 0;
}
