#include "agent/drill.h"

#include <algorithm>

#include "agent/drill_trials.h"
#include "agent/records.h"
#include "agent/scratch_copy.h"
#include "machine/identity.h"
#include "machine/private_folder.h"

namespace digue::agent {

using std::chrono::milliseconds;

namespace {

constexpr std::string_view lock_name = "drill.lock";
constexpr milliseconds patience_with_others = std::chrono::minutes(10);
/// Of the free space, at once; the practice goes on working beside it.
constexpr std::uint64_t share_of_free = 4;
/// A slice takes minutes, not hours: somebody may wait to take the disk home.
constexpr std::uint64_t max_slice_bytes = std::uint64_t{16} * 1024 * 1024 * 1024;
/// What could not be proven is tried again the next day, and not at each copy.
constexpr std::chrono::hours try_database_again{20};

plan::Plans only(const plan::Plan& plan, const plan::Place& place) {
  plan::Plans plans;
  plans.places.push_back(place);
  plans.plans.push_back(plan);
  return plans;
}

class Drill {
 public:
  Drill(const DrillOrder& order, PlaceOpener& opener, const SavingTools& tools, const DrillMeans& means,
        RunObserver& observer)
      : order_(order), opener_(opener), tools_(tools), means_(means), observer_(observer) {}

  Result<DrillOutcome> run() {
    const auto folder = TRY(machine::PrivateFolder::open(order_.state));
    const machine::FolderLock lock = TRY(folder.lock(lock_name));
    state_ = TRY(tools_.files.absolute(order_.state));
    proof_ = TRY(read_proofs(tools_.journal, only(order_.plan, order_.place)))[{order_.plan.id, order_.place.id}];
    observer_.begins(RunStage::trying);
    const Result<void> tried = open_and_try();
    if (!tried && tried.error().code == ErrorCode::cancelled) return std::unexpected(tried.error());
    if (!tried) {
      const ErrorCode code = tried.error().code;
      TRY(note(is_fault_of_copy(code) ? act_of_unopened_copy(order_.plan.id, order_.place.id, code, now())
                                      : act_of_undone_drill(order_.plan.id, order_.place.id, code, now())));
      return std::unexpected(tried.error());
    }
    if (outcome_.left_out) {
      TRY(note(act_of_undone_drill(order_.plan.id, order_.place.id, *outcome_.left_out, now())));
    }
    return std::move(outcome_);
  }

 private:
  Instant now() const { return tools_.machine.clock().now(); }
  Result<void> note(const journal::Act& act) {
    TRY(tools_.journal.append(act));
    return {};
  }

  Result<void> open_and_try() {
    RepositoryPlace place = TRY(opener_.open(order_.place));
    // With nothing but the password, as on the day when it is needed.
    const auto opened = TRY(repository::open_repository(*place.store, place.password));
    observer_.quarantined(opened.quarantined);
    repository::Repository& repository = *opened.repository;
    if (!order_.place.repository.empty() && repository.config().id.hex() != order_.place.repository) {
      return failure(ErrorCode::damaged, "another repository lies there");
    }
    const auto surroundings = lock_surroundings(tools_.machine.clock(), tools_.sleeper);
    std::optional<repository::Conflict> conflict;
    auto lock = TRY(repository::Lock::acquire(repository, repository::LockKind::shared, surroundings,
                                              patience_with_others, conflict));
    repository::LockKeeper keeper(lock, surroundings.elapsed);
    repository::BlobTools blob_tools = repository.make_tools();
    observer_.quarantined(TRY(repository.load_index(blob_tools)));
    const auto list = TRY(repository::load_snapshots(repository, blob_tools));
    observer_.quarantined(list.quarantined);
    const repository::LoadedSnapshot* newest = TRY(newest_copy(list));
    snapshot_ = newest->id;
    made_at_ = to_instant(newest->snapshot.time);
    OpenCopy copy{order_, tools_, means_, observer_, repository, newest->snapshot.tree, keeper, state_};
    const Result<void> tried = try_all(copy);
    outcome_.is_copy_left = copy.is_copy_left;
    if (!tried && tried.error().code != ErrorCode::cancelled) TRY(is_still_here(repository.store()));
    return tried;
  }

  /// Of a disk that was pulled nothing comes back, and that says nothing of what is on it.
  Result<void> is_still_here(store::Store& store) {
    if (opener_.is_here(order_.place) && store.size({store::FileType::config, {}})) return {};
    return failure(ErrorCode::unavailable, "the place is gone");
  }

  /// The journal knows which one it must be; an older one in its place would prove the wrong thing.
  Result<const repository::LoadedSnapshot*> newest_copy(const repository::SnapshotList& list) const {
    const std::string host = machine::this_process().host;
    const repository::LoadedSnapshot* newest = nullptr;
    for (const repository::LoadedSnapshot& loaded : list.snapshots) {
      if (loaded.id == proof_.newest_copy) return &loaded;
      const auto& tags = loaded.snapshot.tags;
      const bool is_of_plan = std::ranges::find(tags, order_.plan.id) != tags.end();
      if (is_of_plan && loaded.snapshot.hostname == host) newest = &loaded;
    }
    if (proof_.newest_copy) return failure(ErrorCode::damaged, "the newest copy is gone or broken");
    if (newest == nullptr) return failure(ErrorCode::not_found, "there is no copy of this plan yet");
    return newest;
  }

