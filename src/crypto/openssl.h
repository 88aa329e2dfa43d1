#pragma once

#include <cstdlib>
#include <memory>
#include <span>

#include "base/bytes.h"

namespace digue::crypto {

/// Calls of OpenSSL with good arguments fail only when memory is exhausted or the library is broken. Nothing that we
/// would store then can be trusted, so we stop.
inline void must_succeed(bool is_done) {
  if (!is_done) std::abort();
}

inline const unsigned char* raw(ByteView bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }
inline unsigned char* raw_out(std::span<std::byte> bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

template <auto free>
struct FreedWith {
  template <typename Object>
  void operator()(Object* object) const {
    free(object);
  }
};

/// An object of OpenSSL that is freed by its own function.
template <typename Object, auto free>
using Owned = std::unique_ptr<Object, FreedWith<free>>;

}  // namespace digue::crypto
