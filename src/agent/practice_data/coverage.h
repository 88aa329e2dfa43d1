#pragma once

#include "agent/plan_file.h"
#include "agent/practice_data/search.h"
#include "posture/facts.h"

namespace digue::agent {

/// Whether a plan saves it: a folder of the plan holds it and no pattern leaves it out; of a server's data, a database
/// of that engine on this computer is named.
bool is_covered(const FoundData& data, const plan::Plans& plans);

/// What is in no plan.
std::vector<FoundData> uncovered(const DataSearch& search, const plan::Plans& plans);

/// The table practice_data: kinds and numbers, no path. Incomplete where the search was cut, and while plans.toml has a
/// fault.
posture::Reading practice_data_facts(const DataSearch& search, const PlanFile& file);

}  // namespace digue::agent
