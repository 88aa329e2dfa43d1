#include "agent/prove_restore.h"

#include "agent/records.h"
#include "agent/scratch_copy.h"
#include "backup/restore.h"
#include "base/text.h"
#include "repository/lock_keeper.h"

namespace digue::agent {

using std::chrono::milliseconds;

namespace {

/// A folder as a name in the one above.
struct Named {
  std::string path;
  std::string above;
  std::string name;
};

Result<Named> named_folder(machine::FileTree& files, const std::string& folder) {
  Named named{.path = TRY(files.absolute(folder)), .above = {}, .name = {}};
  const std::size_t slash = named.path.rfind('/');
  named.above = slash == 0 ? "/" : named.path.substr(0, slash);
  named.name = named.path.substr(slash + 1);
  if (named.name.empty()) return failure(ErrorCode::invalid_input, "not the whole computer");
  const auto metadata = TRY(TRY(files.open_source(named.above))->entry(named.name));
  // A link would be saved as a link, and nothing of what it leads to.
  if (metadata.type != machine::EntryType::folder) return failure(ErrorCode::invalid_input, "no folder");
  return named;
}

machine::FileTime file_time(Instant instant) {
  const auto second = std::chrono::floor<std::chrono::seconds>(instant);
  const std::chrono::nanoseconds rest = instant - second;
  return {second.time_since_epoch().count(), static_cast<std::int32_t>(rest.count())};
}

/// Hands on what the acts report, and keeps the repository's lock alive meanwhile.
class Reporter final : public backup::ArchiveObserver, public backup::RestoreObserver {
 public:
  Reporter(ExerciseObserver& observer, repository::LockKeeper& keeper) : observer_(observer), keeper_(keeper) {}

  void begin(ExerciseStage stage) {
    stage_ = stage;
    observer_.begins(stage);
  }

  void item_done(const backup::SavedItem&) override {}
  void excluded(const std::string&) override {}
  void planned(std::uint64_t, std::uint64_t) override {}
  void file_done(const std::string&) override {}
  void bytes_done(std::uint64_t bytes) override { observer_.bytes_done(bytes); }
  void failed(const std::string& path, const Error& error) override { observer_.failed(stage_, path, error); }

  Result<void> may_go_on() override {
    TRY(observer_.may_go_on());
    return keeper_.keep();
  }

 private:
  ExerciseObserver& observer_;
  repository::LockKeeper& keeper_;
  ExerciseStage stage_ = ExerciseStage::saving;
};

class Run {
 public:
  Run(const Exercise& exercise, const SavingTools& tools, ExerciseObserver& observer)
      : exercise_(exercise), tools_(tools), observer_(observer), started_at_(tools.machine.clock().now()) {}

  Result<ExerciseOutcome> run() {
    folder_ = TRY(named_folder(tools_.files, exercise_.folder));
    TRY(look_at_state());
    auto opened = TRY(open());
    surroundings_ = lock_surroundings(tools_.machine.clock(), tools_.sleeper);
    std::optional<repository::Conflict> conflict;
    // Exclusive: two exercises would lay their copies in the same place.
    auto lock = TRY(repository::Lock::acquire(*opened.repository, repository::LockKind::exclusive, surroundings_,
                                              milliseconds(0), conflict));
    repository::LockKeeper keeper(lock, surroundings_.elapsed);
    Reporter reporter(observer_, keeper);
    TRY(save(*opened.repository, reporter));
    const Result<void> tried = restore_and_compare(reporter);
    if (!tried && tried.error().code == ErrorCode::cancelled) return std::unexpected(tried.error());
    TRY(tools_.journal.append(tried ? act_of_exercise(outcome_.backup, outcome_.restore, now())
                                    : act_of_failed_exercise(outcome_.backup, tried.error().code, now())));
    if (!tried) return std::unexpected(tried.error());
    return std::move(outcome_);
  }

 private:
  Instant now() const { return tools_.machine.clock().now(); }

  /// The state holds the repository and the copy: saving them into themselves would never end well.
  Result<void> look_at_state() {
    const std::string state = TRY(tools_.files.absolute(exercise_.state));
    const auto metadata = TRY(TRY(tools_.files.open_source(state))->metadata());
    state_ = backup::FolderIdentity::of(metadata);
    const auto folder = TRY(TRY(tools_.files.open_source(folder_.path))->metadata());
    if (is_state(folder) || folder_.path.starts_with(state + "/")) {
      return failure(ErrorCode::invalid_input, "the folder lies in the state");
    }
    return {};
  }

