#include "agent/lookups.h"

namespace digue::agent {

std::optional<bool> Lookups::Answer::get() const {
  const std::lock_guard lock(mutex_);
  return known_;
}

Lookups::~Lookups() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

std::shared_ptr<const Lookups::Answer> Lookups::ask(Question question) {
  auto answer = std::make_shared<Answer>();
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.size() >= max_waiting) {
      answer->known_ = false;
      return answer;
    }
    waiting_.push_back({std::move(question), answer});
  }
  changed_.notify_all();
  return answer;
}

void Lookups::serve() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return is_stopping_ || !waiting_.empty(); });
    if (is_stopping_) return;
    Waiting next = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    const bool known = next.question();
    {
      const std::lock_guard answering(next.answer->mutex_);
      next.answer->known_ = known;
    }
    lock.lock();
  }
}

}  // namespace digue::agent
