#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "agent/database_copies.h"
#include "agent/drill.h"
#include "agent/jobs.h"
#include "agent/place_opener.h"
#include "agent/run_listener.h"
#include "agent/timings.h"
#include "machine/file_tree.h"
#include "machine/machine.h"
#include "machine/person.h"

namespace digue::agent {

struct Recovery;

/// How often the service looks around.
inline constexpr std::chrono::seconds look_every{15};

/// How things stand with one plan.
struct PlanState {
  std::optional<plan::Timing> timing;  ///< nothing while the journal does not know the plan, or cannot be read
  PlanRecord record;
  std::set<std::string, std::less<>> places_here;         ///< their ids
  std::map<std::string, PlaceProof, std::less<>> proofs;  ///< by place; without the single trials
};

/// What the service saw when it last looked. Never changes once it is made.
struct ServiceStatus {
  Instant looked_at;
  PlanFile file;
  std::map<std::string, PlanState, std::less<>> plans;  ///< by id
  std::optional<ErrorCode> journal_error;               ///< why the journal could not be read or written
};

/// What somebody asks for. The strings are as they were typed.
struct RecoveryWish {
  std::string plan;
  std::string place;  ///< empty: any
  std::string snapshot = "latest";
  std::vector<std::string> paths;
  std::string target;
  std::uint32_t user_id = 0;
};

/// All of it must outlive the service; what is shared with the jobs' thread may be called by any thread.
struct ServiceTools {
  machine::Machine& machine;
  machine::FileTree& files;
  machine::Sleeper& sleeper;  ///< says `cancelled` when the service is to end
  PlaceOpener& places;
  JobBoard& board;
  std::string state;
  std::string program;  ///< name and version, for the snapshots
  RunListener* listener = nullptr;
  machine::PersonTargets* targets = nullptr;  ///< none: nothing is given back here
  std::optional<DatabaseAccess> databases = {};
  const DrillMeans* drills = nullptr;  ///< none: nothing is tried
};

/// Runs what is planned: again and again it reads plans.toml, looks which places are here, and starts each copy that is
/// due, also one that was slept through. A plan is due in each of its places by itself: a disk that comes back from
/// home gets its copy at once. After each copy, while its place is still here, a part of it is tried (drill.h).
class Service {
 public:
  explicit Service(ServiceTools tools);
  ~Service();
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  /// Looks around on a thread of its own until the sleeper says `cancelled`; then it calls `on_end`.
  void start(std::function<void()> on_end);
  /// Waits for that end.
  void wait();

  /// Looks around once. For the thread that start() makes, and for tests.
  void look();

  /// Any thread.
  std::shared_ptr<const ServiceStatus> status() const;

  /// A person wants a copy now: of the plan, to that place, or to each of its places that is here. Any thread.
  /// `not_found` for an unknown plan or place, `unavailable` if none is here, or as JobBoard::add.
  Result<std::vector<JobId>> back_up(std::string_view plan, std::string_view place = {});
  /// A person wants a drill now, of the same; `is_all`: of everything, and not only of what is due. Errors as
  /// back_up(); `unsupported` where nothing can be tried.
  Result<std::vector<JobId>> drill(std::string_view plan, std::string_view place, bool is_all);

  /// plans.toml, for its owner; any thread. Replaced, it counts from the next look on.
  Result<PlanText> plan_text() const { return load_plan_text(tools_.state); }
  std::expected<void, PlanTextRefusal> replace_plan_text(std::string_view text, std::string_view version) {
    return agent::replace_plan_text(tools_.state, text, version);
  }

  /// Somebody wants files of a plan back: from that place, or from the first of its places that is here. `not_found`
  /// for an unknown plan or place, `unavailable` if none is here, `invalid_input` for paths that make no sense,
  /// `unsupported`, or as JobBoard::add. Any thread.
  Result<JobId> recover(const RecoveryWish& wish);

 private:
  using Pair = std::pair<std::string, std::string>;  ///< plan and place

  void read_journal(const plan::Plans& plans);
  void start_due(const ServiceStatus& status);
  bool may_try(const Pair& pair, const plan::Timing& timing, const PlaceRecord& record, Instant now) const;
  using AddJob = std::function<Result<JobId>(const plan::Plan& plan, const plan::Place& place)>;
  using Act = std::function<std::string(const SavingTools& tools, RunObserver& observer)>;

  Result<std::vector<const plan::Place*>> places_here(const plan::Plans& plans, const plan::Plan& plan,
                                                      std::string_view place) const;
  Result<std::vector<JobId>> add_jobs(std::string_view plan, std::string_view place, const AddJob& add) const;
  Result<JobId> add_backup(const plan::Plan& plan, const plan::Place& place);
  Result<JobId> add_drill(const plan::Plan& plan, const plan::Place& place, bool is_all);
  std::string run(const plan::Place& place, JobControl& control, const Act& act);
  std::string give_back(const Recovery& recovery, JobControl& control);
  void release_if_idle(const plan::Place& place);

  ServiceTools tools_;
  std::thread thread_;

  // What only the thread that looks knows.
  PlanFile file_;
  PlanRecords records_;
  Proofs proofs_;
  std::optional<ErrorCode> journal_error_;
  std::optional<std::chrono::milliseconds> read_at_;
  std::set<std::string> here_;                       ///< the places, at the last look
  std::map<Pair, std::chrono::milliseconds> tried_;  ///< since its place came
  std::set<std::string> came_back_;                  ///< after a failure there

  std::atomic<bool> is_news_ = false;  ///< a job has written into the journal
  mutable std::mutex mutex_;
  std::shared_ptr<const ServiceStatus> status_;
};

}  // namespace digue::agent
