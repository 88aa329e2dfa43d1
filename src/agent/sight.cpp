#include "agent/sight.h"

#include "agent/records.h"

namespace digue::agent {

using tell::Trouble;

namespace {

/// A mail server may be away for an hour.
constexpr int stuck_after_failures = 4;

/// What no later try mends without a person.
bool needs_a_person(std::string_view code) {
  for (const ErrorCode grave : {ErrorCode::wrong_key, ErrorCode::damaged, ErrorCode::full, ErrorCode::denied,
                                ErrorCode::invalid_input, ErrorCode::bug}) {
    if (digue::name_of(grave) == code) return true;
  }
  return false;
}

void see_plan(const std::string& id, const PlanState& state, tell::Sight& sight) {
  if (!state.timing) {
    sight.unknown.insert(Trouble::copy_late);
  } else if (state.timing->timeliness == plan::Timeliness::late) {
    sight.problems.insert({Trouble::copy_late, id});
  } else if (state.timing->timeliness == plan::Timeliness::clock_wrong) {
    sight.problems.insert({Trouble::clock_wrong, ""});
    sight.unknown.insert(Trouble::copy_late);
  }
  for (const auto& [place, record] : state.record.places) {
    const bool is_told = record.failures > 1 || (record.failed && needs_a_person(record.failure));
    if (record.failed && is_told) sight.problems.insert({Trouble::copy_failed, id + " " + place});
  }
}

void see_drills(const plan::Plan& plan, const PlanState& state, tell::Sight& sight) {
  for (const auto& [place, proof] : state.proofs) {
    if (proof.has_failed(plan)) sight.problems.insert({Trouble::drill_failed, plan.id + " " + place});
  }
}

void see_places(const std::vector<PlaceStanding>& standings, tell::Sight& sight) {
  for (const PlaceStanding& standing : standings) {
    if (standing.place.kind != plan::PlaceKind::disk) continue;
    if (!standing.is_left_plugged) {
      sight.unknown.insert(Trouble::disk_left);
    } else if (*standing.is_left_plugged) {
      sight.problems.insert({Trouble::disk_left, standing.place.id});
    }
  }
}

}  // namespace

Result<bool> exercise_failed(journal::Journal& journal) {
  bool has_failed = false;
  TRY(visit_proven(journal, [&](const journal::Entry& entry) {
    const bool is_proven = entry.kind == "restore_proven";
    if (!is_proven && entry.kind != "restore_failed") return true;
    // Only what says that it was no demonstration was none.
    if (entry.body.boolean("demonstration").value_or(true) || entry.body.find("plan") != nullptr) return true;
    has_failed = !is_proven;
    return false;
  }));
  return has_failed;
}

tell::Sight sight_of(const ServiceStatus& status, const SlowSight& slow, const tell::Sending& mail) {
  tell::Sight sight;
  if (status.file.fault) sight.problems.insert({Trouble::plans_broken, ""});
  if (status.journal_error) {
    sight.problems.insert({Trouble::journal_broken, ""});
    sight.unknown = {Trouble::copy_late, Trouble::copy_failed, Trouble::clock_wrong, Trouble::drill_failed};
  } else {
    for (const auto& [id, state] : status.plans) {
      see_plan(id, state, sight);
      if (const plan::Plan* plan = status.file.plans.find_plan(id)) see_drills(*plan, state, sight);
    }
  }
  if (slow.places) {
    see_places(*slow.places, sight);
  } else {
    sight.unknown.insert(Trouble::disk_left);
  }
  if (!slow.exercise_failed) sight.unknown.insert(Trouble::drill_failed);
  if (slow.exercise_failed.value_or(false)) sight.problems.insert({Trouble::drill_failed, ""});
  if (mail.failures >= stuck_after_failures) sight.problems.insert({Trouble::mail_stuck, ""});
  return sight;
}

}  // namespace digue::agent
