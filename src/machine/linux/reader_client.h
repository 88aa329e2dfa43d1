#pragma once

#include <optional>
#include <string>

#include "machine/linux/child.h"
#include "machine/linux/reader_protocol.h"

namespace digue::machine::linux {

/// The program that serve_files() runs in: this one, called with a word of its own.
struct ReaderProgram {
  std::string path = "/proc/self/exe";  ///< what runs now, even if its file was replaced
  std::string word = "internal-reader";
};

/// Asks a reader that has the rights of one account, and starts it when there is none. One that does not answer by the
/// deadline is killed and left to the kernel; the next question gets a new one.
class ReaderClient {
 public:
  /// With the rights of this program if there is no account.
  ReaderClient(ReaderProgram program, std::optional<Account> account, Processes& processes, Dying& dying)
      : program_(std::move(program)), account_(std::move(account)), processes_(processes), dying_(dying) {}

  /// The answer to a request. Errors: those of Files; `damaged` when a reader did not keep to the protocol.
  Result<Bytes> ask(const Request& request, Deadline deadline);

  /// For a parser that did not understand the answer: this reader is asked nothing more.
  void dismiss() { running_.reset(); }

 private:
  struct Running {
    Child child;
    posix::Descriptor socket;
  };

  Result<Running> start(Deadline deadline);
  Result<Bytes> exchange(const Request& request, Deadline deadline);

  ReaderProgram program_;
  std::optional<Account> account_;
  Processes& processes_;
  Dying& dying_;
  std::optional<Running> running_;
};

}  // namespace digue::machine::linux
