#include "agent/proof_facts.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "texts/content.h"

namespace digue::agent {
namespace {

using What = Unproven::What;

const Instant noon = parse_rfc3339("2026-11-24T12:00:00Z").value();

struct Desk {
  json::Value content = texts::embedded_content().value();
  texts::Texts texts{content, texts::Language::french};
  plan::Plans plans;
  Proofs proofs;
  std::int64_t number = 0;

  Desk() {
    plans.places.push_back({.id = "place-1", .name = "disque bleu"});
    plans.places.push_back({.id = "place-2", .name = "disque rouge"});
    plans.plans.push_back({.id = "plan-1", .name = "cabinet", .folders = {"/srv"}, .places = {"place-1", "place-2"}});
  }

  plan::Plan& plan() { return plans.plans.front(); }
  PlaceProof& proof(const std::string& place = "place-1") { return proofs[{"plan-1", place}]; }

  /// The newest comes first, as the journal is read.
  void tried(const std::string& scope, Slice slice, std::uint64_t files, std::uint64_t of_all) {
    PlaceProof& proof = this->proof();
    NotedTrial trial;
    trial.noted = {++number, noon};
    trial.scope = scope;
    trial.slice = slice;
    trial.made_at = noon - std::chrono::hours(1);
    trial.files = files;
    trial.bytes = 1'000 * files;
    trial.snapshot_files = of_all;
    trial.snapshot_bytes = 1'000 * of_all;
    trial.took = std::chrono::seconds(files);
    proof.tried = trial.noted;
    if (scope != "sample") {
      proof.files.add(slice, trial.noted);
      proof.files_proven += files;
    }
    proof.trials.insert(proof.trials.begin(), trial);
  }

  ProofFacts facts() { return proof_facts(plans, plan(), proofs, {}, texts).value(); }

  std::optional<std::uint64_t> open(What what) {
    const ProofFacts all = facts();
    const auto found = std::ranges::find(all.unproven, what, &Unproven::what);
    return found == all.unproven.end() ? std::nullopt : std::optional(found->count);
  }
};

TEST_CASE("of a plan that was never tried there is no sheet") {
  Desk desk;
  CHECK_FALSE(proof_facts(desk.plans, desk.plan(), desk.proofs, {}, desk.texts));
}

TEST_CASE("a sample says how many files were not tried") {
  Desk desk;
  desk.tried("sample", {}, 20, 1'000);
  CHECK(desk.facts().place == "disque bleu");
  CHECK(desk.facts().files == 20);
  CHECK(desk.open(What::files_not_tried) == 980);
  CHECK(desk.open(What::places_not_tried) == 1);
  CHECK_FALSE(desk.facts().has_failed());
}

TEST_CASE("the slices of a cycle add up, each once at its newest, and tell how long all takes") {
  Desk desk;
  desk.tried("slice", {0, 2}, 490, 1'000);
  desk.tried("slice", {0, 2}, 500, 1'000);
  CHECK(desk.open(What::files_not_tried) == 500);
  desk.tried("slice", {1, 2}, 500, 1'000);
  desk.tried("sample", {}, 20, 1'000);
  CHECK(desk.facts().files == 1'000);
  CHECK_FALSE(desk.open(What::files_not_tried));
  CHECK(desk.facts().whole_recovery() == std::chrono::minutes(17));
}

TEST_CASE("a whole recovery brings back the databases too") {
  Desk desk;
  desk.tried("all", {0, 1}, 60, 60);
  desk.tried("databases", {0, 0}, 0, 0);
  desk.proof().trials.front().took = std::chrono::minutes(5);
  CHECK(desk.facts().whole_recovery() == std::chrono::minutes(6));
}

TEST_CASE("a failure that has no count is a failure of the sheet, in this place and in another one") {
  Desk desk;
  desk.tried("all", {0, 1}, 10, 10);
  desk.proof().failed = Noted{++desk.number, noon};
  CHECK(desk.open(What::drill_failed) == 0);
  CHECK(desk.facts().has_failed());
  desk.tried("all", {0, 1}, 10, 10);
  CHECK_FALSE(desk.facts().has_failed());
  desk.proof("place-2").tried = Noted{1, noon};
  desk.proof("place-2").failed = Noted{1, noon};
  CHECK(desk.open(What::places_failed) == 1);
  CHECK(desk.facts().has_failed());
}

TEST_CASE("each database is opened, open, closed or lost") {
  Desk desk;
  desk.tried("all", {0, 1}, 10, 10);
  for (const char* id : {"database-1", "database-2", "database-3", "database-4"}) {
    desk.plan().databases.push_back({.id = id, .name = "cabinet"});
  }
  desk.proof().databases["database-1"] = {
      .tried = {1, noon}, .outcome = DatabaseOutcome::proven, .answers = {{"payments", 7}}};
  desk.proof().databases["database-2"] = {.tried = {1, noon}, .outcome = DatabaseOutcome::empty, .answers = {}};
  desk.proof().databases["database-3"] = {.tried = {1, noon}, .outcome = DatabaseOutcome::damaged, .answers = {}};
  CHECK(desk.facts().databases_opened == 2);
  CHECK(desk.facts().answers.at(0).rows == 7);
  CHECK(desk.open(What::databases_unproven) == 1);
  CHECK(desk.open(What::databases_failed) == 1);
  CHECK(desk.open(What::databases_closed) == 1);
  CHECK(desk.facts().has_failed());
}

}  // namespace
}  // namespace digue::agent
