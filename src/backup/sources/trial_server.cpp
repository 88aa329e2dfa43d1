#include "backup/sources/trial_server.h"

#include "base/text.h"

namespace digue::backup {

namespace {

using machine::Deadline;

constexpr auto program_time = std::chrono::minutes(5);
constexpr auto question_time = std::chrono::minutes(10);
constexpr auto start_time = std::chrono::minutes(1);

}  // namespace

Result<void> run_for_trial(const TrialTools& tools, std::vector<std::string> words) {
  const auto output = tools.processes.run({std::move(words), tools.account}, Deadline::in(program_time));
  if (!output && output.error().code == ErrorCode::not_found) {
    return failure(ErrorCode::unsupported, "a program of the engine is missing");
  }
  if (!output) return std::unexpected(output.error());
  if (output->exit_code != 0) return failure(ErrorCode::unavailable, "a program of the engine failed");
  return {};
}

Result<void> wait_for_server(const TrialTools& tools, const std::vector<std::string>& words) {
  constexpr auto between = std::chrono::milliseconds(100);
  const auto end = tools.sleeper.elapsed() + start_time;
  for (;;) {
    const auto asked = run_for_trial(tools, words);
    if (asked || asked.error().code == ErrorCode::unsupported) return asked;
    if (tools.sleeper.elapsed() >= end) return failure(ErrorCode::unavailable, "the server does not start");
    TRY(tools.sleeper.sleep(between));
  }
}

Result<void> load_into_trial(const TrialTools& tools, const std::vector<std::string>& words, ContentStream& dump) {
  machine::StreamCommand command;
  command.words = words;
  command.as = tools.account;
  command.silence = std::chrono::hours(1);  // an index of a large table is made without a word
  const int exit_code = TRY(tools.programs.feed(command, [&](std::span<std::byte> into) { return dump.read(into); }));
  if (exit_code != 0) return failure(ErrorCode::damaged, "the copy does not restore");
  return {};
}

Result<std::int64_t> number_from_trial(const TrialTools& tools, const std::vector<std::string>& words) {
  constexpr std::size_t max_answer = 64;
  const auto output = tools.processes.run({words, tools.account, max_answer}, Deadline::in(question_time));
  if (!output) return failure(output.error().code, "the question has no answer");
  if (output->exit_code != 0) return failure(ErrorCode::invalid_input, "the question does not fit the database");
  const auto number = parse_integer(trim(output->text));
  if (!number) return failure(ErrorCode::invalid_input, "the answer is not one number");
  return *number;
}

}  // namespace digue::backup
