#include <cstdint>

#include "backup/trial/document_test.h"

/// Any bytes as a document: it is whole or not, and nothing beyond its end is read.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace digue;
  static_cast<void>(backup::test::try_bytes(backup::DocumentKind::zip, std::as_bytes(std::span(data, size))));
  return 0;
}
