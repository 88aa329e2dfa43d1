#pragma once

#include "store/open.h"

namespace digue::store {

/// `unsupported` in a build without the room net.
Result<std::unique_ptr<Store>> open_rest(RestPlace place, Surroundings surroundings);

}  // namespace digue::store
