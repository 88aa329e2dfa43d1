#pragma once

#include "apps/digue/command.h"
#include "plan/plans.h"

namespace digue::apps {

/// "postgresql:cabinet", with what else the person said of it, but without an id; or the key of what is off.
std::expected<plan::Database, UsageError> described_database(const Context& context, const std::string& word);

/// As it is said to a person: "postgresql:cabinet".
std::string say_database(const plan::Database& database);

/// Gives it the first free id of all plans.
void number_database(const plan::Plans& plans, plan::Database& database);

/// Asks it for its first bytes, and warns if it gives none: the plan keeps it all the same.
void try_database(const Context& context, const plan::Database& database);

/// Says what is wrong with plans that could not be read back once they are written; nothing if they could.
std::optional<ExitCode> refuse_nonsense(const Context& context, const plan::Plans& plans);

/// Writes the plans, unless they make no sense.
Result<ExitCode> write_changed_plans(const Context& context, const plan::Plans& plans);

/// The plans to be changed; nothing, and it is said, while the file has a fault: writing would take what it says.
Result<std::optional<plan::Plans>> plans_to_change(const Context& context);

}  // namespace digue::apps
