#include "agent/timings.h"

#include <algorithm>
#include <set>
#include <span>

#include "agent/records.h"

namespace digue::agent {

using std::chrono::minutes;

namespace {

/// Clocks are corrected by a little all the time.
constexpr minutes clock_tolerance{10};
constexpr minutes first_pause{15};
constexpr minutes longest_pause{240};

template <typename T>
void keep_newest(std::optional<T>& kept, const T& other) {
  if (!kept || *kept < other) kept = other;
}

/// Reads the journal from its end.
class RecordsReader {
 public:
  explicit RecordsReader(const plan::Plans& plans) {
    for (const plan::Plan& plan : plans.plans) {
      PlanRecord& record = records_.plans[plan.id];
      for (const std::string& place : plan.places) record.places[place];
      open_.insert(plan.id);
    }
  }

  /// Whether there is more to know.
  bool read(const journal::Entry& entry) {
    keep_newest(records_.newest, entry.at);
    const std::string plan = entry.body.text("plan").value_or(std::string());
    if (!open_.contains(plan)) return !open_.empty();
    PlanRecord& record = records_.plans[plan];
    if (entry.kind == "plan_made") {
      record.since = entry.at;
      open_.erase(plan);
      return !open_.empty();
    }
    const auto place = record.places.find(entry.body.text("place").value_or(std::string()));
    if (place == record.places.end()) return true;
    if (entry.kind == "backup_saved") read_copy(entry, place->second);
    if (entry.kind == "run_failed") read_failure(entry, place->second);
    // Read from the end: it belongs to the newest copy as long as none was met.
    if (entry.kind == "forgetting_refused" && !place->second.saved) {
      place->second.forgetting_refused = entry.body.text("code").value_or(std::string());
    }
    return true;
  }

  PlanRecords take() { return std::move(records_); }

 private:
  static void read_copy(const journal::Entry& entry, PlaceRecord& record) {
    const auto began = parse_rfc3339(entry.body.text("began").value_or(std::string()));
    // Only what says that it was no demonstration was none.
    if (!began || entry.body.boolean("demonstration").value_or(true)) return;
    keep_newest(record.saved, *began);
    if (entry.body.boolean("complete").value_or(false)) keep_newest(record.complete, *began);
  }

  static void read_failure(const journal::Entry& entry, PlaceRecord& record) {
    if (record.saved) return;
    if (!record.failed) {
      record.failed = entry.at;
      record.failure = entry.body.text("code").value_or(std::string());
    }
    record.failures = std::min(record.failures + 1, 1'000);
  }

  PlanRecords records_;
  std::set<std::string, std::less<>> open_;  ///< plans of which older entries still tell something
};

/// Of a practice that has told none: the working days. Without a day on which somebody is there, nothing would ever be
/// late before the hard limit.
plan::OpeningHours or_working_days(const plan::OpeningHours& hours) {
  constexpr std::size_t working_days = 5;
  if (std::ranges::any_of(hours.week, [](const auto& spans) { return !spans.empty(); })) return hours;
  plan::OpeningHours assumed = hours;
  for (auto& spans : std::span(assumed.week).first(working_days)) {
    spans.push_back({std::chrono::hours(9), std::chrono::hours(18)});
  }
  return assumed;
}

std::optional<plan::Timing> timing(const plan::Plan& plan, const std::optional<Instant>& since,
                                   const std::optional<Instant>& done, const PlanRecords& records,
                                   const plan::OpeningHours& hours, const Wall& wall) {
  if (!since || plan.times.empty()) return std::nullopt;
  const plan::Schedule schedule{plan.times, *since, done};
  plan::Timing timing = plan::timing_of(schedule, or_working_days(hours), wall.now, wall.ahead_of_utc);
  if (records.newest && *records.newest > wall.now + clock_tolerance) {
    timing.timeliness = plan::Timeliness::clock_wrong;
    timing.should_run = true;  // a copy too many does no harm
  }
  return timing;
}

std::int64_t day_of(Instant instant) {
  return std::chrono::floor<std::chrono::days>(instant).time_since_epoch().count();
}

}  // namespace

std::optional<Instant> PlanRecord::complete() const {
  std::optional<Instant> newest;
  for (const auto& [_, record] : places) {
    if (record.complete) keep_newest(newest, *record.complete);
  }
  return newest;
}

std::optional<Instant> PlanRecord::saved() const {
  std::optional<Instant> newest;
  for (const auto& [_, record] : places) {
    if (record.saved) keep_newest(newest, *record.saved);
  }
  return newest;
}

const PlanRecord& PlanRecords::of(std::string_view plan) const {
  static const PlanRecord nothing;
  const auto found = plans.find(plan);
  return found == plans.end() ? nothing : found->second;
}

const PlaceRecord& PlanRecords::of(std::string_view plan, std::string_view place) const {
  static const PlaceRecord nothing;
  const auto& places = of(plan).places;
  const auto found = places.find(place);
  return found == places.end() ? nothing : found->second;
}

Result<PlanRecords> plan_records(journal::Journal& journal, const plan::Plans& plans) {
  RecordsReader reader(plans);
  TRY(visit_proven(journal, [&](const journal::Entry& entry) { return reader.read(entry); }));
  return reader.take();
}

Result<void> note_new_plans(journal::Journal& journal, const plan::Plans& plans, const PlanRecords& records,
                            Instant now) {
  for (const plan::Plan& plan : plans.plans) {
    if (!records.of(plan.id).since) TRY(journal.append(act_of_plan(plan.id, now)));
  }
  return {};
}

std::optional<plan::Timing> timing_of_plan(const plan::Plan& plan, const PlanRecords& records,
                                           const plan::OpeningHours& hours, const Wall& wall) {
  const PlanRecord& record = records.of(plan.id);
  return timing(plan, record.since, record.complete(), records, hours, wall);
}

std::optional<plan::Timing> timing_of_place(const plan::Plan& plan, std::string_view place, const PlanRecords& records,
                                            const plan::OpeningHours& hours, const Wall& wall) {
  return timing(plan, records.of(plan.id).since, records.of(plan.id, place).saved, records, hours, wall);
}

minutes pause_after(int failures) {
  if (failures <= 0) return minutes(0);
  return std::min(first_pause * (1 << std::min(failures - 1, 10)), longest_pause);
}

Result<posture::Reading> planned_backup_facts(journal::Journal& journal, const PlanFile& file, const Wall& wall) {
  posture::Reading reading{.table = "planned_backups"};
  if (file.fault) reading.incomplete = ErrorCode::invalid_input;
  const PlanRecords records = TRY(plan_records(journal, file.plans));
  for (const plan::Plan& plan : file.plans.plans) {
    const PlanRecord& record = records.of(plan.id);
    const auto timing = timing_of_plan(plan, records, file.plans.hours, wall);
    int failures = 0;
    for (const auto& [_, place] : record.places) failures += place.failures;
    std::optional<std::string> timeliness;
    if (timing) timeliness = std::string(name_of(timing->timeliness));
    std::optional<std::int64_t> complete_day;
    if (const auto complete = record.complete()) complete_day = day_of(*complete);
    reading.rows.push_back({{"plan", plan.id},
                            {"timeliness", posture::fact(timeliness)},
                            {"complete_day", posture::fact(complete_day)},
                            {"places", static_cast<std::int64_t>(plan.places.size())},
                            {"failures", std::int64_t{failures}}});
  }
  return reading;
}

}  // namespace digue::agent
