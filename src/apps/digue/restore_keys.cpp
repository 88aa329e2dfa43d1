#include "agent/kept_keys.h"
#include "agent/repository_here.h"
#include "apps/digue/command.h"
#include "apps/digue/exclude_words.h"
#include "apps/digue/repository_session.h"
#include "base/text.h"
#include "json/write.h"
#include "paper/payload.h"

namespace digue::apps {

namespace {

/// Nine codes with their line ends, several times over.
constexpr std::size_t max_scanned_bytes = 64 * 1024;

std::vector<std::string> scanned_codes(ByteView content) {
  std::vector<std::string> codes;
  for (const std::string_view line : lines_of(text_of(content))) {
    if (const std::string_view code = trim(line); !code.empty()) codes.emplace_back(code);
  }
  return codes;
}

ExitCode say_restored(const Context& context, const agent::RestoredKeyFiles& restored) {
  const auto written = static_cast<std::int64_t>(restored.keys_written) + (restored.wrote_config ? 1 : 0);
  if (context.invocation.json) {
    context.screen.raw(json::to_line(json::Object{{"message_type", "keys_restored"},
                                                  {"config_written", restored.wrote_config},
                                                  {"keys_written", static_cast<std::int64_t>(restored.keys_written)},
                                                  {"keys_there", static_cast<std::int64_t>(restored.keys_there)},
                                                  {"keys_blocked", static_cast<std::int64_t>(restored.keys_blocked)}}));
  } else if (written > 0) {
    context.screen.say(context.texts.say_count("repo.restore_keys.done", written));
  } else {
    context.screen.say(context.texts.say("repo.restore_keys.nothing"));
  }
  if (restored.keys_blocked == 0) return ExitCode::fine;
  return context.refuse("repo.restore_keys.blocked", ExitCode::failed);
}

/// From the codes of the key sheet, one a line. What is off is said, and nothing answered.
Result<std::optional<agent::KeyFiles>> scanned_files(const Context& context, const std::string& word) {
  const auto refuse = [&](std::string_view key) {
    static_cast<void>(context.refuse(key, ExitCode::usage));
    return std::nullopt;
  };
  const Result<Bytes> content = read_named_file(context, word, max_scanned_bytes);
  if (!content) return refuse("repo.restore_keys.file");
  const Result<Bytes> payload = paper::join_payload(scanned_codes(*content));
  if (!payload) {
    const bool is_missing = payload.error().code == ErrorCode::not_found;
    return refuse(is_missing ? "repo.restore_keys.missing" : "repo.restore_keys.wrong");
  }
  Result<agent::KeyFiles> files = agent::unpack_key_files(*payload);
  if (!files) return refuse("repo.restore_keys.wrong");
  return *std::move(files);
}

/// From what this computer kept of the repository that lies there.
Result<std::optional<agent::KeyFiles>> kept_files(const Context& context, store::Store& place) {
  const auto password = agent::read_state_password(context.state_folder);
  auto files = password ? agent::find_kept_keys(place, context.state_folder, context.disk, *password)
                        : Result<agent::KeyFiles>(std::unexpected(password.error()));
  if (files) return *std::move(files);
  if (files.error().code != ErrorCode::not_found) return std::unexpected(files.error());
  static_cast<void>(context.refuse("repo.restore_keys.not_kept", ExitCode::failed));
  return std::nullopt;
}

}  // namespace

/// repo restore-keys [FILE|FOLDER]: `config` and `keys/*` back into the place.
Result<ExitCode> run_repo_restore_keys(const Context& context) {
  const std::vector<std::string>& words = context.invocation.words;
  const NamedPlace place = TRY(open_named_place(context));
  std::optional<agent::KeyFiles> files;
  if (words.empty()) {
    files = TRY(kept_files(context, *place.store));
    if (!files) return ExitCode::failed;
  } else {
    const std::string path = TRY(context.file_tree.absolute(words.front()));
    if (auto copied = agent::read_key_folder(context.disk, path)) files = *std::move(copied);
    if (!files) files = TRY(scanned_files(context, words.front()));
    if (!files) return ExitCode::usage;
  }
  const Result<agent::RestoredKeyFiles> restored = agent::restore_key_files(*place.store, *files);
  if (!restored && restored.error().code == ErrorCode::already_exists)
    return context.refuse("repo.restore_keys.other", ExitCode::failed);
  return say_restored(context, TRY(restored));
}

}  // namespace digue::apps
