#include <fmt/core.h>

#include <algorithm>

#include "agent/records.h"
#include "agent/state.h"
#include "agent/timings.h"
#include "apps/digue/database_words.h"
#include "apps/digue/drill_words.h"
#include "apps/digue/plan_words.h"
#include "base/text.h"
#include "json/write.h"
#include "texts/when.h"

namespace digue::apps {

namespace {

std::string say_when(const Context& context, Instant instant, Instant now) {
  return texts::say_instant(context.texts, instant, now, context.machine.clock().ahead_of_utc(instant));
}

Tone tone_of(const std::optional<plan::Timing>& timing) {
  if (!timing) return Tone::doubt;
  switch (timing->timeliness) {
    case plan::Timeliness::up_to_date: return Tone::good;
    case plan::Timeliness::late: return Tone::bad;
    default: return Tone::doubt;
  }
}

json::Value database_line(const plan::Database& database) {
  json::Array questions;
  for (const plan::Question& question : database.questions) questions.emplace_back(plan::name_of(question.subject));
  return json::Object{{"id", database.id},
                      {"engine", plan::name_of(database.engine)},
                      {"name", database.name},
                      {"questions", std::move(questions)}};
}

json::Value line_of(const plan::Plan& plan, const agent::PlanRecord& record,
                    const std::optional<plan::Timing>& timing) {
  json::Array folders(plan.folders.begin(), plan.folders.end());
  json::Array places(plan.places.begin(), plan.places.end());
  json::Array databases;
  for (const plan::Database& database : plan.databases) databases.push_back(database_line(database));
  json::Object kept;
  for (const auto& [place, known] : record.places) {
    if (!known.forgetting_refused.empty()) kept.emplace_back(place, known.forgetting_refused);
  }
  json::Array times;
  for (const plan::TimeOfDay time : plan.times) times.emplace_back(plan::to_string(time));
  const auto complete = record.complete();
  return json::Object{{"message_type", "plan"},
                      {"id", plan.id},
                      {"name", plan.name},
                      {"folders", std::move(folders)},
                      {"databases", std::move(databases)},
                      {"places", std::move(places)},
                      {"forgetting_refused", std::move(kept)},
                      {"at", std::move(times)},
                      {"timeliness", timing ? json::Value(plan::name_of(timing->timeliness)) : json::Value()},
                      {"complete", complete ? json::Value(to_rfc3339(*complete)) : json::Value()},
                      {"next", timing ? json::Value(to_rfc3339(timing->next)) : json::Value()}};
}

/// What is planned, with what the journal knows of it.
class Shown {
 public:
  Shown(const Context& context, const plan::Plans& plans, const agent::PlanRecords& records,
        const agent::Proofs& proofs)
      : context_(context),
        plans_(plans),
        records_(records),
        proofs_(proofs),
        wall_{context.machine.clock().now(),
              [&context](Instant instant) { return context.machine.clock().ahead_of_utc(instant); }} {}

  void show(const plan::Plan& plan) {
    const auto timing = agent::timing_of_plan(plan, records_, plans_.hours, wall_);
    const agent::PlanRecord& record = records_.of(plan.id);
    if (context_.invocation.json) {
      json::Value line = line_of(plan, record, timing);
      json::Object drills;
      for (const std::string& id : plan.places)
        drills.emplace_back(id, agent::to_json(proofs_.at({plan.id, id}), plan));
      line.set("drills", std::move(drills));
      return context_.screen.raw(json::to_line(line));
    }
    const texts::Texts& texts = context_.texts;
    context_.screen.say(texts.say("plan.title", {{"name", plan.name}}), Tone::strong);
    const bool is_first = timing && timing->timeliness == plan::Timeliness::up_to_date && !record.complete();
    if (is_first) {
      context_.screen.say(texts.say("plan.first"), Tone::doubt, 2);
    } else {
      const std::string state = timing ? fmt::format("plan.{}", plan::name_of(timing->timeliness)) : "plan.unknown";
      context_.screen.say(texts.say(state), tone_of(timing), 2);
    }
    say_times(plan, record, timing);
    for (const std::string& folder : plan.folders) context_.screen.say(printable(folder), Tone::quiet, 2);
    for (const plan::Database& database : plan.databases) say_database_of(database);
    if (plan.places.empty()) context_.screen.say(texts.say("plan.no_place"), Tone::bad, 2);
    for (const std::string& id : plan.places) {
      const plan::Place* place = plans_.find_place(id);
      if (place == nullptr) continue;
      say_place(*place, records_.of(plan.id, id));
      say_drills(context_, plan, proofs_.at({plan.id, id}), wall_.now);
    }
  }

