#pragma once

#include "agent/drill.h"
#include "apps/digue/progress_line.h"

namespace digue::apps {

/// Shows a drill that this program does itself. Names of files only where the person asked for them.
class DrillScreen final : public agent::RunObserver {
 public:
  explicit DrillScreen(const Context& context) : context_(context), line_(context) {}

  void begins(agent::RunStage) override { so_far_ = {}; }
  void expects(std::uint64_t bytes) override { so_far_.expected_bytes = bytes; }
  void bytes_done(std::uint64_t bytes) override;
  void failed(const std::string& path, const Error& error) override;
  void quarantined(const std::vector<repository::Quarantined>& files) override;
  Result<void> may_go_on() override;

  void clear() { line_.clear(); }
  /// What came of each part.
  void show(const agent::DrillOutcome& outcome, Instant at);

 private:
  void show(const agent::Trial& trial);
  void show(const agent::TriedDatabase& database);

  const Context& context_;
  ProgressLine line_;
  Progress so_far_;
  std::uint64_t errors_ = 0;
};

}  // namespace digue::apps
