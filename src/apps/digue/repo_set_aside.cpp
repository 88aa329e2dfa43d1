#include "apps/digue/amounts.h"
#include "apps/digue/command.h"
#include "apps/digue/repository_session.h"
#include "backup/unreadable.h"
#include "json/write.h"
#include "machine/private_folder.h"

namespace digue::apps {

namespace {

/// In the state folder; below it, a folder for each repository.
constexpr std::string_view kept_in = "set-aside";

void say_files(const Context& context, const std::vector<backup::UnreadableFile>& files) {
  for (const backup::UnreadableFile& file : files) {
    const std::string name = store::describe(file.name);
    if (context.invocation.json) {
      context.screen.raw(json::to_line(json::Object{{"message_type", "unreadable"},
                                                    {"item", name},
                                                    {"bytes", static_cast<std::int64_t>(file.size)},
                                                    {"detail", file.reason.detail}}));
    } else {
      context.screen.raw(
          context.texts.say("repository.unreadable", {{"file", name}, {"bytes", say_bytes(context.texts, file.size)}}));
    }
  }
}

void say_count(const Context& context, std::size_t count, const std::string& folder) {
  const auto files = static_cast<std::int64_t>(count);
  if (context.invocation.json) {
    return context.screen.raw(json::to_line(json::Object{
        {"message_type", "summary"}, {"unreadable", files}, {"set_aside", !folder.empty()}, {"folder", folder}}));
  }
  if (count == 0) return context.screen.say(context.texts.say("repository.all_readable"), Tone::good);
  if (folder.empty()) return context.screen.say(context.texts.say_count("repository.would_set_aside", files));
  context.screen.say(context.texts.say_count("repository.set_aside", files, {{"folder", folder}}), Tone::good);
}

}  // namespace

/// repo set-aside [--confirm]
Result<ExitCode> run_repo_set_aside(const Context& context) {
  const bool is_confirmed = context.invocation.repository.is_confirmed;
  const auto session = TRY(RepositorySession::open(context));
  if (is_confirmed) TRY(session->lock(repository::LockKind::exclusive));
  repository::Repository& repository = session->repository();
  const auto files = TRY(backup::find_unreadable(repository, session->tools()));
  say_files(context, files);
  if (files.empty() || !is_confirmed) {
    say_count(context, files.size(), "");
    return files.empty() ? ExitCode::fine : ExitCode::partial;
  }
  const auto state = TRY(machine::PrivateFolder::open(context.state_folder));
  const std::string folder = state.path_of(kept_in) + "/" + repository.config().id.short_hex();
  TRY(machine::PrivateFolder::open(folder));
  TRY(backup::set_aside(repository, files, context.disk, folder, session->tools()));
  say_count(context, files.size(), folder);
  return ExitCode::fine;
}

}  // namespace digue::apps
