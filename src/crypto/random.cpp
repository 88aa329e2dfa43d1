#include "crypto/random.h"

#include <openssl/rand.h>

#include <cstdlib>

namespace digue::crypto {

void fill_with_random(std::span<std::byte> bytes) {
  if (RAND_bytes_ex(nullptr, reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), 0) != 1) std::abort();
}

Bytes random_bytes(std::size_t count) {
  Bytes bytes(count);
  fill_with_random(bytes);
  return bytes;
}

}  // namespace digue::crypto
