#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "machine/clock.h"
#include "machine/sleeper.h"

namespace digue::agent {

/// What is to be done.
struct JobRequest {
  std::string kind;     ///< "backup", "drill", "restore"
  std::string plan;     ///< its id
  std::string place;    ///< its id
  bool is_all = false;  ///< of a drill: everything, and not only what is due
  std::string detail;   ///< what else makes two of them the same one; never shown

  bool operator==(const JobRequest&) const = default;
};

enum class JobState { waiting, running, ended };
std::string_view name_of(JobState state);

/// How far a job has come.
struct JobProgress {
  std::string stage;
  std::uint64_t bytes_done = 0;
  std::uint64_t bytes_total = 0;                  ///< 0: nobody knows
  std::uint64_t bytes_per_second = 0;             ///< since the stage began; 0: nobody knows
  std::optional<std::chrono::seconds> time_left;  ///< if it goes on like this
  std::uint64_t failures = 0;                     ///< entries that could not be saved
  std::vector<std::string> missing_databases;     ///< their ids
  std::uint64_t forgotten = 0;                    ///< old copies
  std::optional<ErrorCode> forgetting_refused;    ///< why old copies stayed
};

using JobId = std::uint64_t;

struct Job {
  JobId id = 0;  ///< 1, 2, 3… as long as the program runs
  JobRequest request;
  JobState state = JobState::waiting;
  Instant asked_at;
  std::optional<Instant> started_at;
  std::optional<Instant> ended_at;
  JobProgress progress;
  bool is_cancelled = false;  ///< somebody asked it to stop
  std::string outcome;        ///< once it ended: "done", "partial", "not_proven", or an error's code
};

/// What the work of a job tells and asks. Any thread may call it.
class JobControl {
 public:
  void begin(std::string_view stage);
  void expect(std::uint64_t bytes);
  void add(std::uint64_t bytes);
  void add_failure();
  void add_missing_database(std::string id);
  void forgot(std::uint64_t copies, std::optional<ErrorCode> refused);
  /// `cancelled` once somebody asked it to stop.
  Result<void> may_go_on() const;

 private:
  friend class JobBoard;
  explicit JobControl(const machine::Sleeper& sleeper) : sleeper_(sleeper) {}

  JobProgress progress() const;

  const machine::Sleeper& sleeper_;
  std::atomic<bool> is_cancelled_ = false;
  mutable std::mutex mutex_;
  JobProgress so_far_;
  std::chrono::milliseconds stage_began_{0};
};

/// The jobs of this computer: one at a time, on a thread of its own; the others wait in the order in which they came.
/// Any thread may call it. The clock and the sleeper must outlive it.
class JobBoard {
 public:
  /// Runs on the board's thread. What it returns is the outcome.
  using Work = std::move_only_function<std::string(JobControl& control)>;

  static constexpr std::size_t max_waiting = 32;
  static constexpr std::size_t max_ended = 50;  ///< so many of the last are remembered

  JobBoard(const machine::Clock& clock, const machine::Sleeper& sleeper);
  /// As stop().
  ~JobBoard();
  JobBoard(const JobBoard&) = delete;
  JobBoard& operator=(const JobBoard&) = delete;

  /// The job's number. If the same is asked for while it waits or runs, it is that one's. `full` when too many wait,
  /// `cancelled` after stop().
  Result<JobId> add(JobRequest request, Work work);
  /// It ends as soon as it can. `not_found` for a job that nobody knows or that has ended.
  Result<void> cancel(JobId id);
  /// Cancels what waits and what runs, and returns when nothing does any more. Nothing starts again.
  void stop();

  /// The oldest first.
  std::vector<Job> jobs() const;
  std::optional<Job> find(JobId id) const;
  bool is_stopping() const { return is_stopping_; }

 private:
  struct Entry {
    Job job;
    Work work;
    std::unique_ptr<JobControl> control;
  };

  void serve();
  Entry* next();
  void forget_oldest();
  static Job shown(const Entry& entry);

  const machine::Clock& clock_;
  const machine::Sleeper& sleeper_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Entry> entries_;  ///< a deque: those that stay do not move
  JobId last_id_ = 0;
  std::atomic<bool> is_stopping_ = false;
  std::thread thread_;
};

}  // namespace digue::agent
