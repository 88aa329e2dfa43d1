#include <fmt/core.h>

#include <algorithm>

#include "agent/place_opener.h"
#include "agent/planned_job.h"
#include "agent/timings.h"
#include "apps/digue/drill_means.h"
#include "apps/digue/job_outcomes.h"
#include "apps/digue/place_session.h"
#include "apps/digue/plan_words.h"
#include "apps/digue/progress_line.h"
#include "apps/digue/repository_session.h"
#include "apps/digue/watched_jobs.h"
#include "base/text.h"
#include "json/write.h"
#include "machine/interrupt.h"

namespace digue::apps {

namespace {

ExitCode say_outcome(const Context& context, const JobNames& names, const std::string& outcome) {
  if (context.invocation.json) {
    context.screen.raw(json::to_line(
        json::Object{{"message_type", "run"}, {"plan", names.plan}, {"place", names.place}, {"outcome", outcome}}));
    return exit_code_of_outcome(outcome);
  }
  const bool is_made = outcome == "done" || outcome == "partial" || outcome == "not_proven";
  const std::string reason = is_made ? std::string() : context.texts.say(fmt::format("run.failed.{}", outcome));
  const std::string key = is_made ? fmt::format("run.{}", outcome) : "run.failed";
  context.screen.say(context.texts.say(key, {{"plan", names.plan}, {"place", names.place}, {"reason", reason}}),
                     outcome == "done" ? Tone::good : Tone::bad);
  return exit_code_of_outcome(outcome);
}

/// Shows a run that this program does itself.
class RunScreen final : public agent::RunObserver {
 public:
  explicit RunScreen(const Context& context) : context_(context), line_(context) {}

  void begins(agent::RunStage stage) override {
    stage_ = stage;
    so_far_ = {};
  }
  void expects(std::uint64_t bytes) override { so_far_.expected_bytes = bytes; }
  void bytes_done(std::uint64_t bytes) override {
    so_far_.bytes += bytes;
    line_.show(so_far_, errors_);
  }
  void failed(const std::string& path, const Error& error) override {
    ++errors_;
    // What a drill finds is asked for by its own command, with names where a person wants them.
    if (stage_ != agent::RunStage::trying) line_.say_failure("backup.failed", "archival", path, error);
  }
  void database_missing(const plan::Database& database, const Error& error) override {
    ++errors_;
    const std::string& name = context_.invocation.json ? database.id : database.name;
    line_.say_failure("database.failed", "archival", name, error);
  }
  void quarantined(const std::vector<repository::Quarantined>& files) override { say_quarantined(context_, files); }
  Result<void> may_go_on() override {
    if (machine::was_interrupted()) return failure(ErrorCode::cancelled, "interrupted");
    return {};
  }
  void clear() { line_.clear(); }

 private:
  const Context& context_;
  ProgressLine line_;
  agent::RunStage stage_ = agent::RunStage::saving;
  Progress so_far_;
  std::uint64_t errors_ = 0;
};

/// Without a service: this program does it.
class OwnRuns {
 public:
  OwnRuns(const Context& context, const plan::Plans& plans)
      : context_(context), plans_(plans), places_(place_tools(context)) {}

  Result<ExitCode> run(const std::vector<const plan::Plan*>& wanted) {
    journal::Journal journal = TRY(context_.open_journal());
    TRY(agent::note_new_plans(journal, plans_, TRY(agent::plan_records(journal, plans_)),
                              context_.machine.clock().now()));
    ExitCode code = ExitCode::fine;
    for (const plan::Plan* plan : wanted) code = worse(code, save(*plan, journal));
    for (const plan::Place& place : plans_.places) {
      if (!used_.contains(place.id)) continue;
      // The copy is made; that the disk could not be switched off is said.
      if (const Result<void> released = places_.release(place); !released) {
        code = worse(code, refuse_place(context_, place, released.error()));
      }
    }
    return code;
  }

 private:
  ExitCode save(const plan::Plan& plan, journal::Journal& journal) {
    ExitCode code = ExitCode::fine;
    bool is_any_here = false;
    for (const std::string& id : plan.places) {
      const plan::Place* place = plans_.find_place(id);
      if (place == nullptr || !places_.is_here(*place)) continue;
      is_any_here = true;
      used_.insert(id);
      code = worse(code, say_outcome(context_, {plan.name, place->name}, save_to(plan, *place, journal)));
    }
    if (is_any_here) return code;
    return context_.refuse("run.no_place", ExitCode::no_repository, {{"plan", plan.name}});
  }

  std::string save_to(const plan::Plan& plan, const plan::Place& place, journal::Journal& journal) {
    Workers workers = Workers::for_this_computer();
    RunScreen screen(context_);
    const agent::DatabaseAccess databases = database_access(context_);
    const agent::PlannedRun run{.plan = plan,
                                .place = place,
                                .databases = &databases,
                                .state = context_.state_folder,
                                .program = "digue " DIGUE_VERSION};
    const agent::DrillMeans means = drill_means(context_);
    std::string outcome = agent::copy_and_try(
        run, places_, {context_.machine, context_.file_tree, context_.sleeper, journal, workers}, &means, screen);
    screen.clear();
    return outcome;
  }

  const Context& context_;
  const plan::Plans& plans_;
  agent::PracticePlaces places_;
  std::set<std::string> used_;
};

}  // namespace

Result<ExitCode> run_backup_now(const Context& context) {
  auto client = TRY(ServiceClient::find(context));
  if (client) {
    return watch_jobs(
        context, *client, {.kind = "backup", .plans = context.invocation.words, .not_allowed = "run.not_allowed"},
        [&](const JobNames& names, const std::string& outcome) { return say_outcome(context, names, outcome); });
  }
  const plan::Plans plans = TRY(plans_and_warn(context));
  const auto wanted = named_plans(plans, context.invocation.words);
  if (!wanted) {
    return context.refuse("plan.not_found", ExitCode::usage, {{"word", printable(wanted.error().detail)}});
  }
  if (wanted->empty()) return context.refuse("run.no_plan", ExitCode::usage);
  return OwnRuns(context, plans).run(*wanted);
}

}  // namespace digue::apps
