#include "agent/service.h"

#include <fmt/core.h>

#include <algorithm>

#include "agent/planned_job.h"
#include "agent/recover.h"
#include "agent/run_control.h"
#include "agent/state.h"

namespace digue::agent {

using std::chrono::milliseconds;

namespace {

/// Others write into the journal too.
constexpr milliseconds read_journal_every = std::chrono::minutes(10);
/// What was started and is due all the same failed without a word in the journal; and while the clock is wrong,
/// everything is always due.
constexpr milliseconds try_again_after = std::chrono::minutes(15);
constexpr milliseconds try_again_with_wrong_clock = std::chrono::hours(4);

}  // namespace

Service::Service(ServiceTools tools) : tools_(std::move(tools)), status_(std::make_shared<ServiceStatus>()) {}

Service::~Service() { wait(); }

void Service::start(std::function<void()> on_end) {
  thread_ = std::thread([this, on_end = std::move(on_end)] {
    // What cannot be removed now is tried again by the next drill, which says so.
    if (tools_.drills != nullptr) {
      static_cast<void>(sweep_drills(tools_.files, tools_.state, *tools_.drills));
    }
    do look();
    while (tools_.sleeper.sleep(look_every));
    on_end();
  });
}

void Service::wait() {
  if (thread_.joinable()) thread_.join();
}

void Service::look() {
  PlanFile file = load_plans_or(tools_.state, file_.plans);
  const bool is_changed = file.plans != file_.plans;
  file_ = std::move(file);
  const auto elapsed = tools_.sleeper.elapsed();
  if (is_news_.exchange(false) || is_changed || !read_at_ || elapsed - *read_at_ >= read_journal_every) {
    read_journal(file_.plans);
    read_at_ = elapsed;
  }
  auto status = std::make_shared<ServiceStatus>();
  status->looked_at = tools_.machine.clock().now();
  status->file = file_;
  status->journal_error = journal_error_;
  std::set<std::string> here;
  for (const plan::Place& place : file_.plans.places) {
    if (tools_.places.is_here(place)) here.insert(place.id);
  }
  for (const std::string& place : here) {
    if (!here_.contains(place)) came_back_.insert(place);
  }
  std::erase_if(tried_, [&](const auto& tried) { return came_back_.contains(tried.first.second); });
  here_ = std::move(here);
  const Wall wall{status->looked_at, [this](Instant instant) { return tools_.machine.clock().ahead_of_utc(instant); }};
  for (const plan::Plan& plan : file_.plans.plans) {
    PlanState& state = status->plans[plan.id];
    state.record = records_.of(plan.id);
    if (!journal_error_) state.timing = timing_of_plan(plan, records_, file_.plans.hours, wall);
    for (const std::string& place : plan.places) {
      if (here_.contains(place)) state.places_here.insert(place);
      if (const auto proof = proofs_.find({plan.id, place}); proof != proofs_.end()) {
        state.proofs.emplace(place, proof->second);
      }
    }
  }
  start_due(*status);
  came_back_.clear();
  const std::lock_guard lock(mutex_);
  status_ = std::move(status);
}

void Service::read_journal(const plan::Plans& plans) {
  const auto read = [&]() -> Result<void> {
    if (plans.plans.empty()) {
      records_ = {};
      proofs_ = {};
      return {};
    }
    auto journal = TRY(open_state(tools_.state));
    const PlanRecords records = TRY(plan_records(journal, plans));
    TRY(note_new_plans(journal, plans, records, tools_.machine.clock().now()));
    records_ = TRY(plan_records(journal, plans));
    proofs_ = TRY(read_proofs(journal, plans));
    for (auto& [_, proof] : proofs_) proof.trials.clear();
    return {};
  };
  const Result<void> is_read = read();
  journal_error_ = is_read ? std::nullopt : std::optional(is_read.error().code);
}

void Service::start_due(const ServiceStatus& status) {
  // Without a journal nobody would know of the copy, and it would be made again and again.
  if (status.journal_error) return;
  const Wall wall{status.looked_at, [this](Instant instant) { return tools_.machine.clock().ahead_of_utc(instant); }};
  for (const plan::Plan& plan : file_.plans.plans) {
    for (const std::string& id : plan.places) {
      const plan::Place* place = file_.plans.find_place(id);
      const auto timing = timing_of_place(plan, id, records_, file_.plans.hours, wall);
      if (place == nullptr || !here_.contains(id) || !timing || !timing->should_run) continue;
      const Pair pair{plan.id, id};
      if (!may_try(pair, *timing, records_.of(plan.id, id), wall.now)) continue;
      tried_[pair] = tools_.sleeper.elapsed();
      static_cast<void>(add_backup(plan, *place));  // `full`: again at the next look, after the pause
    }
  }
}

bool Service::may_try(const Pair& pair, const plan::Timing& timing, const PlaceRecord& record, Instant now) const {
  const bool is_clock_wrong = timing.timeliness == plan::Timeliness::clock_wrong;
  if (const auto tried = tried_.find(pair); tried != tried_.end()) {
    const milliseconds pause = is_clock_wrong ? try_again_with_wrong_clock : try_again_after;
    if (tools_.sleeper.elapsed() - tried->second < pause) return false;
  }
  // A disk that was pulled and comes back need not wait for what its absence had delayed.
  if (!record.failed || came_back_.contains(pair.second) || *record.failed > now) return true;
  return now - *record.failed >= pause_after(record.failures);
}

std::shared_ptr<const ServiceStatus> Service::status() const {
  const std::lock_guard lock(mutex_);
  return status_;
}

Result<std::vector<JobId>> Service::back_up(std::string_view plan, std::string_view place) {
  return add_jobs(plan, place, [this](const auto& of, const auto& to) { return add_backup(of, to); });
}

Result<std::vector<JobId>> Service::drill(std::string_view plan, std::string_view place, bool is_all) {
  if (tools_.drills == nullptr) return failure(ErrorCode::unsupported, "nothing is tried here");
  return add_jobs(plan, place, [this, is_all](const auto& of, const auto& in) { return add_drill(of, in, is_all); });
}

Result<std::vector<const plan::Place*>> Service::places_here(const plan::Plans& plans, const plan::Plan& plan,
                                                             std::string_view name) const {
  std::vector<const plan::Place*> places;
  for (const std::string& id : plan.places) {
    const plan::Place* place = plans.find_place(id);
    if (place == nullptr || (!name.empty() && name != place->id && name != place->name)) continue;
    places.push_back(place);
  }
  if (places.empty()) return failure(ErrorCode::not_found, "no such place in the plan");
  std::erase_if(places, [this](const plan::Place* place) { return !tools_.places.is_here(*place); });
  if (places.empty()) return failure(ErrorCode::unavailable, "no place of the plan is here");
  return places;
}

Result<std::vector<JobId>> Service::add_jobs(std::string_view plan_name, std::string_view place_name,
                                             const AddJob& add) const {
  const auto now = status();
  const plan::Plan* plan = now->file.plans.find_plan(plan_name);
  if (plan == nullptr) return failure(ErrorCode::not_found, "no such plan");
  std::vector<JobId> jobs;
  for (const plan::Place* place : TRY(places_here(now->file.plans, *plan, place_name))) {
    jobs.push_back(TRY(add(*plan, *place)));
  }
  return jobs;
}

Result<JobId> Service::recover(const RecoveryWish& wish) {
  if (tools_.targets == nullptr) return failure(ErrorCode::unsupported, "nothing is given back here");
  const bool is_plain = !wish.paths.empty() && std::ranges::all_of(wish.paths, is_recoverable_path);
  if (!is_plain || !is_recoverable_path(wish.target)) return failure(ErrorCode::invalid_input, "no plain paths");
  const auto now = status();
  const plan::Plan* plan = now->file.plans.find_plan(wish.plan);
  if (plan == nullptr) return failure(ErrorCode::not_found, "no such plan");
  const plan::Place* place = TRY(places_here(now->file.plans, *plan, wish.place)).front();
  const Recovery recovery{*plan, *place, wish.snapshot, wish.paths, wish.target, wish.user_id};
  // No path holds a control character, so neither two wishes nor two persons are ever taken for one.
  std::string detail = fmt::format("{}\n{}\n{}", wish.user_id, wish.snapshot, wish.target);
  for (const std::string& path : wish.paths) detail += "\n" + path;
  return tools_.board.add({.kind = "restore", .plan = plan->id, .place = place->id, .detail = std::move(detail)},
                          [this, recovery](JobControl& control) { return give_back(recovery, control); });
}

std::string Service::give_back(const Recovery& recovery, JobControl& control) {
  const auto outcome =
      agent::recover(recovery, {tools_.machine.clock(), *tools_.targets, tools_.places, tools_.state}, control);
  release_if_idle(recovery.place);
  if (!outcome) return std::string(name_of(outcome.error().code));
  return outcome->errors > 0 ? "partial" : "done";
}

Result<JobId> Service::add_backup(const plan::Plan& plan, const plan::Place& place) {
  return tools_.board.add({"backup", plan.id, place.id}, [this, plan, place](JobControl& control) {
    return run(place, control, [&](const SavingTools& tools, RunObserver& observer) {
      const PlannedRun planned{.plan = plan,
                               .place = place,
                               .databases = tools_.databases ? &*tools_.databases : nullptr,
                               .state = tools_.state,
                               .program = tools_.program};
      if (tools_.listener != nullptr) tools_.listener->run_began();
      std::string outcome = copy_and_try(planned, tools_.places, tools, tools_.drills, observer);
      if (tools_.listener != nullptr) tools_.listener->run_ended(outcome);
      return outcome;
    });
  });
}

Result<JobId> Service::add_drill(const plan::Plan& plan, const plan::Place& place, bool is_all) {
  return tools_.board.add({"drill", plan.id, place.id, is_all}, [this, plan, place, is_all](JobControl& control) {
    return run(place, control, [&](const SavingTools& tools, RunObserver& observer) {
      const DrillOrder order{.plan = plan, .place = place, .state = tools_.state, .is_all = is_all};
      return outcome_of(drill_plan(order, tools_.places, tools, *tools_.drills, observer));
    });
  });
}

std::string Service::run(const plan::Place& place, JobControl& control, const Act& act) {
  std::string outcome;
  if (auto journal = open_state(tools_.state)) {
    Workers workers = Workers::for_this_computer();
    RunControl observer(control);
    outcome = act({tools_.machine, tools_.files, tools_.sleeper, *journal, workers}, observer);
  } else {
    outcome = name_of(journal.error().code);
  }
  is_news_ = true;
  release_if_idle(place);
  return outcome;
}

void Service::release_if_idle(const plan::Place& place) {
  for (const Job& job : tools_.board.jobs()) {
    if (job.state == JobState::waiting && !job.is_cancelled && job.request.place == place.id) return;
  }
  // A disk that will not go is told by its own state: it stays plugged in after its copy.
  static_cast<void>(tools_.places.release(place));
}

}  // namespace digue::agent
