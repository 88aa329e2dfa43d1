#include <algorithm>
#include <map>

#include "apps/digue/command.h"
#include "apps/digue/snapshot_look.h"
#include "apps/digue/snapshot_words.h"
#include "json/write.h"

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
  static_cast<void>(try_to_look(context, *session, list));
  std::vector<const repository::LoadedSnapshot*> chosen = TRY(chosen_snapshots(context, list));
  if (context.invocation.repository.latest > 0) {
    chosen = latest_of_each(chosen, context.invocation.repository.latest);
  }
  if (context.invocation.json) {
    json::Array lines;
    for (const repository::LoadedSnapshot* loaded : chosen) lines.push_back(snapshot_line(*loaded));
    context.screen.raw(json::to_line(std::move(lines)));
  } else {
    for (const repository::LoadedSnapshot* loaded : chosen) context.screen.raw(snapshot_row(context, *loaded));
    context.screen.say(context.texts.say_count("snapshots.count", static_cast<std::int64_t>(chosen.size())),
                       Tone::quiet);
  }
  return session->has_quarantined() ? ExitCode::partial : ExitCode::fine;
}

}  // namespace digue::apps
