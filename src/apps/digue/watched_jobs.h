#pragma once

#include <functional>

#include "apps/digue/service_client.h"

namespace digue::apps {

/// What the service is asked to do, of each plan.
struct AskedJobs {
  std::string kind;                ///< "backup", "drill"
  std::vector<std::string> plans;  ///< names or ids; empty: all
  std::string place;               ///< name or id; empty: each that is here
  bool is_all = false;
  std::string not_allowed;  ///< the sentence for an account that may not
};

/// Between whom, as people call them.
struct JobNames {
  std::string plan;
  std::string place;
};

using SayOutcome = std::function<ExitCode(const JobNames& names, const std::string& outcome)>;

/// The service does it, and this program watches; Ctrl-C stops the jobs. The worst of all that came of it.
Result<ExitCode> watch_jobs(const Context& context, ServiceClient& client, const AskedJobs& asked,
                            const SayOutcome& say);

}  // namespace digue::apps
