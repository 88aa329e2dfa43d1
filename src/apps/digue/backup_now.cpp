#include <fmt/core.h>

#include <algorithm>

#include "agent/place_opener.h"
#include "agent/save_plan.h"
#include "agent/timings.h"
#include "apps/digue/place_session.h"
#include "apps/digue/plan_words.h"
#include "apps/digue/progress_line.h"
#include "apps/digue/repository_session.h"
#include "apps/digue/service_client.h"
#include "base/text.h"
#include "json/write.h"
#include "machine/interrupt.h"

namespace digue::apps {

namespace {

constexpr std::chrono::milliseconds ask_every{300};

/// How a run ended, as the service says it too: "done", "partial", or an error's code.
ExitCode exit_code_of_outcome(std::string_view outcome) {
  if (outcome == "done") return ExitCode::fine;
  if (outcome == "partial") return ExitCode::partial;
  for (const ErrorCode code : {ErrorCode::not_found, ErrorCode::wrong_key, ErrorCode::denied, ErrorCode::locked,
                               ErrorCode::full, ErrorCode::cancelled, ErrorCode::invalid_input}) {
    if (digue::name_of(code) == outcome) return repository_exit_code_of(code);
  }
  return ExitCode::failed;
}

/// What is left when several runs did not all end well.
ExitCode worse(ExitCode one, ExitCode other) {
  if (one == ExitCode::fine) return other;
  return one == ExitCode::partial && other != ExitCode::fine ? other : one;
}

struct Names {
  std::string plan;
  std::string place;
};

ExitCode say_outcome(const Context& context, const Names& names, const std::string& outcome) {
  if (context.invocation.json) {
    context.screen.raw(json::to_line(
        json::Object{{"message_type", "run"}, {"plan", names.plan}, {"place", names.place}, {"outcome", outcome}}));
    return exit_code_of_outcome(outcome);
  }
  const bool is_made = outcome == "done" || outcome == "partial";
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

  void begins(agent::RunStage) override { so_far_ = {}; }
  void expects(std::uint64_t bytes) override { so_far_.expected_bytes = bytes; }
  void bytes_done(std::uint64_t bytes) override {
    so_far_.bytes += bytes;
    line_.show(so_far_, errors_);
  }
  void failed(const std::string& path, const Error& error) override {
    ++errors_;
    line_.say_failure("backup.failed", "archival", path, error);
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
    const auto outcome = agent::save_plan(
        run, places_, {context_.machine, context_.file_tree, context_.sleeper, journal, workers}, screen);
    screen.clear();
    if (!outcome) return std::string(digue::name_of(outcome.error().code));
    return outcome->is_partial() ? "partial" : "done";
  }

  const Context& context_;
  const plan::Plans& plans_;
  agent::PracticePlaces places_;
  std::set<std::string> used_;
};

/// With a service: it does it, and this program watches.
class WatchedRuns {
 public:
  WatchedRuns(const Context& context, ServiceClient& client) : context_(context), client_(client) {}

  Result<ExitCode> run(const std::vector<std::string>& words) {
    const auto plans = TRY(client_.get("/v1/plans"));
    std::vector<std::string> wanted = words;
    for (const json::Value& plan : plans.body.array("plans").value_or(json::Array())) {
      const std::string id = plan.text("id").value_or("");
      names_[id] = plan.text("name").value_or("");
      for (const json::Value& place : plan.array("places").value_or(json::Array())) {
        names_[place.text("id").value_or("")] = place.text("name").value_or("");
      }
      if (words.empty()) wanted.push_back(id);
    }
    if (wanted.empty()) return context_.refuse("run.no_plan", ExitCode::usage);
    ExitCode code = ExitCode::fine;
    for (const std::string& plan : wanted) code = worse(code, TRY(start(plan)));
    for (const std::int64_t job : jobs_) code = worse(code, TRY(watch(job)));
    return code;
  }

 private:
  Result<ExitCode> start(const std::string& plan) {
    const auto answer = TRY(client_.post("/v1/jobs", json::Object{{"kind", "backup"}, {"plan", plan}}));
    const std::string name = names_.contains(plan) ? names_[plan] : printable(plan);
    switch (answer.status) {
      case 202: break;
      case 403: return context_.refuse("run.not_allowed", ExitCode::denied);
      case 404: return context_.refuse("plan.not_found", ExitCode::usage, {{"word", name}});
      case 409: return context_.refuse("run.no_place", ExitCode::no_repository, {{"plan", name}});
      default: return context_.refuse("run.service_refuses", ExitCode::failed);
    }
    for (const json::Value& job : answer.body.array("jobs").value_or(json::Array())) {
      jobs_.push_back(TRY(job.integer("id")));
    }
    return ExitCode::fine;
  }

  Result<ExitCode> watch(std::int64_t id) {
    const std::string path = fmt::format("/v1/jobs/{}", id);
    ProgressLine line(context_);
    while (true) {
      // Ctrl-C means the copy, not only this window.
      if (machine::was_interrupted() && !std::exchange(was_cancelled_, true)) {
        for (const std::int64_t job : jobs_) TRY(client_.remove(fmt::format("/v1/jobs/{}", job)));
      }
      const auto answer = TRY(client_.get(path));
      if (answer.status != 200) return context_.refuse("run.service_refuses", ExitCode::failed);
      const auto count = [&](std::string_view name) {
        return static_cast<std::uint64_t>(answer.body.integer(name).value_or(0));
      };
      line.show({.bytes = count("bytes_done"), .expected_bytes = count("bytes_total")}, count("failures"));
      if (answer.body.text("state").value_or("") == "ended") {
        line.clear();
        return say_outcome(context_, {name_in(answer.body, "plan"), name_in(answer.body, "place")},
                           answer.body.text("outcome").value_or(""));
      }
      // The sleeper of this program does not sleep once it was interrupted.
      if (!context_.sleeper.sleep(ask_every)) TRY(patient_.sleep(ask_every));
    }
  }

  std::string name_in(const json::Value& job, std::string_view member) {
    const std::string id = job.text(member).value_or("");
    return names_.contains(id) ? names_[id] : id;
  }

  const Context& context_;
  ServiceClient& client_;
  machine::SystemSleeper patient_;
  std::map<std::string, std::string> names_;
  std::vector<std::int64_t> jobs_;
  bool was_cancelled_ = false;
};

}  // namespace

Result<ExitCode> run_backup_now(const Context& context) {
  auto client = TRY(ServiceClient::find(context));
  if (client) return WatchedRuns(context, *client).run(context.invocation.words);
  const plan::Plans plans = TRY(plans_and_warn(context));
  const auto wanted = named_plans(plans, context.invocation.words);
  if (!wanted) {
    return context.refuse("plan.not_found", ExitCode::usage, {{"word", printable(wanted.error().detail)}});
  }
  if (wanted->empty()) return context.refuse("run.no_plan", ExitCode::usage);
  return OwnRuns(context, plans).run(*wanted);
}

}  // namespace digue::apps
