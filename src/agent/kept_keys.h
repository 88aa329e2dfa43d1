#pragma once

#include "agent/key_files.h"
#include "agent/places.h"
#include "repository/config.h"
#include "repository/keys.h"

/// `config` and `keys/*` of the practice's repositories, kept apart from them: in the state, and in each place on this
/// computer those of the other places. As the files that they are, so that restic and `cp` are enough to put them back.
/// docs/formats/paper-key.md says where they lie.
namespace digue::agent {

/// Where the state keeps them for one repository; that folder opens as a repository that holds nothing.
std::string kept_keys_folder(const std::string& state, const repository::RepositoryId& repository);

/// The repositories whose key files the state keeps, in the order of their ids. None if nothing was kept yet.
Result<std::vector<repository::RepositoryId>> kept_repositories(const std::string& state, machine::Disk& disk);

/// Makes the folder hold these files and no other key: what was revoked must not open anything from here. Its parent
/// must be there.
Result<void> copy_key_files(machine::Disk& disk, const std::string& folder, const KeyFiles& files);

/// What lies in such a folder, or in a repository. `not_found` without a config or a key. Whoever may write there can
/// have put any key files there: they are only put back beside the config with which they came.
Result<KeyFiles> read_key_folder(machine::Disk& disk, const std::string& folder);

/// Keeps the key files of a place's repository, which was just opened, in the state, and gives the place those of the
/// others (not a server: it takes only what belongs to a repository). The journal is told when something is new.
Result<void> keep_keys(const plan::Place& place, const repository::OpenedRepository& opened,
                       const std::optional<std::string>& folder, const PlaceTools& tools);

/// The kept key files of the repository that lies in the place, whose own are damaged or gone: the ones with the same
/// config, or those that open a snapshot or an index that is there. `not_found` if none do.
Result<KeyFiles> find_kept_keys(store::Store& place, const std::string& state, machine::Disk& disk,
                                const crypto::Secret& password);

/// The first 8 digits of the id of the repository that lies there, without opening it: by the kept files, or by what
/// the place itself says, which anybody may have written. Nothing if neither knows.
std::optional<std::string> sheet_mark_of(store::Store& place, const std::optional<std::string>& folder,
                                         const std::string& state, machine::Disk& disk);

}  // namespace digue::agent
