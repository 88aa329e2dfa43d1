#include "agent/records.h"

#include <fmt/core.h>

#include "agent/finding_json.h"
#include "crypto/hash.h"

namespace digue::agent {

namespace {

// The kinds of entries; they are stored, so they never change.
constexpr std::string_view checked = "checked";
constexpr std::string_view confirmed = "confirmed";
constexpr std::string_view set_aside = "set_aside";
constexpr std::string_view set_aside_ended = "set_aside_ended";
constexpr std::string_view backup_saved = "backup_saved";
constexpr std::string_view restore_proven = "restore_proven";
constexpr std::string_view restore_failed = "restore_failed";
constexpr std::string_view run_failed = "run_failed";
constexpr std::string_view plan_made = "plan_made";
constexpr std::string_view given_back = "given_back";
constexpr std::string_view forgetting_refused = "forgetting_refused";

using Records = std::map<std::string, posture::Record, std::less<>>;

Result<Instant> instant_in(const json::Value& body, std::string_view name) {
  return parse_rfc3339(TRY(body.text(name)));
}

/// Reads the journal from its end: the first word about a rule is the newest.
class Reader {
 public:
  explicit Reader(journal::Journal& journal) : journal_(journal) {}

  Result<void> read(const journal::Entry& entry) {
    if (entry.kind == checked) read_findings(entry);
    if (entry.kind == confirmed) TRY(read_confirmation(entry));
    if (entry.kind == set_aside) TRY(read_set_aside(entry));
    if (entry.kind == set_aside_ended) {
      if (const auto rule = entry.body.text("rule")) ended_.emplace(*rule);
    }
    return {};
  }

  Records take() { return std::move(records_); }

 private:
  void read_findings(const journal::Entry& entry) {
    for (const json::Value& value : entry.body.array("findings").value_or(json::Array())) {
      Result<posture::Finding> finding = finding_from(value);
      if (!finding) continue;
      auto& measure = records_[finding->rule].measure;
      if (!measure) measure = posture::Measure{std::move(*finding), entry.at};
    }
  }

  Result<void> read_confirmation(const journal::Entry& entry) {
    const auto rule = entry.body.text("rule");
    const auto statement = entry.body.text("statement");
    const auto until = instant_in(entry.body, "until");
    if (!rule || !statement || !until) return {};
    auto& confirmation = records_[*rule].confirmation;
    if (!confirmation) {
      confirmation = posture::Confirmation{TRY(words(entry, "by")), *statement, entry.at, *until};
    }
    return {};
  }

  Result<void> read_set_aside(const journal::Entry& entry) {
    const auto rule = entry.body.text("rule");
    const auto until = instant_in(entry.body, "until");
    if (!rule || !until || ended_.contains(*rule)) return {};
    auto& act = records_[*rule].set_aside;
    if (act) return {};
    std::string by = TRY(words(entry, "by"));
    std::string why = TRY(words(entry, "why"));
    act = posture::SetAside{std::move(by), std::move(why), entry.at, *until};
    return {};
  }

  Result<std::string> words(const journal::Entry& entry, std::string_view name) {
    Result<std::string> found = journal_.personal(entry, name);
    if (!found && found.error().code == ErrorCode::damaged) return std::string();
    return found;
  }

