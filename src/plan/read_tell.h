#pragma once

#include "plan/member_reader.h"

namespace digue::plan {

/// The table `tell` of plans.toml. Faults are noted in the reader.
Tell read_tell(MemberReader& members, const MemberReader::Table& in);

}  // namespace digue::plan
