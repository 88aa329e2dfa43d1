#pragma once

#include <string_view>

namespace digue::agent {

/// Is told of each run of a plan, on the thread that runs it: it must be quick. Not of one that could not begin,
/// because the journal cannot be opened: the service's status says that.
class RunListener {
 public:
  virtual ~RunListener() = default;

  virtual void run_began() = 0;
  /// "done", "partial", "not_proven", or the name of an error code.
  virtual void run_ended(std::string_view outcome) = 0;
};

}  // namespace digue::agent
