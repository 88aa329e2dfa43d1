#include <fmt/core.h>

#include "agent/repository_here.h"
#include "apps/digue/command.h"
#include "apps/digue/repository_session.h"
#include "base/text.h"
#include "json/write.h"

namespace digue::apps {

namespace {

void say_done(const Context& context, std::string_view key, std::string_view message_type, const std::string& id) {
  if (context.invocation.json) {
    context.screen.raw(json::to_line(json::Object{{"message_type", message_type}, {"id", id}}));
  } else {
    context.screen.say(context.texts.say(key, {{"id", id}}));
  }
}

Result<ExitCode> list_keys(const Context& context, RepositorySession& session) {
  for (const repository::ListedKey& key : TRY(repository::list_keys(session.repository().store()))) {
    const bool is_current = key.id == session.opened().key;
    if (context.invocation.json) {
      context.screen.raw(json::to_line(json::Object{{"message_type", "key"},
                                                    {"current", is_current},
                                                    {"id", key.id.hex()},
                                                    {"userName", key.file.username},
                                                    {"hostName", key.file.hostname},
                                                    {"created", to_rfc3339(to_instant(key.file.created_at))}}));
    } else {
      context.screen.raw(fmt::format("{}{}  {}  {}", is_current ? "*" : " ", key.id.short_hex(),
                                     to_rfc3339(to_instant(key.file.created_at)),
                                     printable(key.file.username + "@" + key.file.hostname)));
    }
  }
  return ExitCode::fine;
}

Result<ExitCode> add_key(const Context& context, RepositorySession& session) {
  const std::string& file = context.invocation.repository.new_password_file;
  const auto password = TRY(read_new_password(context, file.empty() ? std::nullopt : std::optional(file)));
  const auto id = TRY(repository::add_key(session.opened(), password, agent::key_maker(context.machine.clock())));
  say_done(context, "repository.key_added", "key_added", id.hex());
  return ExitCode::fine;
}

Result<ExitCode> remove_key(const Context& context, RepositorySession& session, const std::string& start) {
  std::vector<repository::KeyId> found;
  for (const repository::ListedKey& key : TRY(repository::list_keys(session.repository().store()))) {
    if (!start.empty() && key.id.hex().starts_with(start)) found.push_back(key.id);
  }
  if (found.size() != 1) return context.refuse("repository.no_such_key", ExitCode::usage, {{"id", printable(start)}});
  if (found.front() == session.opened().key) return context.refuse("repository.key_in_use", ExitCode::usage);
  TRY(session.lock(repository::LockKind::exclusive));
  TRY(repository::remove_key(session.opened(), found.front()));
  say_done(context, "repository.key_removed", "key_removed", found.front().hex());
  return ExitCode::fine;
}

}  // namespace

Result<ExitCode> run_repo_init(const Context& context) {
  const auto session = TRY(RepositorySession::create(context));
  say_done(context, "repository.made", "initialized", session->repository().config().id.hex());
  return ExitCode::fine;
}

/// repo keys [list] | add | remove ID
Result<ExitCode> run_repo_keys(const Context& context) {
  const std::vector<std::string>& words = context.invocation.words;
  const auto session = TRY(RepositorySession::open(context));
  if (words.empty() || words == std::vector<std::string>{"list"}) return list_keys(context, *session);
  if (words == std::vector<std::string>{"add"}) return add_key(context, *session);
  if (words.size() == 2 && words.front() == "remove") return remove_key(context, *session, words.back());
  return context.refuse("usage.unknown_word", ExitCode::usage, {{"word", words.back()}});
}

Result<ExitCode> run_repo_unlock(const Context& context) {
  const auto session = TRY(RepositorySession::open(context));
  const std::size_t removed = TRY(repository::unlock(session->repository(), session->lock_surroundings(),
                                                     context.invocation.repository.removes_all_locks));
  if (context.invocation.json) {
    context.screen.raw(
        json::to_line(json::Object{{"message_type", "unlocked"}, {"removed", static_cast<std::int64_t>(removed)}}));
  } else {
    context.screen.say(context.texts.say_count("repository.unlocked", static_cast<std::int64_t>(removed)));
  }
  return ExitCode::fine;
}

}  // namespace digue::apps
