#pragma once

#include "apps/digue/progress_line.h"
#include "apps/digue/repository_session.h"
#include "backup/archive.h"

namespace digue::apps {

/// Tells the person, or the script, how a backup goes on: how much is done, at what rate, and how long it will take.
/// Keeps the repository's lock alive, for it is asked again and again.
class BackupScreen final : public backup::ArchiveObserver {
 public:
  /// The totals are those of the parent snapshot: nearly the truth, and free.
  BackupScreen(const Context& context, RepositorySession& session, const std::optional<repository::Snapshot>& parent);

  void item_done(const backup::SavedItem& item) override;
  void bytes_done(std::uint64_t bytes) override;
  void failed(const std::string& path, const Error& error) override;
  void excluded(const std::string& path) override;
  Result<void> may_go_on() override;

  /// The last words.
  void finish(const backup::ArchiveOutcome& outcome);

 private:
  const Context& context_;
  RepositorySession& session_;
  ProgressLine line_;
  Progress so_far_;
  std::uint64_t errors_ = 0;
};

}  // namespace digue::apps
