#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "machine/account.h"

namespace digue::machine {

/// A program that hands over much, or is handed much. No shell is involved.
struct StreamCommand {
  std::vector<std::string> words;  ///< as Command::words. Never a secret: every account can read them (proc(5))
  std::optional<Account> as;       ///< as Command::as
  /// Added to an environment that holds nothing else of ours. Never a secret: what the program starts inherits it.
  std::vector<std::pair<std::string, std::string>> environment;
  std::chrono::milliseconds silence = std::chrono::minutes(10);  ///< how long it may neither give nor take a byte

  bool operator==(const StreamCommand&) const = default;
};

/// A program whose output is read while it runs. Destroyed before its end, it is killed with everything it started. For
/// one thread: the program does not outlive the thread that started it.
class ProcessStream {
 public:
  virtual ~ProcessStream() = default;

  /// Fills as much of `into` as there is; waits for at least one byte. 0 is the end of its output, which says nothing
  /// of how it ended. `unavailable` when nothing came for as long as `silence` allows; it is then killed.
  virtual Result<std::size_t> read(std::span<std::byte> into) = 0;
  /// After the end of the output: waits for the program's end. Its exit code; 128 and the signal that killed it.
  virtual Result<int> finish() = 0;
};

class ProcessStreams {
 public:
  /// Fills as much of `into` as there is; 0 is the end.
  using Feed = std::function<Result<std::size_t>(std::span<std::byte> into)>;

  virtual ~ProcessStreams() = default;

  /// Its standard input is empty. Standard error is thrown away: it may quote what is in a database.
  /// Errors: `not_found` (no such program), `denied`, `invalid_input`, `unavailable`.
  virtual Result<std::unique_ptr<ProcessStream>> start(const StreamCommand& command) = 0;
  /// Runs it to its end with what `feed` gives as its standard input; what it says is thrown away. Its exit code.
  /// An error of `feed` kills it and is the result. `damaged` if it ended well before it had taken everything. Other
  /// errors as `start`.
  virtual Result<int> feed(const StreamCommand& command, const Feed& feed) = 0;
};

}  // namespace digue::machine
