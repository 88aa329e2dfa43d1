#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

namespace digue::agent {

/// Questions whose answer may take long, asked one after the other on a thread of their own: so whoever must answer
/// others at once can look later. Any thread may call it.
class Lookups {
 public:
  using Question = std::move_only_function<bool()>;

  /// Of one question.
  class Answer {
   public:
    /// Nothing while it is not known.
    std::optional<bool> get() const;

   private:
    friend class Lookups;
    mutable std::mutex mutex_;
    std::optional<bool> known_;
  };

  static constexpr std::size_t max_waiting = 16;

  Lookups() : thread_([this] { serve(); }) {}
  ~Lookups();
  Lookups(const Lookups&) = delete;
  Lookups& operator=(const Lookups&) = delete;

  /// The answer is no when too many wait.
  std::shared_ptr<const Answer> ask(Question question);

 private:
  struct Waiting {
    Question question;
    std::shared_ptr<Answer> answer;
  };

  void serve();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Waiting> waiting_;
  bool is_stopping_ = false;
  std::thread thread_;
};

}  // namespace digue::agent
