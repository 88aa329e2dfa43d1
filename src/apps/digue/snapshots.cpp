#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "apps/digue/command.h"
#include "apps/digue/repository_session.h"
#include "apps/digue/snapshot_words.h"
#include "base/text.h"
#include "json/write.h"
#include "texts/when.h"

namespace digue::apps {

namespace {

/// The last few of each computer and its folders.
std::vector<const repository::LoadedSnapshot*> latest_of_each(
    const std::vector<const repository::LoadedSnapshot*>& chosen, std::int64_t count) {
  std::map<std::pair<std::string, std::vector<std::string>>, std::int64_t> seen;
  std::vector<const repository::LoadedSnapshot*> latest;
  for (auto loaded = chosen.rbegin(); loaded != chosen.rend(); ++loaded) {
    const auto group = std::pair((*loaded)->snapshot.hostname, (*loaded)->snapshot.paths);
    if (++seen[group] <= count) latest.push_back(*loaded);
  }
  std::ranges::reverse(latest);
  return latest;
}

}  // namespace

Result<ExitCode> run_snapshots(const Context& context) {
  const auto session = TRY(RepositorySession::open(context));
  const auto list = TRY(repository::load_snapshots(session->repository(), session->tools()));
  session->say_quarantined(list.quarantined);
  std::vector<const repository::LoadedSnapshot*> chosen = TRY(chosen_snapshots(context, list));
  if (context.invocation.repository.latest > 0) {
    chosen = latest_of_each(chosen, context.invocation.repository.latest);
  }
  const machine::Clock& clock = context.machine.clock();
  for (const repository::LoadedSnapshot* loaded : chosen) {
    if (context.invocation.json) {
      context.screen.raw(json::to_line(snapshot_line(*loaded)));
      continue;
    }
    const Instant at = to_instant(loaded->snapshot.time);
    std::string paths;
    for (const std::string& path : loaded->snapshot.paths) paths += (paths.empty() ? "" : ", ") + printable(path);
    context.screen.raw(fmt::format("{}  {}  {}  {}", loaded->id.short_hex(),
                                   texts::say_instant(context.texts, at, clock.now(), clock.ahead_of_utc(at)),
                                   printable(loaded->snapshot.hostname), paths));
  }
  if (!context.invocation.json) {
    context.screen.say(context.texts.say_count("snapshots.count", static_cast<std::int64_t>(chosen.size())),
                       Tone::quiet);
  }
  return session->has_quarantined() ? ExitCode::partial : ExitCode::fine;
}

}  // namespace digue::apps
