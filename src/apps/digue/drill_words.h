#pragma once

#include "agent/drill_records.h"
#include "apps/digue/command.h"

namespace digue::apps {

/// What drills proved of a plan's copies in one place, for people: what went wrong first.
void say_drills(const Context& context, const plan::Plan& plan, const agent::PlaceProof& proof, Instant now);

}  // namespace digue::apps
