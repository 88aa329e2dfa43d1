#include "net/null_ended.h"

#include <algorithm>

namespace digue::net {

Result<Bytes> ended_with_null(ByteView secret) {
  if (std::ranges::find(secret, std::byte{0}) != secret.end()) {
    return failure(ErrorCode::invalid_input, "a null byte in the user or the password");
  }
  Bytes ended;
  ended.reserve(secret.size() + 1);
  ended.insert(ended.end(), secret.begin(), secret.end());
  ended.push_back(std::byte{0});
  return ended;
}

}  // namespace digue::net
