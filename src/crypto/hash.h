#pragma once

#include <array>

#include "base/bytes.h"
#include "crypto/secret.h"

namespace digue::crypto {

/// SHA-256 (FIPS 180-4).
using Sha256 = std::array<std::byte, 32>;

Sha256 sha256(ByteView content);

/// HMAC-SHA-256 (RFC 2104): proves that `content` comes from somebody who holds `key`.
Sha256 hmac_sha256(const Secret& key, ByteView content);

/// Compares in a time that depends on the lengths alone.
bool equal_in_constant_time(ByteView left, ByteView right);

}  // namespace digue::crypto
