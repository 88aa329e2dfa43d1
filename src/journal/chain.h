#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "crypto/hash.h"
#include "crypto/secret.h"

namespace digue::journal {

/// The fields of an entry that its hash covers, exactly as they stand in the file.
struct Link {
  std::int64_t number = 0;
  std::int64_t at_ms = 0;  ///< since 1970, UTC
  std::string kind;
  std::string body;  ///< one line of JSON
  crypto::Sha256 previous = {};
};

/// SHA-256 over an encoding from which the fields could be read back in one way only (docs/formats/journal.md).
crypto::Sha256 hash_of(const Link& link);

/// The end of the chain: the number and the hash of its last entry; 0 and zeros before the first.
struct Head {
  std::int64_t number = 0;
  crypto::Sha256 hash = {};

  bool operator==(const Head&) const = default;
};

crypto::Sha256 seal_of(const Head& head, const crypto::Secret& key);

/// Says of an entry that a holder of the key is writing it, as long as the head has not been moved to it.
crypto::Sha256 claim_of(const Head& entry, const crypto::Secret& key);

inline constexpr std::size_t salt_bytes = 32;

/// What stands in the chain for a person's words: 64 hexadecimal digits, which tell nothing once the salt is erased.
/// The salt must have salt_bytes, or its end could be taken for the beginning of the words.
std::string token_of(ByteView salt, std::string_view words);

}  // namespace digue::journal
