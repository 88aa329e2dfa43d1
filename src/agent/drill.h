#pragma once

#include <functional>

#include "agent/drill_choice.h"
#include "agent/drill_databases.h"
#include "agent/drill_records.h"
#include "agent/save_plan.h"
#include "machine/free_space.h"

/// A drill: a real restore of a plan's newest copy, on the day on which nothing is lost yet.
namespace digue::agent {

/// Tries a file as the document that its name and its first bytes say it is; nothing if it is none that is known.
using TryDocument = std::function<std::optional<Result<void>>(const std::string& name, machine::SourceFile& file)>;

/// What a drill needs besides what a copy needs.
struct DrillMeans {
  machine::Processes& processes;  ///< for the thread of the drill
  machine::ProcessStreams& programs;
  std::string trials = std::string(trials_above);
  /// Of the disk that holds a folder.
  std::function<Result<std::uint64_t>(const std::string& folder)> free_bytes = machine::free_bytes;
  TryDocument try_document = {};
};

struct DrillOrder {
  const plan::Plan& plan;
  const plan::Place& place;
  std::string state;    ///< what is restored lies in it while it is compared
  bool is_all = false;  ///< everything now; otherwise a sample, and what is due
};

struct DrillOutcome {
  std::vector<Trial> trials;
  std::optional<ErrorCode> left_out;  ///< why something that was to be tried was not: `full`, there was no room for it
  bool is_copy_left = false;          ///< what was restored could not be removed: it lies there in clear
};

/// Opens the repository of the place anew, with nothing but its password; takes the plan's newest snapshot; restores
/// what is to be tried into a fresh folder in the state, part by part, and compares it with the snapshot: every byte
/// and all metadata. Databases are loaded into throw-away servers and asked the plan's questions. What was restored is
/// removed, whatever comes, and each part is written down as soon as it was tried.
///
/// Room is looked for first: what does not fit is left out, and said. `locked` while another drill of this state goes
/// on; errors of the place: `wrong_key` and `damaged` are written down as a failure of the copy, others as a drill that
/// was not done, and nothing if a person stopped it. The place is not released.
Result<DrillOutcome> drill_plan(const DrillOrder& order, PlaceOpener& opener, const SavingTools& tools,
                                const DrillMeans& means, RunObserver& observer);

/// Removes what a drill that crashed left in clear. Nothing while one goes on.
Result<void> sweep_drills(machine::FileTree& files, const std::string& state, const DrillMeans& means);

}  // namespace digue::agent
