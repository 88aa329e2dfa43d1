#include "apps/digue/drill_words.h"

#include <fmt/core.h>

#include "base/text.h"
#include "texts/when.h"

namespace digue::apps {

namespace {

constexpr std::size_t indent = 4;

/// A reason of the drill itself, or the code with which its place answered.
std::string say_reason(const Context& context, const std::string& reason) {
  for (const char* of : {"drill.reason", "run.failed"}) {
    const std::string key = fmt::format("{}.{}", of, reason);
    if (context.texts.has(key)) return context.texts.say(key);
  }
  return printable(reason);
}

}  // namespace

void say_drills(const Context& context, const plan::Plan& plan, const agent::PlaceProof& proof, Instant now) {
  const texts::Texts& texts = context.texts;
  const auto when = [&](const agent::Noted& noted) {
    return texts::say_instant(texts, noted.at, now, context.machine.clock().ahead_of_utc(noted.at));
  };
  if (!proof.tried && !proof.not_done) return context.screen.say(texts.say("drill.state.never"), Tone::doubt, indent);
  if (proof.has_failed(plan)) {
    context.screen.say(texts.say("drill.state.failed",
                                 {{"when", when(*proof.failed)}, {"reason", say_reason(context, proof.failure)}}),
                       Tone::bad, indent);
  } else if (const auto proven = proof.proven(plan)) {
    context.screen.say(texts.say("drill.state.proven", {{"when", when(*proven)}}), Tone::good, indent);
  } else {
    context.screen.say(texts.say("drill.state.in_part", {{"done", fmt::format("{}", proof.files.proven_parts())},
                                                         {"of", fmt::format("{}", proof.files.parts())}}),
                       Tone::doubt, indent);
    for (const plan::Database& database : plan.databases) {
      const auto found = proof.databases.find(database.id);
      const auto outcome = found == proof.databases.end() ? agent::DatabaseOutcome::untried : found->second.outcome;
      if (outcome == agent::DatabaseOutcome::proven) continue;
      context.screen.say(texts.say(fmt::format("drill.database.{}", agent::name_of(outcome)), {{"id", database.id}}),
                         Tone::doubt, indent);
    }
  }
  if (proof.not_done) {
    context.screen.say(texts.say("drill.state.not_done", {{"when", when(*proof.not_done)},
                                                          {"reason", say_reason(context, proof.why_not_done)}}),
                       Tone::bad, indent);
  }
}

}  // namespace digue::apps
