#pragma once

#include <functional>

#include "machine/clock.h"
#include "machine/file_tree.h"
#include "plan/plans.h"
#include "tell/letter.h"

namespace digue::agent {

/// What the URL that watches over the copies is told, as healthchecks has it: "/start", nothing or "/fail" behind it.
enum class Ping { start, success, fail };

/// Why something could not be sent: all that is kept of it, as servers quote addresses and secrets.
enum class SendFault {
  no_answer,       ///< no connection, too slow, or "try again later"
  certificate,     ///< the server's is refused
  password,        ///< the server refuses it, or who we are
  protection,      ///< the server offers no TLS, or no way of telling who we are
  refused,         ///< an address, the mail or the URL
  secret_missing,  ///< the file with the password or the URL
  secret_unsafe,   ///< others may open that file
  secret_broken,   ///< it is no single line, or no URL
  stopped          ///< we were asked to
};
/// As in told.json and in the keys of content/texts, below "tell.reason.".
std::string_view name_of(SendFault fault);

using Sent = std::expected<void, SendFault>;

/// The ways out of this computer. Each may take two minutes.
class Channels {
 public:
  virtual ~Channels() = default;

  virtual Sent mail(const plan::Mail& mail, const tell::Message& message) = 0;
  virtual Sent ping(const std::string& url_file, Ping ping) = 0;
};

/// Over the network; secrets are read from their files each time.
class NetChannels final : public Channels {
 public:
  /// `goes_on` may be called by any thread. All must outlive it.
  NetChannels(machine::FileTree& files, const machine::Clock& clock, std::function<bool()> goes_on = {})
      : files_(files), clock_(clock), goes_on_(std::move(goes_on)) {}

  Sent mail(const plan::Mail& mail, const tell::Message& message) override;
  Sent ping(const std::string& url_file, Ping ping) override;

 private:
  machine::FileTree& files_;
  const machine::Clock& clock_;
  std::function<bool()> goes_on_;
};

}  // namespace digue::agent
