#pragma once

#include "apps/digue/progress_line.h"
#include "backup/restore.h"

namespace digue::apps {

/// Tells the person, or the script, how a restore goes on.
class RestoreScreen final : public backup::RestoreObserver {
 public:
  explicit RestoreScreen(const Context& context);

  void planned(std::uint64_t files, std::uint64_t bytes) override;
  void file_done(const std::string& path) override;
  void bytes_done(std::uint64_t bytes) override;
  void failed(const std::string& path, const Error& error) override;
  Result<void> may_go_on() override;

  /// The last words.
  void finish(const backup::RestoreOutcome& outcome);

 private:
  const Context& context_;
  ProgressLine line_;
  Progress so_far_;
  std::uint64_t errors_ = 0;
};

}  // namespace digue::apps
