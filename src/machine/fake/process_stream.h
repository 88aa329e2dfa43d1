#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "machine/process_stream.h"

namespace digue::machine::fake {

/// What a program does that is not there.
struct ScriptedProgram {
  std::string output;
  int exit_code = 0;
  std::size_t bytes_at_once = 1000;      ///< of its output, as a pipe gives them
  std::optional<Error> breaks;           ///< after its output, in the place of its end
  std::size_t takes_at_most = SIZE_MAX;  ///< bytes of its input, before it ends
};

/// Programs by the first of their words; any other is `not_found`. For one thread.
class ScriptedStreams final : public ProcessStreams {
 public:
  Result<std::unique_ptr<ProcessStream>> start(const StreamCommand& command) override;
  Result<int> feed(const StreamCommand& command, const Feed& feed) override;

  std::map<std::string, ScriptedProgram> programs;
  std::vector<StreamCommand> started;  ///< in their order, the fed ones too
  std::string fed;                     ///< to all of them
};

}  // namespace digue::machine::fake
