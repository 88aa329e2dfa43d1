#pragma once

#include "agent/place_acts.h"
#include "agent/places.h"
#include "apps/digue/command.h"
#include "plan/plans.h"
#include "posture/facts.h"

namespace digue::apps {

agent::PlaceTools place_tools(const Context& context);

/// The plans; a fault in their file is said on standard error, and those that were last read whole are taken.
Result<plan::Plans> plans_now(const Context& context);

/// Looks at every place and writes down what changed, where that may be written.
Result<std::vector<agent::PlaceStanding>> look_at_places(const Context& context, const plan::Plans& plans,
                                                         journal::Journal& journal);

/// The table practice_data: this computer's disks are searched.
posture::Reading practice_data(const Context& context);

/// An agent that is told of the plans and the places too.
agent::Agent agent_with_places(const Context& context, journal::Journal& journal);

/// The sentence for what went wrong with a place.
ExitCode refuse_place(const Context& context, const plan::Place& place, const Error& error);

/// The place with that id or name; nothing, and it is said, if there is none.
const plan::Place* find_place(const Context& context, const plan::Plans& plans);

}  // namespace digue::apps
