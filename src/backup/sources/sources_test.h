#pragma once

#include <doctest/doctest.h>

#include <cstring>
#include <functional>

#include "backup/sources/content_stream.h"
#include "machine/processes.h"

namespace digue::backup::test {

/// A text that comes in parts, and may break after its last one.
class TextContent final : public ContentStream {
 public:
  explicit TextContent(std::string text, std::optional<Error> breaks = {})
      : text_(std::move(text)), breaks_(std::move(breaks)) {}

  Result<std::size_t> read(std::span<std::byte> into) override {
    constexpr std::size_t at_once = 65'536;
    const std::size_t count = std::min({into.size(), at_once, text_.size() - given_});
    if (count == 0 && breaks_) return std::unexpected(*breaks_);
    std::memcpy(into.data(), text_.data() + given_, count);
    given_ += count;
    return count;
  }

 private:
  std::string text_;
  std::optional<Error> breaks_;
  std::size_t given_ = 0;
};

inline OpenContent opens(const std::string& text, const std::optional<Error>& breaks = {}) {
  return [=]() -> Result<std::unique_ptr<ContentStream>> { return std::make_unique<TextContent>(text, breaks); };
}

/// All of a stream, or why there is no whole.
inline Result<std::string> all_of(ContentStream& content) {
  std::string text;
  Bytes part(10'000);
  for (;;) {
    const std::size_t count = TRY(content.read(part));
    if (count == 0) return text;
    text += text_of(ByteView(part).first(count));
  }
}

/// Programs that are not there; each command is answered by the test.
class AnsweredProcesses final : public machine::Processes {
 public:
  Result<machine::Output> run(const machine::Command& command, machine::Deadline) override {
    asked.push_back(command);
    return answer ? answer(command) : machine::Output{};
  }

  std::vector<machine::Command> asked;
  std::function<Result<machine::Output>(const machine::Command&)> answer;
};

}  // namespace digue::backup::test
