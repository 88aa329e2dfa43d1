#include "store/open.h"

#include "store/local.h"
#include "store/rest/open_rest.h"

namespace digue::store {

Result<std::unique_ptr<Store>> open_store(Location location, Surroundings surroundings) {
  machine::Sleeper& sleeper = surroundings.sleeper;
  const RetryLimits limits = surroundings.retry_limits;
  std::unique_ptr<Store> place;
  if (auto* local = std::get_if<LocalPlace>(&location)) {
    place = std::make_unique<LocalStore>(surroundings.disk, std::move(local->folder));
  } else {
    place = TRY(open_rest(std::move(std::get<RestPlace>(location)), std::move(surroundings)));
  }
  return std::make_unique<RetryStore>(std::move(place), sleeper, limits);
}

}  // namespace digue::store
