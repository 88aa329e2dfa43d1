#include <fmt/core.h>

#include "agent/check_words.h"
#include "agent/paper_key.h"
#include "agent/repository_here.h"
#include "agent/typed_back.h"
#include "apps/digue/line_fault_words.h"
#include "apps/digue/place_session.h"
#include "json/write.h"
#include "machine/terminal.h"

namespace digue::apps {

namespace {

constexpr int tries_of_a_line = 3;

bool is_for_paper(const crypto::Secret& password, const paper::CheckWords& words) {
  return paper::spoken_lines(password, words).has_value();
}

/// What keeps the sheet from being typed back: a key of content/texts. Nothing if it can be.
std::optional<std::string_view> not_to_check(const std::vector<agent::PaperKey>& keys) {
  if (keys.empty()) return "key.no_place";
  for (const agent::PaperKey& key : keys) {
    if (!key.printed) return "key.print_first";
  }
  return std::nullopt;
}

/// Asks for one line until it is right, so often. Whether it was.
Result<bool> ask_line(const Context& context, const crypto::Secret& password, std::size_t line,
                      const paper::CheckWords& words) {
  const std::string prompt = context.texts.say("key.ask_line", {{"line", fmt::format("{}", line)}});
  for (int tries = 0; tries < tries_of_a_line; ++tries) {
    const crypto::Secret typed(TRY(machine::read_hidden_line(prompt)));
    const auto checked = agent::check_typed_line(password, line, text_of(typed.reveal()), words);
    if (checked == agent::TypedBack::right) return true;
    if (checked) {
      context.warn("key.line.old_sheet", {{"line", fmt::format("{}", line)}});
    } else {
      say_line_faults(context, {checked.error()});
    }
  }
  return false;
}

}  // namespace

Result<ExitCode> run_key_make(const Context& context) {
  const plan::Plans plans = TRY(plans_now(context));
  const paper::CheckWords words = TRY(agent::load_check_words(context.content));
  const bool was_there = agent::read_state_password(context.state_folder).has_value();
  const bool is_in_use = agent::has_repository(plans, context.state_folder, context.disk);
  const crypto::Secret password = TRY(agent::keep_state_password(context.state_folder, is_in_use));
  if (!is_for_paper(password, words)) return context.refuse("key.not_for_paper", ExitCode::failed);
  if (context.invocation.json) {
    context.screen.raw(json::to_line(json::Object{{"message_type", "key"}, {"made", !was_there}}));
  } else {
    context.screen.say(context.texts.say(was_there ? "key.there" : "key.made"));
  }
  return ExitCode::fine;
}

/// Two lines of the sheet, typed back. What was typed is compared and forgotten.
Result<ExitCode> run_key_check(const Context& context) {
  const plan::Plans plans = TRY(plans_now(context));
  const paper::CheckWords words = TRY(agent::load_check_words(context.content));
  const Result<crypto::Secret> password = agent::read_state_password(context.state_folder);
  if (!password && password.error().code == ErrorCode::not_found)
    return context.refuse("key.no_place", ExitCode::failed);
  if (!password) return std::unexpected(password.error());
  if (!is_for_paper(*password, words)) return context.refuse("key.not_for_paper", ExitCode::failed);
  journal::Journal journal = TRY(context.open_journal());
  if (const auto reason = not_to_check(TRY(agent::paper_keys(journal, plans))))
    return context.refuse(*reason, ExitCode::failed);
  for (const std::size_t line : agent::choose_lines()) {
    if (!TRY(ask_line(context, *password, line, words)))
      return context.refuse("key.not_read", ExitCode::wrong_password);
  }
  TRY(journal.append(agent::act_of_typed_back(context.machine.clock().now())));
  if (context.invocation.json) {
    context.screen.raw(json::to_line(json::Object{{"message_type", "key_typed_back"}}));
  } else {
    context.screen.say(context.texts.say("key.typed_back"), Tone::good);
  }
  return ExitCode::fine;
}

}  // namespace digue::apps
