#include "repository/ids.h"

namespace digue::repository {

std::string_view name_of(BlobType type) { return type == BlobType::data ? "data" : "tree"; }

}  // namespace digue::repository
