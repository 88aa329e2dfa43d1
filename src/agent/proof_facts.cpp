#include "agent/proof_facts.h"

#include <algorithm>
#include <set>

#include "texts/texts.h"

namespace digue::agent {

namespace {

using What = Unproven::What;

/// The newest trials of slices that together say most: each part once. Those of before are of other copies.
struct Tried {
  std::uint64_t files = 0;
  std::uint64_t folders = 0;
  std::uint64_t bytes = 0;
  std::uint64_t unrestored = 0;
  std::uint64_t different = 0;
  std::uint64_t documents_damaged = 0;
  std::chrono::milliseconds took{0};

  void add(const NotedTrial& trial) {
    files += trial.files;
    folders += trial.folders;
    bytes += trial.bytes;
    unrestored += trial.unrestored;
    different += trial.different;
    documents_damaged += trial.documents_damaged;
    took += trial.took;
  }
};

bool is_slice(const NotedTrial& trial) { return trial.scope == "slice" || trial.scope == "all"; }

/// The newest first; one whose every part a newer one has is of the past.
Tried newest_of_all(const std::vector<NotedTrial>& trials) {
  Tried tried;
  Coverage covered;
  const NotedTrial* sample = nullptr;
  for (const NotedTrial& trial : trials) {
    if (trial.scope == "sample" && sample == nullptr) sample = &trial;
    if (!is_slice(trial) || covered.of(trial.slice)) continue;
    covered.add(trial.slice, trial.noted);
    tried.add(trial);
  }
  if (sample == nullptr) return tried;
  // What a sample found counts; what it proved is a part of what the slices proved, once there are any.
  if (tried.files == 0) {
    tried.add(*sample);
  } else {
    tried.unrestored += sample->unrestored;
    tried.different += sample->different;
  }
  return tried;
}

void add_databases(ProofFacts& facts, const plan::Plan& plan, const PlaceProof& proof, const texts::Texts& texts) {
  std::uint64_t closed = 0;
  std::uint64_t failed = 0;
  std::uint64_t open = 0;
  for (const plan::Database& database : plan.databases) {
    const auto found = proof.databases.find(database.id);
    if (found == proof.databases.end() || found->second.outcome == DatabaseOutcome::untried) {
      ++closed;
      continue;
    }
    const DatabaseProof& tried = found->second;
    if (is_failure(tried.outcome) || tried.outcome == DatabaseOutcome::missing) {
      ++failed;
      continue;
    }
    if (tried.outcome != DatabaseOutcome::proven) ++open;
    ++facts.databases_opened;
    for (const auto& [subject, number] : tried.answers) {
      const auto rows = static_cast<std::uint64_t>(std::max<std::int64_t>(0, number));
      facts.answers.push_back({texts.say("proof.subject." + subject), rows});
    }
  }
  if (failed > 0) facts.unproven.push_back({What::databases_failed, failed});
  if (open > 0) facts.unproven.push_back({What::databases_unproven, open});
  if (closed > 0) facts.unproven.push_back({What::databases_closed, closed});
}

/// Where the plan's copies were tried.
struct TriedPlaces {
  const PlaceProof* newest = nullptr;  ///< none was
  std::string name;                    ///< of its place
  std::uint64_t failed_elsewhere = 0;
  std::uint64_t never_tried = 0;
};

TriedPlaces tried_places(const plan::Plans& plans, const plan::Plan& plan, const Proofs& proofs) {
  TriedPlaces places;
  for (const std::string& id : plan.places) {
    const auto found = proofs.find({plan.id, id});
    if (found == proofs.end() || !found->second.tried) {
      ++places.never_tried;
      continue;
    }
    const PlaceProof& proof = found->second;
    if (proof.has_failed(plan)) ++places.failed_elsewhere;
    if (places.newest != nullptr && places.newest->tried->number > proof.tried->number) continue;
    places.newest = &proof;
    const plan::Place* known = plans.find_place(id);
    places.name = known == nullptr ? id : known->name;
  }
  if (places.newest != nullptr && places.newest->has_failed(plan)) --places.failed_elsewhere;
  return places;
}

}  // namespace

std::optional<ProofFacts> proof_facts(const plan::Plans& plans, const plan::Plan& plan, const Proofs& proofs,
                                      std::chrono::seconds ahead_of_utc, const texts::Texts& texts) {
  const TriedPlaces places = tried_places(plans, plan, proofs);
  const PlaceProof* newest = places.newest;
  if (newest == nullptr) return std::nullopt;

  const Tried tried = newest_of_all(newest->trials);
  ProofFacts facts;
  facts.place = places.name;
  facts.tried_at = newest->tried->at;
  facts.ahead_of_utc = ahead_of_utc;
  facts.files = tried.files;
  facts.folders = tried.folders;
  facts.bytes = tried.bytes;
  facts.took = tried.took;
  const auto databases = std::ranges::find(newest->trials, std::string("databases"), &NotedTrial::scope);
  if (databases != newest->trials.end()) facts.databases_took = databases->took;
  std::uint64_t files_of_all = 0;
  facts.backup_made_at = facts.tried_at;
  if (!newest->trials.empty()) facts.backup_made_at = newest->trials.front().made_at;
  const auto files =
      std::ranges::find_if(newest->trials, [](const NotedTrial& trial) { return trial.snapshot_files > 0; });
  if (files != newest->trials.end()) {
    files_of_all = files->snapshot_files;
    facts.bytes_of_all = files->snapshot_bytes;
  }
  if (tried.unrestored > 0) facts.unproven.push_back({What::unrestored, tried.unrestored});
  if (tried.different > 0) facts.unproven.push_back({What::different, tried.different});
  const bool says_why = tried.unrestored + tried.different > 0;
  if (newest->has_failed(plan) && !says_why) facts.unproven.push_back({What::drill_failed, 0});
  if (places.failed_elsewhere > 0) facts.unproven.push_back({What::places_failed, places.failed_elsewhere});
  const bool is_whole = newest->files.whole().has_value();
  if (files_of_all > tried.files && !is_whole) {
    facts.unproven.push_back({What::files_not_tried, files_of_all - tried.files});
  }
  if (tried.documents_damaged > 0) facts.unproven.push_back({What::documents_damaged, tried.documents_damaged});
  add_databases(facts, plan, *newest, texts);
  if (places.never_tried > 0) facts.unproven.push_back({What::places_not_tried, places.never_tried});
  return facts;
}

}  // namespace digue::agent
