#include "apps/digue/job_watch.h"

#include <fmt/core.h>

#include "apps/digue/progress_line.h"
#include "machine/interrupt.h"

namespace digue::apps {

namespace {

constexpr std::chrono::milliseconds ask_every{300};

std::string path_of(std::int64_t job) { return fmt::format("/v1/jobs/{}", job); }

}  // namespace

Result<std::optional<json::Value>> JobWatch::wait_for(std::int64_t job) {
  ProgressLine line(context_);
  while (true) {
    if (machine::was_interrupted() && !std::exchange(was_cancelled_, true)) {
      for (const std::int64_t each : jobs_) TRY(client_.remove(path_of(each)));
    }
    auto answer = TRY(client_.get(path_of(job)));
    if (answer.status != 200) return std::nullopt;
    const auto count = [&](std::string_view name) {
      return static_cast<std::uint64_t>(answer.body.integer(name).value_or(0));
    };
    line.show({.bytes = count("bytes_done"), .expected_bytes = count("bytes_total")}, count("failures"));
    if (answer.body.text("state").value_or("") == "ended") {
      line.clear();
      return std::move(answer.body);
    }
    // The sleeper of this program does not sleep once it was interrupted.
    if (!context_.sleeper.sleep(ask_every)) TRY(patient_.sleep(ask_every));
  }
}

}  // namespace digue::apps