  bool is_state(const machine::EntryMetadata& metadata) const { return backup::FolderIdentity::of(metadata) == state_; }

  /// With nothing but the password, as on the day when it is needed.
  Result<repository::OpenedRepository> open() {
    auto opened = TRY(repository::open_repository(*exercise_.place.store, exercise_.place.password));
    observer_.quarantined(opened.quarantined);
    repository::BlobTools tools = opened.repository->make_tools();
    observer_.quarantined(TRY(opened.repository->load_index(tools)));
    return opened;
  }

  Result<void> save(repository::Repository& repository, Reporter& reporter) {
    reporter.begin(ExerciseStage::saving);
    const Saving saving{.paths = {folder_.path},
                        .excludes = {},
                        .tags = {},
                        .left_out = state_,
                        .started_at = started_at_,
                        .program = exercise_.program,
                        .is_demonstration = exercise_.is_demonstration,
                        .run = std::nullopt,
                        .missing = 0};
    outcome_.backup = TRY(save_snapshot(repository, exercise_.place, saving, tools_, reporter,
                                        [this](const auto& files) { observer_.quarantined(files); }));
    return {};
  }

  Result<void> restore_and_compare(Reporter& reporter) {
    ScratchCopy copy = TRY(ScratchCopy::make(tools_.files, TRY(tools_.files.absolute(exercise_.state))));
    Result<void> tried = restore(copy, reporter);
    if (tried) tried = compare(copy, reporter);
    outcome_.is_copy_left = !copy.remove();
    return tried;
  }

  Result<void> restore(ScratchCopy& copy, Reporter& reporter) {
    reporter.begin(ExerciseStage::restoring);
    const milliseconds begun = tools_.sleeper.elapsed();
    const auto opened = TRY(open());
    repository::BlobTools blob_tools = opened.repository->make_tools();
    const auto list = TRY(repository::load_snapshots(*opened.repository, blob_tools));
    const auto* loaded = TRY(repository::find_snapshot(list, outcome_.backup.snapshot.hex()));
    backup::RestoreOptions options;
    options.tree = loaded->snapshot.tree;
    // From the folder above, so that the folder itself gets its metadata back too.
    for (const std::string_view name : split(folder_.above, '/')) {
      if (!name.empty()) options.start.emplace_back(name);
    }
    const auto target = TRY(tools_.files.open_target(copy.path()));
    const auto restored = TRY(backup::restore(*opened.repository, *target, options, reporter, tools_.workers));
    outcome_.restore.unrestored = restored.errors;
    outcome_.restore.restoring_took = tools_.sleeper.elapsed() - begun;
    return {};
  }

  Result<void> compare(ScratchCopy& copy, Reporter& reporter) {
    reporter.begin(ExerciseStage::comparing);
    const milliseconds begun = tools_.sleeper.elapsed();
    const auto original = TRY(tools_.files.open_source(folder_.above));
    const auto restored = TRY(tools_.files.open_source(copy.path()));
    backup::CompareOptions options;
    options.skips = [this](const machine::EntryMetadata& entry) { return is_state(entry); };
    options.began = file_time(started_at_);
    options.goes_on = [&](std::uint64_t bytes) {
      if (bytes > 0) reporter.bytes_done(bytes);
      return reporter.may_go_on();
    };
    outcome_.restore.comparison = TRY(backup::compare_trees(*original, folder_.name, *restored, folder_.name, options));
    outcome_.restore.comparing_took = tools_.sleeper.elapsed() - begun;
    return {};
  }

  const Exercise& exercise_;
  const SavingTools& tools_;
  ExerciseObserver& observer_;
  Instant started_at_;
  Named folder_;
  backup::FolderIdentity state_;
  repository::LockSurroundings surroundings_;
  ExerciseOutcome outcome_;
};

}  // namespace

Result<ExerciseOutcome> prove_restore(const Exercise& exercise, const SavingTools& tools, ExerciseObserver& observer) {
  return Run(exercise, tools, observer).run();
}

}  // namespace digue::agent
