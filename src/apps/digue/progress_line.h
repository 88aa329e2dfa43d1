#pragma once

#include <chrono>

#include "apps/digue/amounts.h"
#include "apps/digue/command.h"

namespace digue::apps {

/// The line of a terminal that says how far a long work has come, or restic's status lines for a script; nothing when
/// nobody watches or the person wants quiet. Belongs to one thread at a time.
class ProgressLine {
 public:
  explicit ProgressLine(const Context& context);

  double seconds_since_start() const;
  /// Shows it if that is due. The seconds are filled in here.
  void show(Progress progress, std::uint64_t errors);
  /// Before anything else is printed.
  void clear();

  /// An entry that could not be saved or restored, on standard error.
  void say_failure(std::string_view key, std::string_view during, const std::string& path, const Error& error);

 private:
  using milliseconds = std::chrono::milliseconds;

  const Context& context_;
  bool is_on_terminal_;
  milliseconds started_at_;
  milliseconds shown_at_;
};

}  // namespace digue::apps