 private:
  void say_times(const plan::Plan& plan, const agent::PlanRecord& record, const std::optional<plan::Timing>& timing) {
    const auto complete = record.complete();
    context_.screen.say(complete ? context_.texts.say("plan.last", {{"when", say_when(context_, *complete, wall_.now)}})
                                 : context_.texts.say("plan.never"),
                        Tone::plain, 2);
    std::string times;
    for (const plan::TimeOfDay time : plan.times) times += (times.empty() ? "" : ", ") + plan::to_string(time);
    context_.screen.say(context_.texts.say("plan.times", {{"times", times}}), Tone::plain, 2);
    if (!timing) return;
    context_.screen.say(context_.texts.say("plan.next", {{"when", say_when(context_, timing->next, wall_.now)}}),
                        Tone::plain, 2);
  }

  void say_database_of(const plan::Database& database) {
    std::string subjects;
    for (const plan::Question& question : database.questions) {
      subjects += subjects.empty() ? "" : ", ";
      subjects += context_.texts.say(fmt::format("plan.subject.{}", plan::name_of(question.subject)));
    }
    if (subjects.empty()) subjects = context_.texts.say("plan.subject.none");
    context_.screen.say(
        context_.texts.say("plan.database.line",
                           {{"name", say_database(database)}, {"id", database.id}, {"questions", subjects}}),
        Tone::quiet, 2);
  }

  void say_place(const plan::Place& place, const agent::PlaceRecord& record) {
    const std::string when =
        record.saved ? say_when(context_, *record.saved, wall_.now) : context_.texts.say("plan.place.never");
    context_.screen.say(context_.texts.say("plan.place", {{"place", place.name}, {"when", when}}), Tone::plain, 2);
    if (!record.forgetting_refused.empty()) {
      const std::string kept = fmt::format("plan.kept.{}", record.forgetting_refused);
      const std::string why = context_.texts.say(context_.texts.has(kept) ? kept : "plan.kept");
      context_.screen.say(context_.texts.say("plan.place.kept", {{"reason", why}}), Tone::doubt, 4);
    }
    if (!record.failed) return;
    const std::string reason = context_.texts.say(fmt::format("run.failed.{}", record.failure));
    context_.screen.say(
        context_.texts.say("plan.place.failed",
                           {{"when", say_when(context_, *record.failed, wall_.now)}, {"reason", reason}}),
        Tone::bad, 4);
  }

