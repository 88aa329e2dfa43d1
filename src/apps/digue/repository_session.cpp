#include "apps/digue/repository_session.h"

#include <fmt/core.h>

#include <cstdio>

#include "agent/check_words.h"
#include "agent/kept_keys.h"
#include "agent/repository_here.h"
#include "apps/digue/exclude_words.h"
#include "apps/digue/line_fault_words.h"
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

Result<agent::TypedPassword> read_password(const Context& context, const std::optional<std::string>& file,
                                           std::string_view prompt_key) {
  if (file && *file != "-") {
    agent::TypedPassword kept;
    kept.meant.push_back(first_line(TRY(read_named_file(context, *file, max_password_bytes))));
    return kept;
  }
  const bool is_asked = !file && machine::input_is_terminal();
  const crypto::Secret typed(is_asked ? TRY(machine::read_hidden_line(context.texts.say(prompt_key)))
                                      : TRY(machine::read_standard_input(max_password_bytes)));
  const paper::CheckWords words = TRY(agent::load_check_words(context.content));
  return agent::understand_password(text_of(without_byte_order_mark(typed.reveal())), words);
}

Result<crypto::Secret> read_new_password(const Context& context, const std::optional<std::string>& file) {
  agent::TypedPassword typed = TRY(read_password(context, file, "repository.new_password"));
  return std::move(typed.has_check_words ? typed.meant.back() : typed.meant.front());
}

namespace {

Result<std::size_t> first_that_opens(const Context& context, const NamedPlace& place, const agent::TypedPassword& typed,
                                     repository::OpenedRepository& opened) {
  const std::string& hinted = context.invocation.repository.key_hint;
  std::optional<repository::KeyId> hint;
  if (!hinted.empty()) hint = TRY(repository::KeyId::from_hex(hinted));
  for (std::size_t at = 0; at < typed.meant.size(); ++at) {
    auto tried = repository::open_repository(*place.store, typed.meant[at], hint);
    if (!tried && tried.error().code == ErrorCode::wrong_key) continue;
    opened = TRY(std::move(tried));
    return at;
  }
  say_line_faults(context, typed.faults);
  const auto mark = agent::sheet_mark_of(*place.store, place.folder, context.state_folder, context.disk);
  if (mark) context.warn("repository.which_sheet", {{"mark", *mark}});
  return failure(ErrorCode::wrong_key, "no key of the repository is opened by what was typed");
}

}  // namespace

Result<repository::OpenedRepository> open_with(const Context& context, const NamedPlace& place,
                                               const agent::TypedPassword& typed) {
  repository::OpenedRepository opened;
  static_cast<void>(TRY(first_that_opens(context, place, typed, opened)));
  return opened;
}

Result<crypto::Secret> which_opens(const Context& context, const NamedPlace& place, agent::TypedPassword typed) {
  if (typed.meant.size() == 1) return std::move(typed.meant.front());
  repository::OpenedRepository opened;
  const std::size_t at = TRY(first_that_opens(context, place, typed, opened));
  return std::move(typed.meant[at]);
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
  return open_in(context, TRY(open_named_place(context)));
}

Result<std::unique_ptr<RepositorySession>> RepositorySession::open_to_rehearse(const Context& context) {
  NamedPlace place = TRY(open_named_place(context));
  place.store = std::make_unique<store::RehearsalStore>(std::move(place.store));
  return open_in(context, std::move(place));
}

Result<std::unique_ptr<RepositorySession>> RepositorySession::open_in(const Context& context, NamedPlace place) {
  std::unique_ptr<RepositorySession> session(new RepositorySession(context));
  const auto password = TRY(read_password(context, context.invocation.repository.password_file, "repository.password"));
  session->opened_ = TRY(open_with(context, place, password));
  session->store_ = std::move(place.store);
  session->tools_ = session->repository().make_tools();
  session->say_quarantined(session->opened_.quarantined);
  return session;
}

Result<std::unique_ptr<RepositorySession>> RepositorySession::create(const Context& context) {
  std::unique_ptr<RepositorySession> session(new RepositorySession(context));
  session->store_ = TRY(open_named_place(context)).store;
  const crypto::Secret password = TRY(read_new_password(context, context.invocation.repository.password_file));
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
