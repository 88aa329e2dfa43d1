#pragma once

#include <mutex>

#include "agent/places.h"
#include "agent/repository_here.h"
#include "plan/plans.h"

namespace digue::agent {

/// Which places are here now, and how to get into their repositories. Any thread may call it.
class PlaceOpener {
 public:
  virtual ~PlaceOpener() = default;

  /// Whether a copy could be made there now. Quick, and asked often; what is not known is not here.
  virtual bool is_here(const plan::Place& place) = 0;
  /// `not_found` if the place or its repository is not here, `invalid_input` if another repository lies there.
  virtual Result<RepositoryPlace> open(const plan::Place& place) = 0;
  /// Its copy is made: a disk is flushed, unmounted and switched off; what is no disk stays as it is.
  virtual Result<void> release(const plan::Place& place) = 0;
  /// How it stands with all of them, and writes down what changed; may take as long as a server does. `unsupported`
  /// where nobody can look.
  virtual Result<std::vector<PlaceStanding>> look(const plan::Plans&, journal::Journal&) {
    return failure(ErrorCode::unsupported, "nobody looks");
  }
};

/// The places of the practice: disks that come and go, shares, servers. One thread at a time asks for disks.
class PracticePlaces final : public PlaceOpener {
 public:
  explicit PracticePlaces(PlaceTools tools) : tools_(std::move(tools)) {}

  /// A server is taken to be here: it is asked when the copy is made.
  bool is_here(const plan::Place& place) override;
  Result<RepositoryPlace> open(const plan::Place& place) override;
  Result<void> release(const plan::Place& place) override;
  Result<std::vector<PlaceStanding>> look(const plan::Plans& plans, journal::Journal& journal) override;

 private:
  PlaceTools tools_;
  std::mutex mutex_;
};

}  // namespace digue::agent
