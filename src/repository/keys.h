#pragma once

#include <optional>
#include <vector>

#include "repository/key_file.h"
#include "repository/repository.h"

namespace digue::repository {

/// A repository, and by which key it was opened.
struct OpenedRepository {
  std::unique_ptr<Repository> repository;
  KeyId key;
  std::vector<Quarantined> quarantined;  ///< key files that are none
};

/// Tries the hinted key, then every other one. Files that are no keys are quarantined. `wrong_key` if the password
/// opens none of the readable ones, `damaged` if there are only unreadable ones, `not_found` if there is no repository,
/// `unsupported` for a version or a layout that we do not read.
Result<OpenedRepository> open_repository(store::Store& store, const crypto::Secret& password,
                                         std::optional<KeyId> hint = {});

/// Makes the folders, the first key and then the config: whoever finds a config finds a key. `already_exists` if there
/// is a repository, `invalid_input` for an empty password.
Result<OpenedRepository> create_repository(store::Store& store, const crypto::Secret& password, const KeyMaker& maker,
                                           const Config& config);

/// One more password for the same master key.
Result<KeyId> add_key(OpenedRepository& opened, const crypto::Secret& password, const KeyMaker& maker);

/// `invalid_input` for the key by which the repository was opened: whoever removes the last one loses everything.
Result<void> remove_key(OpenedRepository& opened, const KeyId& key);

struct ListedKey {
  KeyId id;
  KeyFile file;
};

/// Every key file that can be read.
Result<std::vector<ListedKey>> list_keys(store::Store& store);

}  // namespace digue::repository
