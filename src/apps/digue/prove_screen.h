#pragma once

#include <optional>

#include "agent/prove_restore.h"
#include "apps/digue/progress_line.h"

namespace digue::apps {

/// Tells the person, or the script, how an exercise goes on and what came of it. Names of files only where the person
/// asked for them.
class ProveScreen final : public agent::ExerciseObserver {
 public:
  explicit ProveScreen(const Context& context) : context_(context) {}

  void begins(agent::ExerciseStage stage) override;
  void bytes_done(std::uint64_t bytes) override;
  void failed(agent::ExerciseStage stage, const std::string& path, const Error& error) override;
  void quarantined(const std::vector<repository::Quarantined>& files) override;
  Result<void> may_go_on() override;

  void clear();
  /// The last words; whether it is a failure, and what to do then, says the command.
  void finish(const agent::ExerciseOutcome& outcome);

 private:
  void say_saved(const agent::SavedBackup& backup);
  void say_compared(const agent::TriedRestore& restore);
  void say_differences(const backup::Comparison& comparison);

  const Context& context_;
  std::optional<ProgressLine> line_;
  Progress so_far_;
  std::uint64_t errors_ = 0;
};

}  // namespace digue::apps
