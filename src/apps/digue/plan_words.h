#pragma once

#include "agent/database_copies.h"
#include "agent/plan_file.h"
#include "apps/digue/command.h"

namespace digue::apps {

/// When the practice eats, and when it closes.
inline constexpr std::array default_times = {plan::TimeOfDay(12 * 60 + 45), plan::TimeOfDay(19 * 60 + 30)};

/// Which line of plans.toml cannot be meant, and why.
std::string say_fault(const Context& context, const plan::PlanFault& fault);

/// The plans of the state. A fault is said, and the plans are then those that were last read whole.
Result<plan::Plans> plans_and_warn(const Context& context);

/// How this program reaches databases.
agent::DatabaseAccess database_access(const Context& context);

/// The plans that the person named; all if none. `not_found` with the word that names no plan.
Result<std::vector<const plan::Plan*>> named_plans(const plan::Plans& plans, const std::vector<std::string>& words);

}  // namespace digue::apps
