#pragma once

#include <memory>
#include <span>

#include "base/bytes.h"
#include "crypto/secret.h"

namespace digue::crypto {

/// What a sealed text is longer than its plaintext: 16 bytes of IV before, 16 of MAC behind.
inline constexpr std::size_t seal_overhead = 32;

/// 32 bytes for AES-256, then 16 (k) and 16 (r) for Poly1305-AES.
inline constexpr std::size_t seal_key_bytes = 64;

/// Seals and opens as the restic format does: AES-256-CTR, then Poly1305-AES (Bernstein 2005) over the ciphertext, with
/// the IV as its nonce (restic's design document, "Keys, Encryption and MAC"). Holds contexts that are reused: one a
/// thread.
class Sealer {
 public:
  /// `invalid_input` unless the key has 64 bytes and none of its three parts is all zeros. r may be clamped or not.
  static Result<Sealer> with(const Secret& key);
  Sealer(Sealer&&) noexcept;
  Sealer& operator=(Sealer&&) noexcept;
  ~Sealer();

  /// With a fresh random IV. `sealed` is seal_overhead longer than `plain`; they may overlap when
  /// plain.data() == sealed.data() + 16.
  void seal(ByteView plain, std::span<std::byte> sealed);
  Bytes seal(ByteView plain);

  /// `damaged`, and nothing written, unless the MAC fits and the IV is one. `plain` is seal_overhead shorter than
  /// `sealed`; they may overlap when plain.data() == sealed.data() + 16.
  Result<void> open(ByteView sealed, std::span<std::byte> plain);
  Result<Bytes> open(ByteView sealed);

 private:
  struct Contexts;
  explicit Sealer(std::unique_ptr<Contexts> contexts);
  std::unique_ptr<Contexts> contexts_;
};

}  // namespace digue::crypto
