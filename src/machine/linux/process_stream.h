#pragma once

#include "machine/process_stream.h"

namespace digue::machine::linux {

class LinuxProcessStreams final : public ProcessStreams {
 public:
  Result<std::unique_ptr<ProcessStream>> start(const StreamCommand& command) override;
  Result<int> feed(const StreamCommand& command, const Feed& feed) override;
};

}  // namespace digue::machine::linux
