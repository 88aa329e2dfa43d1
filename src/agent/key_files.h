#pragma once

#include <optional>

#include "base/bytes.h"
#include "repository/ids.h"
#include "store/store.h"

/// `config` and `keys/*` of a repository, small enough for paper: without them a password opens nothing.
/// docs/formats/paper-key.md says how they are packed.
namespace digue::agent {

/// What is needed to open a repository, as it lies there: the files are sealed, or worth nothing without the password.
struct KeyFiles {
  Bytes config;
  std::vector<Bytes> keys;  ///< whoever writes them back knows their names: the SHA-256 of each

  bool operator==(const KeyFiles&) const = default;
};

inline constexpr std::size_t max_carried_keys = 20;

/// The config and the key files, `first` before all others; as many as fit in `max_bytes` packed, always the first one.
/// Files that are no keys are left out. `not_found` without a config or a key, `invalid_input` if the first does not
/// fit.
Result<KeyFiles> collect_key_files(store::Store& store, const repository::KeyId& first, std::size_t max_bytes);

Bytes pack_key_files(const KeyFiles& files);
/// `damaged` for what pack_key_files() did not write or what is no key file.
Result<KeyFiles> unpack_key_files(ByteView packed);

struct RestoredKeyFiles {
  bool wrote_config = false;
  std::size_t keys_written = 0;
  std::size_t keys_there = 0;    ///< the same files were there already
  std::size_t keys_blocked = 0;  ///< damaged files bear their names, and nothing is ever replaced

  bool operator==(const RestoredKeyFiles&) const = default;
};

/// Writes back what is missing in the place, and nothing else. `already_exists` if another config is there: then these
/// are the keys of another repository, and nothing is written.
Result<RestoredKeyFiles> restore_key_files(store::Store& store, const KeyFiles& files);

}  // namespace digue::agent
