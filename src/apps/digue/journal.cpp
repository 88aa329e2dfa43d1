#include <fmt/core.h>

#include "apps/digue/command.h"
#include "json/write.h"
#include "texts/when.h"

namespace digue::apps {

namespace {

/// An entry in one sentence, with the words of persons that were not erased.
Result<std::string> sentence_of(const Context& context, journal::Journal& journal, const journal::Entry& entry) {
  const std::string rule = entry.body.text("rule").value_or("");
  const posture::Rule* known = posture::find_rule(context.rules, rule);
  const Result<std::string> words = journal.personal(entry, "by");
  if (!words && words.error().code != ErrorCode::damaged) return std::unexpected(words.error());
  const std::string missing = context.texts.say(words ? "personal.erased" : "personal.changed");
  const std::string by = words && !words->empty() ? *words : missing;
  const bool is_demonstration = entry.body.boolean("demonstration").value_or(false);
  const std::string key = fmt::format("journal.kind.{}{}", entry.kind, is_demonstration ? ".demonstration" : "");
  if (!context.texts.has(key)) return context.texts.say("journal.kind.other", {{"kind", entry.kind}});
  return context.texts.say(key, {{"title", known == nullptr ? rule : context.sentences().title(*known)}, {"name", by}});
}

json::Value to_json(const journal::Entry& entry) {
  return json::Object{{"message_type", "entry"},   {"number", entry.number}, {"at", to_rfc3339(entry.at)},
                      {"kind", entry.kind},        {"body", entry.body},     {"previous", to_hex(entry.previous)},
                      {"hash", to_hex(entry.hash)}};
}

/// Every entry from the oldest, as long as nothing fails.
template <typename Visit>
Result<void> for_each(journal::Journal& journal, Visit visit) {
  Result<void> visited;
  TRY(journal.oldest_first([&](const journal::Entry& entry) {
    visited = visit(entry);
    return visited.has_value();
  }));
  return visited;
}

/// Nothing that was asked of a journal is true of none: not even that it is intact.
Result<ExitCode> with_journal(const Context& context, Result<ExitCode> (*act)(const Context&, journal::Journal&)) {
  Result<journal::Journal> journal = context.read_journal();
  if (journal) return act(context, *journal);
  if (journal.error().code != ErrorCode::not_found) return std::unexpected(journal.error());
  return context.refuse("journal.none", ExitCode::failed);
}

Result<ExitCode> export_lines(const Context& context, journal::Journal& journal) {
  TRY(for_each(journal, [&](const journal::Entry& entry) -> Result<void> {
    context.screen.raw(json::to_line(to_json(entry)));
    return {};
  }));
  return ExitCode::fine;
}

std::string number_of(std::int64_t number) { return fmt::format("{}", number); }

void say_as_json(const Context& context, const std::vector<journal::Fault>& faults) {
  for (const journal::Fault& fault : faults) {
    context.screen.raw(json::to_line(
        json::Object{{"message_type", "fault"}, {"kind", journal::name_of(fault.kind)}, {"number", fault.number}}));
  }
}

/// One line for each fault, or for each row of the same fault: a gap may have a thousand.
void say_faults(const Context& context, const std::vector<journal::Fault>& faults) {
  for (std::size_t first = 0, last = 0; first < faults.size(); first = ++last) {
    const auto goes_on = [&] {
      return last + 1 < faults.size() && faults[last + 1].kind == faults[first].kind &&
             faults[last + 1].number == faults[last].number + 1;
    };
    while (goes_on()) ++last;
    const std::string_view kind = journal::name_of(faults[first].kind);
    const std::string from = number_of(faults[first].number);
    context.screen.say(first == last ? context.texts.say(fmt::format("journal.fault.{}", kind), {{"number", from}})
                                     : context.texts.say(fmt::format("journal.faults.{}", kind),
                                                         {{"first", from}, {"last", number_of(faults[last].number)}}),
                       Tone::bad, 2);
  }
}

void say_verification(const Context& context, const journal::Verification& verification) {
  if (context.invocation.json) {
    context.screen.raw(
        json::to_line(json::Object{{"message_type", "summary"},
                                   {"entries", verification.entries},
                                   {"faults", static_cast<std::int64_t>(verification.faults.size())},
                                   {"was_interrupted", verification.was_interrupted},
                                   {"clock_went_back", static_cast<std::int64_t>(verification.backwards.size())}}));
    return;
  }
  const bool is_sound = verification.faults.empty();
  context.screen.say(context.texts.say_count(is_sound ? "journal.sound" : "journal.tampered", verification.entries),
                     is_sound ? Tone::good : Tone::bad);
  if (verification.was_interrupted) context.screen.say(context.texts.say("journal.interrupted"));
  if (!verification.backwards.empty()) {
    const auto count = static_cast<std::int64_t>(verification.backwards.size());
    context.screen.say(context.texts.say_count("journal.backwards", count));
  }
}

Result<ExitCode> show_lines(const Context& context, journal::Journal& journal) {
  const machine::Clock& clock = context.machine.clock();
  TRY(for_each(journal, [&](const journal::Entry& entry) -> Result<void> {
    const std::string when = texts::say_instant(context.texts, entry.at, clock.now(), clock.ahead_of_utc(entry.at));
    context.screen.say(fmt::format("{}. {} : {}", entry.number, when, TRY(sentence_of(context, journal, entry))));
    return {};
  }));
  return ExitCode::fine;
}

Result<ExitCode> verify_lines(const Context& context, journal::Journal& journal) {
  const journal::Verification verification = TRY(journal.verify());
  context.invocation.json ? say_as_json(context, verification.faults) : say_faults(context, verification.faults);
  say_verification(context, verification);
  return verification.faults.empty() ? ExitCode::fine : ExitCode::damaged;
}

}  // namespace

Result<ExitCode> run_journal_show(const Context& context) {
  return with_journal(context, context.invocation.json ? export_lines : show_lines);
}

Result<ExitCode> run_journal_export(const Context& context) { return with_journal(context, export_lines); }

Result<ExitCode> run_journal_verify(const Context& context) { return with_journal(context, verify_lines); }

Result<ExitCode> run_journal_erase(const Context& context) {
  journal::Journal journal = TRY(context.open_journal());
  const int erased = TRY(journal.erase_personal(context.invocation.words.front()));
  context.screen.say(context.texts.say_count("journal.erased", erased));
  return ExitCode::fine;
}

}  // namespace digue::apps
