#include "agent/save_plan.h"

#include "agent/forget_old.h"
#include "agent/records.h"
#include "repository/lock_keeper.h"

namespace digue::agent {

using std::chrono::milliseconds;

std::string_view name_of(RunStage stage) {
  switch (stage) {
    case RunStage::saving: return "saving";
    case RunStage::forgetting: return "forgetting";
    case RunStage::trying: return "trying";
  }
  return "saving";
}

namespace {

/// Another computer that saves into the same place has to be waited for, but not for ever.
constexpr milliseconds patience_with_others = std::chrono::minutes(10);

/// Hands on what the archive reports, and keeps the repository's lock alive meanwhile.
class RunReporter final : public backup::ArchiveObserver {
 public:
  RunReporter(const plan::Plan& plan, RunObserver& observer, repository::LockKeeper& keeper)
      : plan_(plan), observer_(observer), keeper_(keeper) {}

  void item_done(const backup::SavedItem&) override {}
  void excluded(const std::string&) override {}
  void bytes_done(std::uint64_t bytes) override { observer_.bytes_done(bytes); }
  void failed(const std::string& path, const Error& error) override {
    const plan::Database* database = database_at(plan_, path);
    if (database == nullptr) return observer_.failed(path, error);
    observer_.database_missing(*database, error);
    ++missing_databases_;
  }

  Result<void> may_go_on() override {
    TRY(observer_.may_go_on());
    return keeper_.keep();
  }

  std::uint64_t missing_databases() const { return missing_databases_; }

 private:
  const plan::Plan& plan_;
  RunObserver& observer_;
  repository::LockKeeper& keeper_;
  std::uint64_t missing_databases_ = 0;
};

/// Whether there is anything to save at that path. What stands there must be the folder itself: a link would be saved
/// as a link, and nothing of what it leads to.
Result<void> look_into(machine::FileTree& files, const std::string& folder) {
  if (folder != "/") {
    const std::size_t slash = folder.rfind('/');
    const auto above = TRY(files.open_source(slash == 0 ? "/" : folder.substr(0, slash)));
    const auto entry = TRY(above->entry(folder.substr(slash + 1)));
    if (entry.type != machine::EntryType::folder) return failure(ErrorCode::invalid_input, "no folder");
  }
  if (TRY(TRY(files.open_source(folder))->names()).empty()) return failure(ErrorCode::not_found, "nothing in it");
  return {};
}

class PlanRun {
 public:
  PlanRun(const PlannedRun& run, PlaceOpener& opener, const SavingTools& tools, RunObserver& observer)
      : run_(run),
        opener_(opener),
        tools_(tools),
        observer_(observer),
        started_at_(tools.machine.clock().now()),
        surroundings_(lock_surroundings(tools.machine.clock(), tools.sleeper)) {}

  Result<RunOutcome> run() {
    const Result<void> saved = save();
    if (!saved && saved.error().code != ErrorCode::cancelled) {
      TRY(tools_.journal.append(
          act_of_failed_run(run_.plan.id, run_.place.id, saved.error().code, tools_.machine.clock().now())));
    }
    if (!saved) return std::unexpected(saved.error());
    return std::move(outcome_);
  }

 private:
  Result<void> save() {
    observer_.begins(RunStage::saving);
    RepositoryPlace place = TRY(opener_.open(run_.place));
    const Saving saving = TRY(what_to_save(place));
    TRY(save_into(place, saving));
    // Copies without that folder or database must not push out the last ones that have it.
    if (outcome_.missing > 0) {
      outcome_.retention.refused = ErrorCode::not_found;
      note_forgetting();
      return {};
    }
    observer_.begins(RunStage::forgetting);
    const auto retention = forget_old(run_.plan, place, tools_, surroundings_, observer_);
    if (retention) {
      outcome_.retention = *retention;
    } else {
      outcome_.retention.refused = retention.error().code;
    }
    note_forgetting();
    return {};
  }

  /// The copy is there and journaled; a journal that takes no more is met by the next run.
  void note_forgetting() {
    observer_.forgot(outcome_.retention);
    const auto refused = outcome_.retention.refused;
    if (!refused || refused == ErrorCode::cancelled) return;
    static_cast<void>(tools_.journal.append(
        act_of_refused_forgetting(run_.plan.id, run_.place.id, *refused, tools_.machine.clock().now())));
  }

  Result<Saving> what_to_save(const RepositoryPlace& place) {
    Saving saving;
    for (const std::string& folder : run_.plan.folders) {
      if (place.folder && (*place.folder + "/").starts_with(folder == "/" ? folder : folder + "/")) {
        return failure(ErrorCode::invalid_input, "the place lies in a folder that it is to hold");
      }
      if (const auto there = look_into(tools_.files, folder); !there) {
        observer_.failed(folder, there.error());
        ++outcome_.missing;
      } else {
        saving.paths.push_back(folder);
      }
    }
    add_databases(saving);
    if (saving.paths.empty() && saving.streamed.files.empty()) {
      return failure(ErrorCode::not_found, "no folder of the plan is there");
    }
    saving.excludes = run_.plan.excludes;
    saving.tags = {run_.plan.id};
    const std::string state = TRY(tools_.files.absolute(run_.state));
    saving.left_out = backup::FolderIdentity::of(TRY(TRY(tools_.files.open_source(state))->metadata()));
    saving.started_at = started_at_;
    saving.program = run_.program;
    saving.run = PlannedRunIds{run_.plan.id, run_.place.id, started_at_};
    saving.missing = outcome_.missing;
    return saving;
  }

  void add_databases(Saving& saving) {
    if (run_.databases != nullptr) {
      saving.streamed = {std::string(databases_folder), streamed_copies(run_.plan, *run_.databases)};
      saving.origins = folders_of_databases(run_.plan);
      return;
    }
    for (const plan::Database& database : run_.plan.databases) {
      observer_.database_missing(database, {ErrorCode::unsupported, "nobody copies databases here"});
      ++outcome_.missing;
    }
  }

  Result<void> save_into(RepositoryPlace& place, const Saving& saving) {
    const auto opened = TRY(repository::open_repository(*place.store, place.password));
    observer_.quarantined(opened.quarantined);
    if (!run_.place.repository.empty() && opened.repository->config().id.hex() != run_.place.repository) {
      return failure(ErrorCode::damaged, "another repository lies there");
    }
    std::optional<repository::Conflict> conflict;
    auto lock = TRY(repository::Lock::acquire(*opened.repository, repository::LockKind::shared, surroundings_,
                                              patience_with_others, conflict));
    repository::LockKeeper keeper(lock, surroundings_.elapsed);
    RunReporter reporter(run_.plan, observer_, keeper);
    repository::BlobTools blob_tools = opened.repository->make_tools();
    observer_.quarantined(TRY(opened.repository->load_index(blob_tools)));
    outcome_.backup = TRY(save_snapshot(
        *opened.repository, place, saving, tools_, reporter,
        [this](const auto& files) { observer_.quarantined(files); },
        [this](std::uint64_t bytes) { observer_.expects(bytes); }));
    outcome_.missing += reporter.missing_databases();
    return {};
  }

  const PlannedRun& run_;
  PlaceOpener& opener_;
  const SavingTools& tools_;
  RunObserver& observer_;
  Instant started_at_;
  repository::LockSurroundings surroundings_;
  RunOutcome outcome_;
};

}  // namespace

Result<RunOutcome> save_plan(const PlannedRun& run, PlaceOpener& opener, const SavingTools& tools,
                             RunObserver& observer) {
  return PlanRun(run, opener, tools, observer).run();
}

}  // namespace digue::agent
