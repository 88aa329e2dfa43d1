#pragma once

#include <memory>

#include "backup/sources/try_database.h"

namespace digue::backup {

/// A database server in a folder of its own. Destroyed, it is stopped.
class TrialServer {
 public:
  virtual ~TrialServer() = default;

  /// Empty, and ready to be asked.
  virtual Result<void> start() = 0;
  virtual Result<void> load(ContentStream& dump) = 0;
  /// What one question answers.
  virtual Result<std::int64_t> ask(const std::string& question) = 0;
};

/// `folder` is its account's own, and empty.
std::unique_ptr<TrialServer> postgresql_trial(const TrialTools& tools, const std::string& folder);
std::unique_ptr<TrialServer> mariadb_trial(const TrialTools& tools, const std::string& folder, const std::string& name);

/// Runs one of the engine's programs to its end, as the trial's account. `unsupported` if it is missing,
/// `unavailable` if it does not end well.
Result<void> run_for_trial(const TrialTools& tools, std::vector<std::string> words);
/// Whether `words`, asked again and again, ends well within a minute. `unavailable` if not.
Result<void> wait_for_server(const TrialTools& tools, const std::vector<std::string>& words);
/// `damaged` unless `words` takes all of the dump and ends well.
Result<void> load_into_trial(const TrialTools& tools, const std::vector<std::string>& words, ContentStream& dump);
/// The number that `words` says. What else it says goes no further.
Result<std::int64_t> number_from_trial(const TrialTools& tools, const std::vector<std::string>& words);

}  // namespace digue::backup
