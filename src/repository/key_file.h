#pragma once

#include <string>

#include "crypto/scrypt.h"
#include "crypto/secret.h"
#include "repository/ids.h"
#include "repository/zoned_time.h"

namespace digue::repository {

inline constexpr std::size_t max_key_file_bytes = 64 * 1024;
inline constexpr std::size_t key_salt_bytes = 64;

/// One password's way to the master key. The only file of a repository that is not sealed.
struct KeyFile {
  ZonedTime created_at;
  std::string username;
  std::string hostname;
  crypto::ScryptCosts costs;
  Bytes salt;
  Bytes data;  ///< the master key as JSON, sealed with the key that scrypt derives from the password

  bool operator==(const KeyFile&) const = default;
};

std::string to_json(const KeyFile& file);
/// `damaged` for what is no key file, `unsupported` for another way to derive the key than scrypt.
Result<KeyFile> parse_key_file(std::string_view json);

/// The master key for crypto::Sealer. `wrong_key` if the password does not open this file (also if somebody changed a
/// byte of it: nobody can tell), `invalid_input` for costs that are refused, `damaged` if what it seals is no key.
Result<crypto::Secret> open_key(const KeyFile& file, const crypto::Secret& password);

/// A new master key.
crypto::Secret make_master_key();

/// Who makes a key file, when, and at what cost.
struct KeyMaker {
  ZonedTime created_at;
  std::string username;
  std::string hostname;
  crypto::ScryptCosts costs;
};

/// A file that opens `master_key` (64 bytes) with `password`.
Result<KeyFile> make_key_file(const crypto::Secret& master_key, const crypto::Secret& password, const KeyMaker& maker);

}  // namespace digue::repository
