#pragma once

#include "agent/drill.h"
#include "apps/digue/command.h"

namespace digue::apps {

/// What drills need of this computer; it must outlive them.
inline agent::DrillMeans drill_means(const Context& context) {
  return {.processes = context.job_processes, .programs = context.programs};
}

}  // namespace digue::apps
