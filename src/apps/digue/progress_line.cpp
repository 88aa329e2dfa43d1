#include "apps/digue/progress_line.h"

#include <fmt/core.h>

#include <cstdio>

#include "base/text.h"
#include "json/write.h"
#include "machine/terminal.h"

namespace digue::apps {

namespace {

constexpr std::chrono::milliseconds line_every(200);
constexpr std::chrono::milliseconds json_every(1000);

}  // namespace

ProgressLine::ProgressLine(const Context& context)
    : context_(context),
      is_on_terminal_(!context.invocation.json && !context.invocation.repository.quiet &&
                      machine::output_is_terminal()),
      started_at_(context.sleeper.elapsed()),
      shown_at_(started_at_) {}

double ProgressLine::seconds_since_start() const {
  return std::chrono::duration<double>(context_.sleeper.elapsed() - started_at_).count();
}

void ProgressLine::show(Progress progress, std::uint64_t errors) {
  const bool is_json = context_.invocation.json && !context_.invocation.repository.quiet;
  if (!is_json && !is_on_terminal_) return;
  const milliseconds now = context_.sleeper.elapsed();
  if (now - shown_at_ < (is_json ? json_every : line_every)) return;
  shown_at_ = now;
  progress.seconds = seconds_since_start();
  if (is_json) return context_.screen.raw(json::to_line(status_line(progress, errors)));
  fmt::print("\r\x1b[K{}", say_progress(context_.texts, progress));
  std::fflush(stdout);
}

void ProgressLine::clear() {
  if (is_on_terminal_) fmt::print("\r\x1b[K");
}

void ProgressLine::say_failure(std::string_view key, std::string_view during, const std::string& path,
                               const Error& error) {
  clear();
  if (context_.invocation.json) {
    fmt::print(stderr, "{}\n",
               json::to_line(json::Object{{"message_type", "error"},
                                          {"error", json::Object{{"message", error.detail}}},
                                          {"during", during},
                                          {"item", path}}));
    return;
  }
  const std::string reason = context_.texts.say(fmt::format("{}.{}", key, name_of(error.code)));
  fmt::print(stderr, "{}\n", context_.texts.say(key, {{"path", printable(path)}, {"reason", reason}}));
}

}  // namespace digue::apps
