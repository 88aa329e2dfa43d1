#pragma once

#include "agent/drill.h"

/// What a job is, whoever does it: the service, or a program of its own. Its outcome is one word, as in
/// docs/formats/api.md.
namespace digue::agent {

/// A copy, and while the place is still here a drill: a sample, and what is due. "done", "partial" (something is not in
/// the copy), "not_proven" (the copy is made, and does not come back), or the name of the code with which no copy was
/// made. A drill that could not be done takes nothing from the copy; the journal says so. Without `means` none is
/// tried.
std::string copy_and_try(const PlannedRun& run, PlaceOpener& opener, const SavingTools& tools, const DrillMeans* means,
                         RunObserver& observer);

/// A drill alone. "done", "partial" (what was tried came back, and something stays open: no room, a database that
/// could not be tried or has no questions), "not_proven", or the name of a code.
std::string outcome_of(const Result<DrillOutcome>& drill);

}  // namespace digue::agent
