#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "agent/channels.h"
#include "agent/run_listener.h"
#include "agent/sight.h"
#include "agent/told_file.h"
#include "tell/decide.h"

namespace digue::agent {

/// What the desktops of this computer are to show.
struct ShownNotice {
  std::string series;  ///< ids are counted anew where this is another
  std::optional<tell::Notice> notice;

  bool operator==(const ShownNotice&) const = default;
};

/// All of it must outlive the teller.
struct TellerTools {
  const machine::Clock& clock;
  const machine::Sleeper& sleeper;  ///< for its clock alone
  PlaceOpener& places;
  Channels& channels;
  const texts::Texts& texts;
  std::string state;
};

/// Tells people how it goes, on a thread of its own, so that no server can hold up the service: looks at the service's
/// status again and again, lets tell::Decider decide, and sends. What is said is durable before it leaves; while it
/// cannot be written down nothing is said, or it would be said for ever.
class Teller final : public RunListener {
 public:
  explicit Teller(TellerTools tools) : tools_(std::move(tools)) {}
  ~Teller() override { stop(); }
  Teller(const Teller&) = delete;
  Teller& operator=(const Teller&) = delete;

  using StatusOf = std::function<std::shared_ptr<const ServiceStatus>()>;
  void start(StatusOf status_of);
  /// Returns when the thread has ended; what waits to be sent is dropped. NetChannels must be told beforehand.
  void stop();

  void run_began() override { add_ping(Ping::start); }
  void run_ended(std::string_view outcome) override;

  /// Looks and sends once. For the thread that start() makes, and for tests.
  void look(const ServiceStatus& status);

  /// Any thread.
  ShownNotice shown() const;

 private:
  void add_ping(Ping ping);
  std::optional<Ping> next_ping();
  void send_pings(const plan::Tell& tell);
  void send_letter(const plan::Tell& tell, const tell::Sight& sight, const tell::Moment& moment);
  void look_slowly(const plan::Plans& plans);
  /// Whether the memory is now on the disk.
  bool keep(const tell::Memory& memory);

  TellerTools tools_;
  std::thread thread_;

  // What only the thread that looks knows.
  tell::Decider decider_;
  std::optional<tell::Memory> memory_;  ///< as it is on the disk
  SlowSight slow_;
  std::optional<std::chrono::milliseconds> looked_slowly_at_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Ping> pings_;
  bool is_stopping_ = false;
  ShownNotice shown_;
};

}  // namespace digue::agent
