#pragma once

#include <chrono>
#include <span>

#include "machine/machine.h"
#include "posture/facts.h"

namespace digue::posture {

/// What a probe may look at.
struct Look {
  machine::Machine& machine;
  machine::Deadline deadline;  ///< every question to the machine is asked with it
  const json::Value& lists;    ///< the dated lists of content/lists, by name
};

/// Fills one table of facts.sql. A probe never guesses: what it could not read is NULL, and then the reading carries
/// the reason. A setting that is absent stands for the system's documented default, which the probe names in a comment.
struct Probe {
  std::string_view table;
  std::chrono::milliseconds deadline;
  Reading (*read)(const Look& look);
};

/// All probes, for all systems: on a system where nothing can be read yet, a reading is incomplete with `unsupported`.
std::span<const Probe> catalogue();

/// Every probe within its deadline, one after the other, into new tables.
Result<FactTables> collect(machine::Machine& machine, const json::Value& content, Names names);

}  // namespace digue::posture
