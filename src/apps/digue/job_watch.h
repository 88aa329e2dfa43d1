#pragma once

#include <optional>
#include <vector>

#include "apps/digue/service_client.h"
#include "machine/sleeper.h"

namespace digue::apps {

/// Shows how jobs of the service go on. Ctrl-C means the jobs, not only this window: it stops them all.
class JobWatch {
 public:
  JobWatch(const Context& context, ServiceClient& client) : context_(context), client_(client) {}

  void add(std::int64_t job) { jobs_.push_back(job); }
  const std::vector<std::int64_t>& jobs() const { return jobs_; }

  /// The job once it has ended; nothing if the service does not tell.
  Result<std::optional<json::Value>> wait_for(std::int64_t job);

 private:
  const Context& context_;
  ServiceClient& client_;
  machine::SystemSleeper patient_;
  std::vector<std::int64_t> jobs_;
  bool was_cancelled_ = false;
};

}  // namespace digue::apps
