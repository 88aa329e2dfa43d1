#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "agent/proof.h"
#include "backup/restore.h"
#include "journal/journal.h"
#include "posture/probe.h"
#include "posture/standing.h"

namespace digue::agent {

// Between posture and journal, which do not know one another: what is written down of the rules, and how it is read
// back. docs/formats/journal.md lists the kinds of entries and their bodies.

journal::Act act_of_check(const std::vector<posture::Finding>& findings, Instant at);
journal::Act act_of_confirmation(const posture::Rule& rule, const std::string& statement, const std::string& by,
                                 Instant at);
journal::Act act_of_set_aside(const posture::Rule& rule, const std::string& by, const std::string& why, Instant at,
                              Instant until);
journal::Act act_of_end_of_set_aside(const posture::Rule& rule, Instant at);

/// What was saved, before anything is known of its restore. With neither path nor name, as all of these.
journal::Act act_of_backup(const SavedBackup& backup, Instant at);
/// A restore that was tried and compared, proven or not.
journal::Act act_of_exercise(const SavedBackup& backup, const TriedRestore& restore, Instant at);
/// One that could not be brought to its end.
journal::Act act_of_failed_exercise(const SavedBackup& backup, ErrorCode reason, Instant at);
/// A planned run that made no copy.
journal::Act act_of_failed_run(const std::string& plan, const std::string& place, ErrorCode code, Instant at);
/// Files that were given back to somebody; by whom they were asked for is not written down.
journal::Act act_of_recovery(const PlannedRunIds& ids, const repository::SnapshotId& snapshot,
                             const backup::RestoreOutcome& outcome);
/// A planned run whose copy is there, and after which the old ones stayed that the plan does not keep.
journal::Act act_of_refused_forgetting(const std::string& plan, const std::string& place, ErrorCode code, Instant at);
/// From now on the plan counts: what was written of an older one with the same id is not its own.
journal::Act act_of_plan(const std::string& plan, Instant at);

/// From the newest entry to the last one that is doubted. A file that anybody may have edited must never reassure: not
/// by an entry that was forged or changed, nor by an old one whose successors were cut off.
Result<void> visit_proven(journal::Journal& journal, const std::function<bool(const journal::Entry&)>& visit);

/// What the journal proves of each rule, by id: the newest measure, confirmation and set-aside. Entries that
/// verification doubts are no proof; one that does not have the members it should have is passed over. Words of persons
/// that were changed are as good as erased.
Result<std::map<std::string, posture::Record, std::less<>>> records_of(journal::Journal& journal);

/// The snapshot that an entry tells to have come back whole and without a difference. Never that of a demonstration,
/// nor one of which a drill tried a part.
std::optional<repository::SnapshotId> proven_snapshot(const journal::Entry& entry);

/// The plan's copies that left something out, as far as the journal is not doubted.
Result<std::set<repository::SnapshotId>> partial_copies(journal::Journal& journal, const std::string& plan);

/// The newest backup and the newest tried restore in the journal, as far as it is not doubted, as the tables
/// last_backup and last_restore. Demonstrations are not among them, and restores of planned copies neither
/// (drill_records.h).
Result<std::vector<posture::Reading>> backup_facts(journal::Journal& journal);

/// Stands for the exact sentence that a person confirms: a rule whose sentence changed is confirmed anew.
std::string statement_hash(const json::Value& content, const posture::Rule& rule);

}  // namespace digue::agent