  Result<void> try_all(OpenCopy& copy) {
    const GoesOn goes_on = [&copy] { return copy.goes_on(); };
    const Survey all = TRY(survey(copy.repository, copy.tree, goes_on));
    const auto databases = databases_to_try();
    std::vector<Slice> slices;
    if (!order_.plan.folders.empty()) slices = TRY(slices_to_try(all));
    const std::vector<Choice> choices = TRY(choose_slices(copy.repository, copy.tree, slices, goes_on));
    const bool wants_sample = !order_.is_all && !order_.plan.folders.empty();
    std::uint64_t expected = wants_sample ? all.sample_bytes : 0;
    for (const Choice& choice : choices) expected += choice.bytes;
    observer_.expects(2 * expected);  // restored, and compared
    if (wants_sample) {
      Trial trial = begin(all);
      const Result<void> tried = try_files(copy, choose_sample(all), trial);
      TRY(finish(copy, tried, std::move(trial)));
    }
    for (std::size_t i = 0; i < slices.size(); ++i) {
      Trial trial = begin(all);
      trial.scope = Scope::slice;
      trial.slice = slices[i];
      const Result<void> tried = try_files(copy, choices[i], trial);
      TRY(finish(copy, tried, std::move(trial)));
    }
    if (databases.empty()) return {};
    Trial trial = begin({});
    const Result<void> tried = try_databases(copy, databases, trial);
    return finish(copy, tried, std::move(trial));
  }

  Trial begin(const Survey& all) const {
    Trial trial;
    trial.plan = order_.plan.id;
    trial.place = order_.place.id;
    trial.snapshot = snapshot_;
    trial.made_at = made_at_;
    trial.snapshot_files = all.files;
    trial.snapshot_bytes = all.bytes;
    trial.restore.unrestored = all.unreadable;
    return trial;
  }

  /// What has no room is left out, and the rest goes on; each part is written down as soon as it was tried.
  Result<void> finish(const OpenCopy& copy, const Result<void>& tried, Trial trial) {
    if (!tried && tried.error().code == ErrorCode::full) {
      outcome_.left_out = ErrorCode::full;
      return {};
    }
    if (!tried) return std::unexpected(tried.error());
    if (reason_of_failure(trial)) TRY(is_still_here(copy.repository.store()));
    TRY(note(act_of_trial(trial, now())));
    outcome_.trials.push_back(std::move(trial));
    return {};
  }

  Result<std::vector<Slice>> slices_to_try(const Survey& all) {
    const std::uint64_t free = TRY(means_.free_bytes(state_));
    const std::uint64_t at_once = order_.is_all ? free / 2 : std::min(free / share_of_free, max_slice_bytes);
    const auto of = slices_for(all.bytes, at_once, order_.is_all ? 0 : proof_.slices);
    if (!of) {
      outcome_.left_out = ErrorCode::full;
      return std::vector<Slice>();
    }
    if (order_.is_all) {
      std::vector<Slice> slices;
      for (std::uint32_t number = 0; number < *of; ++number) slices.push_back({number, *of});
      return slices;
    }
    // After a failure what was proven before it counts for nothing.
    const Coverage& coverage = proof_.has_failed(order_.plan) ? proof_.files_since_failure : proof_.files;
    const auto last = proof_.slice_tried ? std::optional(proof_.slice_tried->at) : std::nullopt;
    return due_slices(coverage, *of, last, now());
  }

  std::vector<const plan::Database*> databases_to_try() const {
    std::vector<const plan::Database*> databases;
    for (const plan::Database& database : order_.plan.databases) {
      const auto found = proof_.databases.find(database.id);
      if (order_.is_all || found == proof_.databases.end() || is_due(found->second)) databases.push_back(&database);
    }
    return databases;
  }

  bool is_due(const DatabaseProof& proof) const {
    const bool is_before_failure = proof_.has_failed(order_.plan) && proof.tried.number < proof_.failed->number;
    const bool is_proven = proof.outcome == DatabaseOutcome::proven && !is_before_failure;
    const Instant again = proof.tried.at + (is_proven ? std::chrono::hours(proof_cycle) : try_database_again);
    return again <= now() || proof.tried.at > now() + std::chrono::hours(24);
  }

  const DrillOrder& order_;
  PlaceOpener& opener_;
  const SavingTools& tools_;
  const DrillMeans& means_;
  RunObserver& observer_;
  std::string state_;
  PlaceProof proof_;
  repository::SnapshotId snapshot_;
  Instant made_at_;
  DrillOutcome outcome_;
};

}  // namespace

Result<DrillOutcome> drill_plan(const DrillOrder& order, PlaceOpener& opener, const SavingTools& tools,
                                const DrillMeans& means, RunObserver& observer) {
  return Drill(order, opener, tools, means, observer).run();
}

Result<void> sweep_drills(machine::FileTree& files, const std::string& state, const DrillMeans& means) {
  const auto folder = machine::PrivateFolder::find(state);
  if (!folder && folder.error().code == ErrorCode::not_found) return {};
  if (!folder) return std::unexpected(folder.error());
  const auto lock = folder->lock(lock_name);
  if (!lock && lock.error().code == ErrorCode::locked) return {};
  if (!lock) return std::unexpected(lock.error());
  const std::string absolute = TRY(files.absolute(state));
  TRY(ScratchCopy::sweep(files, absolute, drill_copy));
  return TrialFolder::sweep(means.processes, files, absolute, means.trials);
}

}  // namespace digue::agent
