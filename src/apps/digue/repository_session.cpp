#include "apps/digue/repository_session.h"

#include <fmt/core.h>

#include <cstdio>

#include "agent/repository_here.h"
#include "apps/digue/exclude_words.h"
#include "base/text.h"
#include "json/write.h"
#include "machine/interrupt.h"
#include "machine/terminal.h"
#include "repository/pack_survey.h"
#include "store/rehearsal.h"

namespace digue::apps {

namespace {

constexpr std::size_t max_password_bytes = 64 * 1024;

/// restic waits as little when nothing else is asked of it.
constexpr std::chrono::milliseconds default_patience{0};

/// Notepad's UTF-8 begins with a mark that nobody typed.
ByteView without_byte_order_mark(ByteView text) {
  return text_of(text).starts_with("\xef\xbb\xbf") ? text.subspan(3) : text;
}

/// A sentence on standard error, as a line of JSON where those were asked for.
void say_error(const Context& context, const std::string& sentence, std::string_view during, const std::string& item) {
  if (!context.invocation.json) return fmt::print(stderr, "{}\n", sentence);
  fmt::print(stderr, "{}\n",
             json::to_line(json::Object{{"message_type", "error"},
                                        {"error", json::Object{{"message", sentence}}},
                                        {"during", during},
                                        {"item", item}}));
}

crypto::Secret first_line(ByteView text) {
  const std::string_view line = text_of(without_byte_order_mark(text));
  const ByteView content = bytes_of(line.substr(0, line.find_first_of("\r\n")));
  return crypto::Secret(Bytes(content.begin(), content.end()));
}

}  // namespace

Result<crypto::Secret> read_password(const Context& context, const std::optional<std::string>& file,
                                     std::string_view prompt_key) {
  if (file && *file != "-") {
    return first_line(TRY(read_named_file(context, *file, max_password_bytes)));
  }
  if (!file && machine::input_is_terminal()) {
    return crypto::Secret(TRY(machine::read_hidden_line(context.texts.say(prompt_key))));
  }
  return first_line(TRY(machine::read_standard_input(max_password_bytes)));
}

Result<std::chrono::milliseconds> parse_wait(std::string_view text) {
  if (text.empty()) return default_patience;
  const auto number = parse_integer(text.substr(0, text.size() - 1));
  if (!number || *number < 0 || *number > 1'000'000) return failure(ErrorCode::invalid_input, "no duration");
  switch (text.back()) {
    case 's': return std::chrono::seconds(*number);
    case 'm': return std::chrono::minutes(*number);
    case 'h': return std::chrono::hours(*number);
    default: return failure(ErrorCode::invalid_input, "no duration");
  }
}

RepositorySession::RepositorySession(const Context& context)
    : context_(context), lock_surroundings_(agent::lock_surroundings(context.machine.clock(), context.sleeper)) {}

Result<NamedPlace> open_named_place(const Context& context) {
  const RepositoryWords& words = context.invocation.repository;
  store::Location location = TRY(store::parse_location(words.location));
  NamedPlace place;
  if (auto* local = std::get_if<store::LocalPlace>(&location)) {
    local->folder = TRY(context.file_tree.absolute(local->folder));
    place.folder = local->folder;
  }
  place.store = TRY(
      store::open_store(std::move(location),
                        {.disk = context.disk, .sleeper = context.sleeper, .authority_file = words.certificate_file}));
  return place;
}

Result<std::unique_ptr<RepositorySession>> RepositorySession::open(const Context& context) {
  return open_in(context, TRY(open_named_place(context)).store);
}

Result<std::unique_ptr<RepositorySession>> RepositorySession::open_to_rehearse(const Context& context) {
  return open_in(context, std::make_unique<store::RehearsalStore>(TRY(open_named_place(context)).store));
}

Result<std::unique_ptr<RepositorySession>> RepositorySession::open_in(const Context& context,
                                                                      std::unique_ptr<store::Store> place) {
  std::unique_ptr<RepositorySession> session(new RepositorySession(context));
  const RepositoryWords& words = context.invocation.repository;
  session->store_ = std::move(place);
  const crypto::Secret password = TRY(read_password(context, words.password_file, "repository.password"));
  std::optional<repository::KeyId> hint;
  if (!words.key_hint.empty()) hint = TRY(repository::KeyId::from_hex(words.key_hint));
  session->opened_ = TRY(repository::open_repository(*session->store_, password, hint));
  session->tools_ = session->repository().make_tools();
  session->say_quarantined(session->opened_.quarantined);
  return session;
}

Result<std::unique_ptr<RepositorySession>> RepositorySession::create(const Context& context) {
  std::unique_ptr<RepositorySession> session(new RepositorySession(context));
  session->store_ = TRY(open_named_place(context)).store;
  const crypto::Secret password =
      TRY(read_password(context, context.invocation.repository.password_file, "repository.new_password"));
  session->opened_ = TRY(repository::create_repository(
      *session->store_, password, agent::key_maker(context.machine.clock()), repository::make_config()));
  session->tools_ = session->repository().make_tools();
  return session;
}

Result<void> RepositorySession::lock(repository::LockKind kind) {
  std::optional<repository::Conflict> conflict;
  const auto patience = TRY(parse_wait(context_.invocation.repository.retry_lock));
  auto lock = repository::Lock::acquire(repository(), kind, lock_surroundings_, patience, conflict);
  if (!lock) {
    if (conflict) say_conflict(*conflict);
    return std::unexpected(lock.error());
  }
  lock_.emplace(*std::move(lock));
  keeper_.emplace(*lock_, lock_surroundings_.elapsed);
  return {};
}

void RepositorySession::say_conflict(const repository::Conflict& conflict) const {
  const std::string name = store::describe({store::FileType::lock, repository::file_id(conflict.id)});
  const std::string sentence =
      conflict.lock
          ? context_.texts.say("repository.locked_by", {{"host", printable(conflict.lock->hostname)},
                                                        {"process", fmt::format("{}", conflict.lock->process_id)}})
          : context_.texts.say("repository.lock_unreadable", {{"file", name}});
  say_error(context_, sentence, "lock", name);
}

Result<void> RepositorySession::may_go_on() {
  if (machine::was_interrupted()) return failure(ErrorCode::cancelled, "interrupted");
  return keeper_ ? keeper_->keep() : Result<void>();
}

Result<bool> RepositorySession::load_index() {
  const auto quarantined = TRY(repository().load_index(*tools_));
  say_quarantined(quarantined);
  return !quarantined.empty();
}

void RepositorySession::find_packs_without_index() {
  const auto survey = repository::survey_packs(repository(), *tools_);
  if (!survey) return;
  for (const repository::FinishedPack& pack : survey->orphans) repository().note_pack(pack.id, pack.blobs);
}

void RepositorySession::say_quarantined(const std::vector<repository::Quarantined>& files) {
  has_quarantined_ = has_quarantined_ || !files.empty();
  apps::say_quarantined(context_, files);
}

void say_quarantined(const Context& context, const std::vector<repository::Quarantined>& files) {
  for (const repository::Quarantined& file : files) {
    const std::string name = store::describe(file.file);
    say_error(context, context.texts.say("repository.quarantined", {{"file", name}}), "quarantine", name);
  }
}

}  // namespace digue::apps
