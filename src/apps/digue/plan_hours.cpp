#include <fmt/core.h>

#include "apps/digue/database_words.h"
#include "apps/digue/plan_words.h"
#include "base/text.h"
#include "json/write.h"
#include "plan/hours_words.h"

namespace digue::apps {

namespace {

std::string say_day(const Context& context, std::size_t day) {
  return context.texts.say(fmt::format("plan.day.{}", plan::day_names[day]));
}

std::string say_days(const Context& context, const plan::SameDays& days) {
  std::string first = say_day(context, days.first);
  if (days.first == days.last) return first;
  return context.texts.say("plan.hours.days", {{"first", first}, {"last", say_day(context, days.last)}});
}

std::string say_spans(const std::vector<plan::OpeningSpan>& spans) {
  std::string text;
  for (const plan::OpeningSpan& span : spans) {
    text += (text.empty() ? "" : ", ") + plan::to_string(span.from) + "-" + plan::to_string(span.to);
  }
  return text;
}

std::string say_closure(const plan::Closure& closure) {
  return closure.first == closure.last ? to_iso(closure.first) : to_iso(closure.first) + "/" + to_iso(closure.last);
}

json::Value line_of(const plan::OpeningHours& hours) {
  json::Object week;
  for (std::size_t day = 0; day < hours.week.size(); ++day) {
    json::Array spans;
    for (const plan::OpeningSpan& span : hours.week[day]) spans.emplace_back(say_spans({span}));
    week.emplace_back(std::string(plan::day_names[day]), std::move(spans));
  }
  json::Array closed;
  for (const plan::Closure& closure : hours.closures) closed.emplace_back(say_closure(closure));
  return json::Object{{"message_type", "hours"}, {"week", std::move(week)}, {"closed", std::move(closed)}};
}

void show(const Context& context, const plan::OpeningHours& hours) {
  if (context.invocation.json) return context.screen.raw(json::to_line(line_of(hours)));
  const auto groups = plan::same_days(hours.week);
  if (groups.empty()) context.screen.say(context.texts.say("plan.hours.none"));
  for (const plan::SameDays& days : groups) {
    context.screen.say(
        context.texts.say("plan.hours.line", {{"days", say_days(context, days)}, {"hours", say_spans(days.spans)}}));
  }
  for (const plan::Closure& closure : hours.closures) {
    context.screen.say(context.texts.say("plan.hours.closed", {{"days", say_closure(closure)}}));
  }
}

/// The hours as the person wants them, or the key of what is off.
std::expected<plan::OpeningHours, UsageError> described_hours(const Invocation& invocation, plan::OpeningHours hours) {
  if (!invocation.words.empty()) {
    const auto week = plan::parse_week(invocation.words);
    if (!week) return std::unexpected(UsageError{"plan.hours.no_word", week.error()});
    hours.week = *week;
  }
  if (!invocation.plan.closures.empty()) hours.closures.clear();
  for (const std::string& text : invocation.plan.closures) {
    if (text == "aucun" || text == "none") continue;
    const auto closure = plan::parse_closure(text);
    if (!closure) return std::unexpected(UsageError{"plan.hours.no_closure", text});
    hours.closures.push_back(*closure);
  }
  return hours;
}

}  // namespace

Result<ExitCode> run_plan_hours(const Context& context) {
  const Invocation& invocation = context.invocation;
  if (invocation.words.empty() && invocation.plan.closures.empty()) {
    show(context, TRY(plans_and_warn(context)).hours);
    return ExitCode::fine;
  }
  auto plans = TRY(plans_to_change(context));
  if (!plans) return ExitCode::failed;
  const auto hours = described_hours(invocation, plans->hours);
  if (!hours) {
    return context.refuse(hours.error().sentence, ExitCode::usage, {{"word", printable(hours.error().word)}});
  }
  plans->hours = *hours;
  const ExitCode code = TRY(write_changed_plans(context, *plans));
  if (code == ExitCode::fine) show(context, plans->hours);
  return code;
}

}  // namespace digue::apps
