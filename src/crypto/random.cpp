#include "crypto/random.h"

#include <openssl/rand.h>

#include <cstdlib>

namespace digue::crypto {

Bytes random_bytes(std::size_t count) {
  Bytes bytes(count);
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(count)) != 1) std::abort();
  return bytes;
}

}  // namespace digue::crypto