  journal::Journal& journal_;
  Records records_;
  std::set<std::string> ended_;
};

std::int64_t signed_count(std::uint64_t count) { return static_cast<std::int64_t>(count); }

std::optional<bool> flag_in(const json::Value& body, std::string_view name) {
  const Result<bool> flag = body.boolean(name);
  return flag ? std::optional(*flag) : std::nullopt;
}

json::Value exercise_body(const SavedBackup& backup) {
  return json::Object{{"demonstration", backup.is_demonstration}, {"snapshot", backup.snapshot.hex()}};
}

}  // namespace

Result<void> visit_proven(journal::Journal& journal, const std::function<bool(const journal::Entry&)>& visit) {
  return journal.newest_first(visit, TRY(journal.verify()).doubtful_to);
}

journal::Act act_of_check(const std::vector<posture::Finding>& findings, Instant at) {
  json::Array values;
  for (const posture::Finding& finding : findings) values.push_back(to_json(finding));
  return {at, std::string(checked), {{"findings", std::move(values)}}};
}

journal::Act act_of_confirmation(const posture::Rule& rule, const std::string& statement, const std::string& by,
                                 Instant at) {
  const std::string until = to_rfc3339(at + rule.confirmed_for);
  return {at, std::string(confirmed), {{"rule", rule.id}, {"statement", statement}, {"until", until}}, {{"by", by}}};
}

journal::Act act_of_set_aside(const posture::Rule& rule, const std::string& by, const std::string& why, Instant at,
                              Instant until) {
  return {at, std::string(set_aside), {{"rule", rule.id}, {"until", to_rfc3339(until)}}, {{"by", by}, {"why", why}}};
}

journal::Act act_of_end_of_set_aside(const posture::Rule& rule, Instant at) {
  return {at, std::string(set_aside_ended), {{"rule", rule.id}}};
}

Result<Records> records_of(journal::Journal& journal) {
  Reader reader(journal);
  Result<void> read;
  TRY(visit_proven(journal, [&](const journal::Entry& entry) {
    read = reader.read(entry);
    return read.has_value();
  }));
  TRY(std::move(read));
  return reader.take();
}

journal::Act act_of_backup(const SavedBackup& backup, Instant at) {
  json::Value body = exercise_body(backup);
  body.set("complete", backup.unsaved == 0);
  body.set("unsaved", signed_count(backup.unsaved));
  body.set("on_other_disk", backup.on_other_disk ? json::Value(*backup.on_other_disk) : json::Value());
  body.set("files", signed_count(backup.files));
  body.set("bytes", signed_count(backup.bytes));
  body.set("bytes_added", signed_count(backup.bytes_added));
  body.set("milliseconds", std::int64_t{backup.took.count()});
  if (backup.run) {
    body.set("plan", backup.run->plan);
    body.set("place", backup.run->place);
    body.set("began", to_rfc3339(backup.run->began));
  }
  return {at, std::string(backup_saved), *body.as_object()};
}

journal::Act act_of_exercise(const SavedBackup& backup, const TriedRestore& restore, Instant at) {
  json::Value body = exercise_body(backup);
  const backup::Comparison& comparison = restore.comparison;
  const auto reason = reason_of_failure(backup, restore);
  if (reason) body.set("reason", *reason);
  body.set("files", signed_count(comparison.files));
  body.set("folders", signed_count(comparison.folders));
  body.set("others", signed_count(comparison.others));
  body.set("bytes", signed_count(comparison.bytes));
  if (reason) {
    json::Value differences = json::Object();
    for (const auto& [kind, count] : comparison.differences) {
      differences.set(std::string(backup::name_of(kind)), signed_count(count));
    }
    body.set("unrestored", signed_count(restore.unrestored));
    body.set("differences", std::move(differences));
    body.set("changed_meanwhile", signed_count(comparison.changed_meanwhile));
  }
  body.set("restore_milliseconds", std::int64_t{restore.restoring_took.count()});
  body.set("compare_milliseconds", std::int64_t{restore.comparing_took.count()});
  return {at, std::string(reason ? restore_failed : restore_proven), *body.as_object()};
}

journal::Act act_of_failed_exercise(const SavedBackup& backup, ErrorCode reason, Instant at) {
  json::Value body = exercise_body(backup);
  body.set("reason", digue::name_of(reason));
  return {at, std::string(restore_failed), *body.as_object()};
}

journal::Act act_of_failed_run(const std::string& plan, const std::string& place, ErrorCode code, Instant at) {
  return {at, std::string(run_failed), {{"plan", plan}, {"place", place}, {"code", digue::name_of(code)}}};
}

journal::Act act_of_recovery(const PlannedRunIds& ids, const repository::SnapshotId& snapshot,
                             const backup::RestoreOutcome& outcome) {
  return {ids.began,
          std::string(given_back),
          {{"plan", ids.plan},
           {"place", ids.place},
           {"snapshot", snapshot.hex()},
           {"files", signed_count(outcome.restored)},
           {"failures", signed_count(outcome.errors)},
           {"withheld", signed_count(outcome.withheld)}}};
}

journal::Act act_of_refused_forgetting(const std::string& plan, const std::string& place, ErrorCode code, Instant at) {
  return {at, std::string(forgetting_refused), {{"plan", plan}, {"place", place}, {"code", digue::name_of(code)}}};
}

journal::Act act_of_plan(const std::string& plan, Instant at) { return {at, std::string(plan_made), {{"plan", plan}}}; }

std::optional<repository::SnapshotId> proven_snapshot(const journal::Entry& entry) {
  if (entry.kind != restore_proven || entry.body.boolean("demonstration").value_or(true)) return std::nullopt;
  // A sample, or a slice, is no proof of the whole.
  if (entry.body.text("scope").value_or("all") != "all") return std::nullopt;
  const auto id = repository::SnapshotId::from_hex(entry.body.text("snapshot").value_or(std::string()));
  return id ? std::optional(*id) : std::nullopt;
}

Result<std::set<repository::SnapshotId>> partial_copies(journal::Journal& journal, const std::string& plan) {
  std::set<repository::SnapshotId> partial;
  TRY(visit_proven(journal, [&](const journal::Entry& entry) {
    const bool is_copy = entry.kind == backup_saved && entry.body.text("plan") == plan;
    if (!is_copy || entry.body.boolean("complete").value_or(false)) return true;
    const auto id = repository::SnapshotId::from_hex(entry.body.text("snapshot").value_or(std::string()));
    if (id) partial.insert(*id);
    return true;
  }));
  return partial;
}

Result<std::vector<posture::Reading>> backup_facts(journal::Journal& journal) {
  posture::Reading backups{.table = "last_backup"};
  posture::Reading restores{.table = "last_restore"};
  TRY(visit_proven(journal, [&](const journal::Entry& entry) {
    // Only what says that it was no demonstration was none.
    if (entry.body.boolean("demonstration").value_or(true)) return true;
    const std::int64_t day = std::chrono::floor<std::chrono::days>(entry.at).time_since_epoch().count();
    if (entry.kind == backup_saved && backups.rows.empty()) {
      backups.rows.push_back(
          {{"saved_day", day},
           {"complete", posture::fact(std::optional(entry.body.boolean("complete").value_or(false)))},
           {"on_other_disk", posture::fact(flag_in(entry.body, "on_other_disk"))}});
    }
    // Drills of plans are in a table of their own: a sample is no exercise with all of a folder.
    const bool is_exercise = entry.body.find("plan") == nullptr;
    if (is_exercise && (entry.kind == restore_proven || entry.kind == restore_failed) && restores.rows.empty()) {
      restores.rows.push_back(
          {{"tried_day", day}, {"proven", posture::fact(std::optional(entry.kind == restore_proven))}});
    }
    return backups.rows.empty() || restores.rows.empty();
  }));
  return std::vector{std::move(backups), std::move(restores)};
}

std::string statement_hash(const json::Value& content, const posture::Rule& rule) {
  const json::Value* texts = content.find("texts");
  const json::Value* french = texts == nullptr ? nullptr : texts->find("fr");
  const auto statement =
      french == nullptr ? Result<std::string>() : french->text(fmt::format("rule.{}.statement", rule.id));
  return to_hex(crypto::sha256(bytes_of(statement.value_or(std::string()))));
}

}  // namespace digue::agent
