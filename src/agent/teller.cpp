#include "agent/teller.h"

#include "agent/state.h"

namespace digue::agent {

using std::chrono::milliseconds;

namespace {

constexpr milliseconds look_slowly_every = std::chrono::minutes(5);
/// Runs come one at a time: more waiting pings tell of a URL that is away.
constexpr std::size_t max_pings = 16;
constexpr int tries_of_a_ping = 3;

}  // namespace

void Teller::start(StatusOf status_of) {
  thread_ = std::thread([this, status_of = std::move(status_of)] {
    std::unique_lock lock(mutex_);
    while (!is_stopping_) {
      lock.unlock();
      // Before the service has looked once, it knows of no plan.
      if (const auto status = status_of(); status && status->looked_at != Instant()) look(*status);
      lock.lock();
      changed_.wait_for(lock, look_every, [this] { return is_stopping_ || !pings_.empty(); });
    }
  });
}

void Teller::stop() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Teller::run_ended(std::string_view outcome) {
  // What somebody stopped neither went well nor failed; the next run tells.
  if (outcome == name_of(ErrorCode::cancelled)) return;
  // A copy that is not whole does not count as one, so neither here.
  add_ping(outcome == "done" ? Ping::success : Ping::fail);
}

void Teller::add_ping(Ping ping) {
  {
    const std::lock_guard lock(mutex_);
    if (pings_.size() >= max_pings) pings_.pop_front();
    pings_.push_back(ping);
  }
  changed_.notify_all();
}

std::optional<Ping> Teller::next_ping() {
  const std::lock_guard lock(mutex_);
  if (is_stopping_ || pings_.empty()) return std::nullopt;
  const Ping ping = pings_.front();
  pings_.pop_front();
  return ping;
}

ShownNotice Teller::shown() const {
  const std::lock_guard lock(mutex_);
  return shown_;
}

void Teller::look(const ServiceStatus& status) {
  if (!memory_) {
    auto memory = load_told(tools_.state);
    if (!memory) return;
    memory_ = *std::move(memory);
  }
  const plan::Tell& tell = status.file.plans.tell;
  send_pings(tell);
  look_slowly(status.file.plans);
  const tell::Moment moment{tools_.clock.now(), [this](Instant instant) { return tools_.clock.ahead_of_utc(instant); },
                            status.file.plans.hours, tools_.sleeper.elapsed()};
  const tell::Sight sight = sight_of(status, slow_, memory_->mail);
  tell::Memory memory = *memory_;
  decider_.look(sight, moment, memory);
  if (!keep(memory)) return;
  {
    const std::lock_guard lock(mutex_);
    shown_ = {memory_->series, tell.desktop ? memory_->notice : std::nullopt};
  }
  send_letter(tell, sight, moment);
}

bool Teller::keep(const tell::Memory& memory) {
  if (memory == memory_) return true;
  if (!save_told(tools_.state, memory)) return false;
  memory_ = memory;
  return true;
}

void Teller::look_slowly(const plan::Plans& plans) {
  const milliseconds now = tools_.sleeper.elapsed();
  if (looked_slowly_at_ && now - *looked_slowly_at_ < look_slowly_every) return;
  looked_slowly_at_ = now;
  slow_ = SlowSight();
  auto journal = open_state(tools_.state);
  if (!journal) return;
  if (auto places = tools_.places.look(plans, *journal)) slow_.places = *std::move(places);
  if (const auto failed = exercise_failed(*journal)) slow_.exercise_failed = *failed;
}

void Teller::send_pings(const plan::Tell& tell) {
  while (const auto ping = next_ping()) {
    if (tell.ping_file.empty()) continue;
    Sent sent;
    for (int i = 0; i < tries_of_a_ping; ++i) {
      sent = tools_.channels.ping(tell.ping_file, *ping);
      if (sent || sent.error() != SendFault::no_answer) break;
    }
    tell::Memory memory = *memory_;
    memory.ping.tried = tools_.clock.now();
    memory.ping.failures = sent ? 0 : memory.ping.failures + 1;
    memory.ping.failure = sent ? std::string() : std::string(name_of(sent.error()));
    keep(memory);
  }
}

void Teller::send_letter(const plan::Tell& tell, const tell::Sight& sight, const tell::Moment& moment) {
  tell::Memory memory = *memory_;
  if (!tell.mail) {
    // Nothing waits for a mail that nobody wants any more.
    memory.mail = {};
    keep(memory);
    return;
  }
  const auto letter = decider_.letter_due(moment, memory);
  if (!letter) {
    keep(memory);
    return;
  }
  tell::note_try(memory.mail, moment.now);
  if (!keep(memory)) return;
  const Sent sent = tools_.channels.mail(
      *tell.mail, tell::letter_text(*letter, tell::open_troubles(memory), sight.unknown, tools_.texts));
  if (sent) {
    tell::note_sent(*letter, moment.now, memory);
  } else {
    tell::note_failure(memory.mail, name_of(sent.error()));
  }
  // What was sent is known here, even where it cannot be written down: only a restart could send it again.
  if (!keep(memory)) memory_ = memory;
}

}  // namespace digue::agent
