#include "agent/jobs.h"

#include <algorithm>
#include <cstddef>

namespace digue::agent {

using std::chrono::milliseconds;

std::string_view name_of(JobState state) {
  switch (state) {
    case JobState::waiting: return "waiting";
    case JobState::running: return "running";
    case JobState::ended: return "ended";
  }
  return "ended";
}

namespace {

/// Before, a rate says more about a cache than about the place.
constexpr milliseconds rate_is_known_after{1'000};

}  // namespace

void JobControl::begin(std::string_view stage) {
  const std::lock_guard lock(mutex_);
  so_far_.stage = stage;
  so_far_.bytes_done = so_far_.bytes_total = 0;
  stage_began_ = sleeper_.elapsed();
}

void JobControl::expect(std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  so_far_.bytes_total = bytes;
}

void JobControl::add(std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  so_far_.bytes_done += bytes;
}

void JobControl::add_failure() {
  const std::lock_guard lock(mutex_);
  ++so_far_.failures;
}

void JobControl::add_missing_database(std::string id) {
  const std::lock_guard lock(mutex_);
  ++so_far_.failures;
  so_far_.missing_databases.push_back(std::move(id));
}

void JobControl::forgot(std::uint64_t copies, std::optional<ErrorCode> refused) {
  const std::lock_guard lock(mutex_);
  so_far_.forgotten = copies;
  so_far_.forgetting_refused = refused;
}

Result<void> JobControl::may_go_on() const {
  if (is_cancelled_) return failure(ErrorCode::cancelled, "somebody asked the job to stop");
  return {};
}

JobProgress JobControl::progress() const {
  const std::lock_guard lock(mutex_);
  JobProgress progress = so_far_;
  const auto elapsed = sleeper_.elapsed() - stage_began_;
  if (elapsed < rate_is_known_after || progress.bytes_done == 0) return progress;
  const double rate = static_cast<double>(progress.bytes_done) / std::chrono::duration<double>(elapsed).count();
  progress.bytes_per_second = static_cast<std::uint64_t>(rate);
  if (progress.bytes_total >= progress.bytes_done && rate >= 1) {
    const auto left = static_cast<double>(progress.bytes_total - progress.bytes_done) / rate;
    progress.time_left = std::chrono::seconds(static_cast<std::int64_t>(left));
  }
  return progress;
}

JobBoard::JobBoard(const machine::Clock& clock, const machine::Sleeper& sleeper)
    : clock_(clock), sleeper_(sleeper), thread_([this] { serve(); }) {}

JobBoard::~JobBoard() { stop(); }

Result<JobId> JobBoard::add(JobRequest request, Work work) {
  const std::lock_guard lock(mutex_);
  if (is_stopping_) return failure(ErrorCode::cancelled, "nothing starts any more");
  std::size_t waiting = 0;
  for (const Entry& entry : entries_) {
    const bool is_open = entry.job.state != JobState::ended && !entry.job.is_cancelled;
    if (is_open && entry.job.request == request) return entry.job.id;
    waiting += entry.job.state == JobState::waiting ? 1 : 0;
  }
  if (waiting >= max_waiting) return failure(ErrorCode::full, "too many jobs wait");
  Entry entry;
  entry.job.id = ++last_id_;
  entry.job.request = std::move(request);
  entry.job.asked_at = clock_.now();
  entry.work = std::move(work);
  entry.control = std::unique_ptr<JobControl>(new JobControl(sleeper_));
  entries_.push_back(std::move(entry));
  changed_.notify_all();
  return last_id_;
}

Result<void> JobBoard::cancel(JobId id) {
  const std::lock_guard lock(mutex_);
  const auto entry = std::ranges::find_if(entries_, [&](const Entry& one) { return one.job.id == id; });
  if (entry == entries_.end() || entry->job.state == JobState::ended) {
    return failure(ErrorCode::not_found, "no such job waits or runs");
  }
  entry->job.is_cancelled = true;
  entry->control->is_cancelled_ = true;
  changed_.notify_all();
  return {};
}

void JobBoard::stop() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
    for (Entry& entry : entries_) {
      if (entry.job.state == JobState::ended) continue;
      entry.job.is_cancelled = true;
      entry.control->is_cancelled_ = true;
    }
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

std::vector<Job> JobBoard::jobs() const {
  const std::lock_guard lock(mutex_);
  std::vector<Job> jobs;
  for (const Entry& entry : entries_) jobs.push_back(shown(entry));
  return jobs;
}

std::optional<Job> JobBoard::find(JobId id) const {
  const std::lock_guard lock(mutex_);
  const auto entry = std::ranges::find_if(entries_, [&](const Entry& one) { return one.job.id == id; });
  if (entry == entries_.end()) return std::nullopt;
  return shown(*entry);
}

Job JobBoard::shown(const Entry& entry) {
  Job job = entry.job;
  if (entry.control) job.progress = entry.control->progress();
  return job;
}

JobBoard::Entry* JobBoard::next() {
  const auto waits = [](const Entry& entry) { return entry.job.state == JobState::waiting; };
  const auto entry = std::ranges::find_if(entries_, waits);
  return entry == entries_.end() ? nullptr : &*entry;
}

void JobBoard::serve() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return is_stopping_ || next() != nullptr; });
    Entry* entry = next();
    if (entry == nullptr) return;  // stopping, and nothing waits any more
    if (entry->job.is_cancelled) {
      entry->job.outcome = name_of(ErrorCode::cancelled);
    } else {
      entry->job.state = JobState::running;
      entry->job.started_at = clock_.now();
      Work work = std::move(entry->work);
      JobControl& control = *entry->control;
      lock.unlock();
      std::string outcome = work(control);
      work = nullptr;
      lock.lock();
      entry->job.outcome = std::move(outcome);  // it runs, so nobody has moved or dropped it
    }
    entry->job.state = JobState::ended;
    entry->job.ended_at = clock_.now();
    entry->job.progress = entry->control->progress();
    entry->control.reset();
    forget_oldest();
  }
}

void JobBoard::forget_oldest() {
  const auto is_ended = [](const Entry& entry) { return entry.job.state == JobState::ended; };
  for (auto ended = std::ranges::count_if(entries_, is_ended); ended > static_cast<std::ptrdiff_t>(max_ended);
       --ended) {
    entries_.erase(std::ranges::find_if(entries_, is_ended));
  }
}

}  // namespace digue::agent
