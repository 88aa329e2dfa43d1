#pragma once

#include <array>
#include <memory>
#include <span>

#include "base/bytes.h"
#include "crypto/secret.h"

namespace digue::crypto {

/// SHA-256 (FIPS 180-4).
using Sha256 = std::array<std::byte, 32>;

Sha256 sha256(ByteView content);

/// The SHA-256 of each of them, into the same place of `hashes`. Faster than one after the other where the processor
/// can work on two streams at once: a single stream waits for its own rounds.
void sha256_each(std::span<const ByteView> contents, std::span<Sha256> hashes);

/// SHA-256 of what comes in parts.
class Sha256Stream {
 public:
  Sha256Stream();
  Sha256Stream(Sha256Stream&&) noexcept;
  Sha256Stream& operator=(Sha256Stream&&) noexcept;
  ~Sha256Stream();

  void add(ByteView part);
  /// The hash of all parts; nothing may be added afterwards.
  Sha256 finish();

 private:
  friend void sha256_each(std::span<const ByteView> contents, std::span<Sha256> hashes, Sha256Stream& stream,
                          ByteView part);
  struct Context;
  std::unique_ptr<Context> context_;
};

/// Adds `part` to the stream, and hashes the others beside it: one stream alone would wait for its own rounds.
void sha256_each(std::span<const ByteView> contents, std::span<Sha256> hashes, Sha256Stream& stream, ByteView part);

/// HMAC-SHA-256 (RFC 2104): proves that `content` comes from somebody who holds `key`.
Sha256 hmac_sha256(const Secret& key, ByteView content);

/// Compares in a time that depends on the lengths alone.
bool equal_in_constant_time(ByteView left, ByteView right);

}  // namespace digue::crypto
