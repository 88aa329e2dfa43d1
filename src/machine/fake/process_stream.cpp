#include "machine/fake/process_stream.h"

#include <algorithm>
#include <cstring>

namespace digue::machine::fake {

namespace {

class ScriptedStream final : public ProcessStream {
 public:
  explicit ScriptedStream(ScriptedProgram program) : program_(std::move(program)) {}

  Result<std::size_t> read(std::span<std::byte> into) override {
    const std::size_t left = program_.output.size() - given_;
    const std::size_t count = std::min({left, into.size(), program_.bytes_at_once});
    if (count == 0 && program_.breaks) return std::unexpected(*program_.breaks);
    std::memcpy(into.data(), program_.output.data() + given_, count);
    given_ += count;
    return count;
  }

  Result<int> finish() override {
    if (given_ < program_.output.size()) return failure(ErrorCode::bug, "its output was not read to the end");
    return program_.exit_code;
  }

 private:
  ScriptedProgram program_;
  std::size_t given_ = 0;
};

}  // namespace

Result<std::unique_ptr<ProcessStream>> ScriptedStreams::start(const StreamCommand& command) {
  started.push_back(command);
  const auto found = programs.find(command.words.empty() ? "" : command.words.front());
  if (found == programs.end()) return failure(ErrorCode::not_found, "no such program");
  return std::make_unique<ScriptedStream>(found->second);
}

Result<int> ScriptedStreams::feed(const StreamCommand& command, const Feed& feed) {
  started.push_back(command);
  const auto found = programs.find(command.words.empty() ? "" : command.words.front());
  if (found == programs.end()) return failure(ErrorCode::not_found, "no such program");
  std::vector<std::byte> part(1000);
  std::size_t taken = 0;
  for (;;) {
    const std::size_t count = TRY(feed(part));
    if (count == 0) break;
    taken += count;
    if (taken > found->second.takes_at_most) {
      if (found->second.exit_code == 0) return failure(ErrorCode::damaged, "it ended before it had taken everything");
      break;
    }
    fed += text_of(ByteView(part).first(count));
  }
  if (found->second.breaks) return std::unexpected(*found->second.breaks);
  return found->second.exit_code;
}

}  // namespace digue::machine::fake
