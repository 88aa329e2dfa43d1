#include "store/rest/open_rest.h"

namespace digue::store {

// Compiled where curl is missing (src/store/CMakeLists.txt).
Result<std::unique_ptr<Store>> open_rest(RestPlace, Surroundings) {
  return failure(ErrorCode::unsupported, "this version cannot reach a server");
}

}  // namespace digue::store
