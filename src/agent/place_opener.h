#pragma once

#include <string>

#include "agent/repository_here.h"
#include "machine/disk.h"
#include "machine/file_tree.h"
#include "plan/plans.h"

namespace digue::agent {

/// Which places are here now, and how to get into their repositories. Any thread may call it.
class PlaceOpener {
 public:
  virtual ~PlaceOpener() = default;

  /// Whether a copy could be made there now. Quick, and asked often; what is not known is not here.
  virtual bool is_here(const plan::Place& place) = 0;
  /// `not_found` if the place or its repository is not here, `damaged` if another repository lies there.
  virtual Result<RepositoryPlace> open(const plan::Place& place) = 0;
  /// Its copy is made: a disk is flushed, unmounted and switched off; what is no disk stays as it is.
  virtual Result<void> release(const plan::Place& place) = 0;
};

/// Places that are folders of this computer: shares that it mounts. Each opens with the practice's one password, the
/// file `repository.password` of the state.
class FolderPlaces final : public PlaceOpener {
 public:
  /// All of these must outlive it.
  FolderPlaces(std::string state, machine::Disk& disk, machine::FileTree& files, machine::Sleeper& sleeper)
      : state_(std::move(state)), disk_(disk), files_(files), sleeper_(sleeper) {}

  bool is_here(const plan::Place& place) override;
  Result<RepositoryPlace> open(const plan::Place& place) override;
  Result<void> release(const plan::Place& place) override;

 private:
  std::string state_;
  machine::Disk& disk_;
  machine::FileTree& files_;
  machine::Sleeper& sleeper_;
};

}  // namespace digue::agent
