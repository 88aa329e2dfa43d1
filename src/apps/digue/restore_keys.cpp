#include "agent/key_files.h"
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

}  // namespace

/// repo restore-keys FILE: what was scanned from the key sheet, back into the place.
Result<ExitCode> run_repo_restore_keys(const Context& context) {
  const Result<Bytes> content = read_named_file(context, context.invocation.words.front(), max_scanned_bytes);
  if (!content) return context.refuse("repo.restore_keys.file", ExitCode::usage);
  const Result<Bytes> payload = paper::join_payload(scanned_codes(*content));
  if (!payload && payload.error().code == ErrorCode::not_found)
    return context.refuse("repo.restore_keys.missing", ExitCode::usage);
  const Result<agent::KeyFiles> files =
      payload ? agent::unpack_key_files(*payload) : Result<agent::KeyFiles>(std::unexpected(payload.error()));
  if (!files) return context.refuse("repo.restore_keys.wrong", ExitCode::usage);

  const NamedPlace place = TRY(open_named_place(context));
  const Result<agent::RestoredKeyFiles> restored = agent::restore_key_files(*place.store, *files);
  if (!restored && restored.error().code == ErrorCode::already_exists)
    return context.refuse("repo.restore_keys.other", ExitCode::failed);
  return say_restored(context, TRY(restored));
}

}  // namespace digue::apps