  const Context& context_;
  const plan::Plans& plans_;
  const agent::PlanRecords& records_;
  const agent::Proofs& proofs_;
  agent::Wall wall_;
};

/// Their ids; all where the person names none.
std::expected<std::vector<std::string>, UsageError> chosen_places(const std::vector<std::string>& words,
                                                                  const plan::Plans& plans) {
  std::vector<std::string> ids;
  for (const std::string& word : words) {
    const plan::Place* place = plans.find_place(word);
    if (place == nullptr) return std::unexpected(UsageError{"plan.which_place", word});
    ids.push_back(place->id);
  }
  if (!words.empty()) return ids;
  for (const plan::Place& place : plans.places) ids.push_back(place.id);
  return ids;
}

/// The plan that the person describes, or the key of what is off.
std::expected<plan::Plan, UsageError> described_plan(const Context& context, const plan::Plans& plans) {
  const Invocation& invocation = context.invocation;
  plan::Plan plan;
  plan.name = invocation.words.front();
  if (plans.find_plan(plan.name) != nullptr) return std::unexpected(UsageError{"plan.name_taken", plan.name});
  for (const std::string& word : std::span(invocation.words).subspan(1)) {
    const auto folder = context.file_tree.absolute(word);
    if (!folder || !context.file_tree.open_source(*folder)) return std::unexpected(UsageError{"plan.no_folder", word});
    plan.folders.push_back(*folder);
  }
  for (const std::string& word : invocation.plan.databases) {
    auto database = described_database(context, word);
    if (!database) return std::unexpected(database.error());
    plan.databases.push_back(*std::move(database));
  }
  if (plan.databases.size() != 1 && !invocation.plan.questions.empty()) {
    return std::unexpected(UsageError{"plan.whose_question", plan.name});
  }
  if (plan.folders.empty() && plan.databases.empty()) {
    return std::unexpected(UsageError{"plan.which_folder", plan.name});
  }
  for (const std::string& text : invocation.plan.times) {
    const auto time = plan::parse_time_of_day(text);
    if (!time) return std::unexpected(UsageError{"plan.no_time", text});
    plan.times.push_back(*time);
  }
  if (plan.times.empty()) plan.times.assign(default_times.begin(), default_times.end());
  std::ranges::sort(plan.times);
  auto places = chosen_places(invocation.plan.places, plans);
  if (!places) return std::unexpected(places.error());
  plan.places = *std::move(places);
  plan.excludes = invocation.repository.excludes;
  std::vector<std::string> taken;
  for (const plan::Plan& other : plans.plans) taken.push_back(other.id);
  plan.id = plan::free_id("plan", taken);
  return plan;
}

}  // namespace

Result<ExitCode> run_plan(const Context& context) {
  const plan::Plans plans = TRY(plans_and_warn(context));
  if (plans.plans.empty() && !context.invocation.json) {
    context.screen.say(context.texts.say("plan.none"));
    return ExitCode::fine;
  }
  journal::Journal journal = TRY(context.read_journal_if_any());
  const agent::PlanRecords records = TRY(agent::plan_records(journal, plans));
  const agent::Proofs proofs = TRY(agent::read_proofs(journal, plans));
  Shown shown(context, plans, records, proofs);
  for (const plan::Plan& plan : plans.plans) shown.show(plan);
  return ExitCode::fine;
}

Result<ExitCode> run_plan_check(const Context& context) {
  const agent::PlanFile file = TRY(agent::load_plans(context.state_folder));
  if (file.fault) {
    return context.refuse("plan.has_fault", ExitCode::failed, {{"fault", say_fault(context, *file.fault)}});
  }
  context.screen.say(context.texts.say_count("plan.is_fine", static_cast<std::int64_t>(file.plans.plans.size())),
                     Tone::good);
  return ExitCode::fine;
}

Result<ExitCode> run_plan_add(const Context& context) {
  auto plans = TRY(plans_to_change(context));
  if (!plans) return ExitCode::failed;
  const auto plan = described_plan(context, *plans);
  if (!plan) {
    return context.refuse(plan.error().sentence, ExitCode::usage, {{"word", printable(plan.error().word)}});
  }
  plans->plans.push_back(*plan);
  for (std::size_t i = 0; i < plan->databases.size(); ++i) number_database(*plans, plans->plans.back().databases[i]);
  if (const auto refused = refuse_nonsense(context, *plans)) return *refused;
  // The journal first: what it knows of an older plan with this number must not count for this one.
  journal::Journal journal = TRY(context.open_journal());
  TRY(journal.append(agent::act_of_plan(plan->id, context.machine.clock().now())));
  TRY(agent::save_plans(context.state_folder, *plans));
  context.screen.say(context.texts.say("plan.added", {{"name", plan->name}}), Tone::good);
  if (plan->places.empty()) context.warn("plan.no_place");
  for (const plan::Database& database : plan->databases) try_database(context, database);
  return ExitCode::fine;
}

Result<ExitCode> run_plan_remove(const Context& context) {
  auto plans = TRY(plans_to_change(context));
  if (!plans) return ExitCode::failed;
  const std::string& word = context.invocation.words.front();
  const plan::Plan* plan = plans->find_plan(word);
  if (plan == nullptr) return context.refuse("plan.not_found", ExitCode::usage, {{"word", printable(word)}});
  const std::string name = plan->name;
  plans->plans.erase(plans->plans.begin() + (plan - plans->plans.data()));
  TRY(agent::save_plans(context.state_folder, *plans));
  context.screen.say(context.texts.say("plan.removed", {{"name", name}}));
  return ExitCode::fine;
}

}  // namespace digue::apps
