#pragma once

#include "agent/drill_records.h"
#include "agent/sheets.h"

namespace digue::agent {

/// What the sheet of a plan says: of the place in which something was tried last, from the newest trial of each part.
/// What those leave open comes first. Nothing if nothing of the plan was ever tried.
std::optional<ProofFacts> proof_facts(const plan::Plans& plans, const plan::Plan& plan, const Proofs& proofs,
                                      std::chrono::seconds ahead_of_utc, const texts::Texts& texts);

}  // namespace digue::agent
