#include "agent/agent.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>

#include "agent/records.h"
#include "agent/sentences.h"
#include "crypto/random.h"
#include "machine/fake/computer.h"
#include "texts/content.h"

namespace digue::agent {
namespace {

using machine::fake::Computer;
using posture::Doubt;
using posture::State;
using std::chrono::days, std::chrono::hours;

const Instant now = parse_rfc3339("2026-11-24T08:00:00Z").value();

machine::fake::Contents unreadable_computer() {
  machine::fake::Contents contents;
  contents.now = now;
  contents.ahead_of_utc = std::chrono::minutes(60);
  return contents;
}

/// A computer of which nothing can be read but its restore proofs, an empty journal, and the rules of content/.
struct Practice {
  std::filesystem::path folder = std::filesystem::temp_directory_path() / ("digue-" + to_hex(crypto::random_bytes(8)));
  json::Value content = texts::embedded_content().value();
  std::vector<posture::Rule> rules = posture::load_rules(content).value();
  Computer computer{unreadable_computer()};
  journal::Journal journal = open();
  Agent agent{computer, journal, content, rules};
  texts::Texts texts{content, texts::Language::french};

  ~Practice() { std::filesystem::remove_all(folder); }

  journal::Journal open() {
    std::filesystem::create_directory(folder);
    return journal::Journal::open_or_make((folder / "journal.sqlite").string(), crypto::Secret(Bytes(32))).value();
  }

  /// An exercise as the journal keeps it, and a check after it.
  void try_restore(const std::string& kind, bool is_demonstration) {
    REQUIRE(journal.append({computer.clock().now(), kind, {{"demonstration", is_demonstration}}}).has_value());
    REQUIRE(agent.check().has_value());
  }

  void let_pass(std::chrono::milliseconds time) { computer.contents().now += time; }

  posture::Standing standing(std::string_view rule) {
    const auto standings = agent.standings().value();
    return *std::ranges::find(standings, rule,
                              [](const auto& standing) { return std::string_view(standing.rule->id); });
  }
  std::string fact(std::string_view rule) { return Sentences(texts, computer.clock()).fact(standing(rule)); }
};

TEST_CASE("before the first check nothing is known, and the answer says so") {
  Practice practice;
  const auto standings = practice.agent.standings().value();
  CHECK(posture::answer(standings).worst != State::held);
  CHECK(Sentences(practice.texts, practice.computer.clock()).answer(standings) ==
        practice.texts.say("answer.never_checked"));
  CHECK(practice.standing("mises-a-jour").doubt == Doubt::never_measured);
}

TEST_CASE("a check is written down and read back as it was found") {
  Practice practice;
  const auto findings = practice.agent.check().value();
  for (const posture::Finding& finding : findings) {
    const auto measure = practice.standing(finding.rule).measure;
    REQUIRE(measure.has_value());
    CHECK(measure->at == now);
    CHECK(measure->finding.verdict == finding.verdict);
    CHECK(measure->finding.because == finding.because);
    CHECK(measure->finding.gaps == finding.gaps);
    CHECK(measure->finding.evidence.rows == finding.evidence.rows);
  }
}

TEST_CASE("until a restore is proven the rule says that it never was, and a failed one takes the proof away") {
  Practice practice;
  REQUIRE(practice.agent.check().has_value());
  CHECK(practice.standing("restauration-prouvee").state == State::to_correct);
  CHECK(practice.fact("restauration-prouvee").find("jamais prouvé") != std::string::npos);

  practice.try_restore("restore_proven", true);
  CHECK(practice.standing("restauration-prouvee").state == State::to_correct);
  practice.try_restore("restore_proven", false);
  CHECK(practice.standing("restauration-prouvee").state == State::held);
  practice.try_restore("restore_failed", true);
  CHECK(practice.standing("restauration-prouvee").state == State::held);
  practice.try_restore("restore_failed", false);
  CHECK(practice.standing("restauration-prouvee").state == State::to_correct);
  CHECK(practice.fact("restauration-prouvee").find("pas revenue identique") != std::string::npos);

  practice.try_restore("restore_proven", false);
  practice.let_pass(days(180));
  REQUIRE(practice.agent.check().has_value());
  CHECK(practice.standing("restauration-prouvee").state == State::held);
  practice.let_pass(days(1));
  REQUIRE(practice.agent.check().has_value());
  CHECK(practice.standing("restauration-prouvee").state == State::to_correct);
}

TEST_CASE("a backup is recent for a week, if it is whole and known to be on another disk") {
  Practice practice;
  const auto state_after = [&](bool is_demonstration, bool is_complete, const json::Value& on_other_disk) {
    SavedBackup backup;
    backup.is_demonstration = is_demonstration;
    backup.unsaved = is_complete ? 0 : 1;
    if (const bool* flag = on_other_disk.as_bool()) backup.on_other_disk = *flag;
    REQUIRE(practice.journal.append(act_of_backup(backup, practice.computer.clock().now())).has_value());
    REQUIRE(practice.agent.check().has_value());
    return practice.standing("sauvegarde-recente").state;
  };
  CHECK(state_after(true, true, true) == State::to_correct);
  CHECK(practice.fact("sauvegarde-recente").find("aucun de vos dossiers") != std::string::npos);
  CHECK(state_after(false, true, false) == State::to_correct);
  CHECK(practice.fact("sauvegarde-recente").find("même disque") != std::string::npos);
  CHECK(state_after(false, true, {}) == State::unknown);
  CHECK(state_after(false, false, true) == State::to_correct);
  CHECK(state_after(false, true, true) == State::held);
  practice.let_pass(days(7));
  REQUIRE(practice.agent.check().has_value());
  CHECK(practice.standing("sauvegarde-recente").state == State::held);
  practice.let_pass(days(1));
  REQUIRE(practice.agent.check().has_value());
  CHECK(practice.standing("sauvegarde-recente").state == State::to_correct);
}

TEST_CASE("only the rules that are named are checked, and the others keep their measure") {
  Practice practice;
  REQUIRE(practice.agent.check().has_value());
  practice.let_pass(hours(20));
  REQUIRE(practice.agent.check({"restauration-prouvee"}).value().size() == 1);
  practice.let_pass(hours(20));
  CHECK(practice.standing("restauration-prouvee").doubt == Doubt::none);
  CHECK(practice.standing("mises-a-jour").doubt == Doubt::too_old);
  CHECK(practice.agent.check({"no-such-rule"}).error().code == ErrorCode::not_found);
}

TEST_CASE("a clock that jumps back makes the last measure unbelievable, and loses nothing") {
  Practice practice;
  REQUIRE(practice.agent.check().has_value());
  practice.let_pass(-days(3));
  CHECK(practice.standing("restauration-prouvee").doubt == Doubt::from_future);
  REQUIRE(practice.agent.check().has_value());
  CHECK(practice.standing("restauration-prouvee").state == State::to_correct);
  CHECK(practice.journal.verify().value().faults.empty());
}

TEST_CASE("a confirmation holds a declared rule for a year, in the name of who gave it") {
  Practice practice;
  CHECK(practice.standing("locaux-fermes").state == State::to_confirm);
  REQUIRE(practice.agent.confirm("locaux-fermes", "Dr Exemple").has_value());
  CHECK(practice.standing("locaux-fermes").is_confirmed);
  CHECK(practice.standing("locaux-fermes").confirmation->by == "Dr Exemple");
  practice.let_pass(days(365));
  CHECK(practice.standing("locaux-fermes").state == State::to_confirm);
}

TEST_CASE("an erased name leaves the confirmation standing") {
  Practice practice;
  REQUIRE(practice.agent.confirm("locaux-fermes", "Dr Exemple").has_value());
  CHECK(practice.journal.erase_personal("Dr Exemple").value() == 1);
  CHECK(practice.standing("locaux-fermes").state == State::held);
  CHECK(practice.standing("locaux-fermes").confirmation->by.empty());
}

TEST_CASE("what the machine measures cannot be confirmed, and nobody confirms nothing") {
  Practice practice;
  CHECK(practice.agent.confirm("mises-a-jour", "Dr Exemple").error().code == ErrorCode::invalid_input);
  CHECK(practice.agent.confirm("locaux-fermes", "").error().code == ErrorCode::invalid_input);
  CHECK(practice.agent.confirm("no-such-rule", "Dr Exemple").error().code == ErrorCode::not_found);
}

TEST_CASE("a rule is set aside until the end of the day, and never counts as held") {
  Practice practice;
  const Day today = std::chrono::floor<days>(now);
  REQUIRE(practice.agent.set_aside("locaux-fermes", "Dr Exemple", "travaux", today + days(1)).has_value());
  CHECK(practice.standing("locaux-fermes").state == State::set_aside);
  CHECK(practice.standing("locaux-fermes").set_aside->why == "travaux");
  practice.let_pass(hours(38));  // the practice is an hour ahead of UTC: 23 h on the last day
  CHECK(practice.standing("locaux-fermes").state == State::set_aside);
  practice.let_pass(hours(1));
  CHECK(practice.standing("locaux-fermes").state == State::to_confirm);
}

TEST_CASE("a rule that is taken back counts again at once") {
  Practice practice;
  const Day today = std::chrono::floor<days>(now);
  CHECK(practice.agent.end_set_aside("locaux-fermes").error().code == ErrorCode::not_found);
  REQUIRE(practice.agent.set_aside("locaux-fermes", "Dr Exemple", "travaux", today + days(9)).has_value());
  REQUIRE(practice.agent.end_set_aside("locaux-fermes").has_value());
  CHECK(practice.standing("locaux-fermes").state == State::to_confirm);
  REQUIRE(practice.agent.set_aside("locaux-fermes", "Dr Exemple", "encore", today + days(9)).has_value());
  CHECK(practice.standing("locaux-fermes").state == State::set_aside);
}

TEST_CASE("nobody sets a rule aside for ever, for no reason or for a day that is over") {
  Practice practice;
  const Day today = std::chrono::floor<days>(now);
  for (const Day wrong : {today - days(1), today + days(367)}) {
    CHECK(practice.agent.set_aside("locaux-fermes", "Dr Exemple", "travaux", wrong).error().code ==
          ErrorCode::invalid_input);
  }
  CHECK_FALSE(practice.agent.set_aside("locaux-fermes", "", "travaux", today).has_value());
  CHECK_FALSE(practice.agent.set_aside("locaux-fermes", "Dr Exemple", "", today).has_value());
}

TEST_CASE("every sentence that a standing can need exists in French") {
  Practice practice;
  const Sentences sentences(practice.texts, practice.computer.clock());
  for (const posture::Rule& rule : practice.rules) {
    for (const auto verdict : {posture::Verdict::held, posture::Verdict::broken, posture::Verdict::unknown,
                               posture::Verdict::not_applicable}) {
      if (verdict == posture::Verdict::not_applicable && rule.applies.empty()) continue;
      const posture::Measure measure{{.rule = rule.id, .verdict = verdict, .gaps = {{"t", "denied"}}}, now};
      const posture::Standing standing = posture::stand(rule, {.measure = measure}, "", now);
      CAPTURE(rule.id);
      for (const std::string& sentence : {sentences.title(rule), sentences.state(standing), sentences.fact(standing)}) {
        CHECK_FALSE(sentence.empty());
        CHECK(sentence.find('[') == std::string::npos);
        CHECK(sentence.find('{') == std::string::npos);
      }
    }
    for (const auto system : {machine::System::linux, machine::System::macos, machine::System::windows}) {
      CHECK_FALSE(sentences.how(rule, system).empty());
    }
  }
}

TEST_CASE("a sentence that English lacks is visibly French") {
  Practice practice;
  const texts::Texts english(practice.content, texts::Language::english);
  CHECK(english.say("state.unknown") == "I do not know");
  CHECK(english.say("doubt.unreadable") == "[fr] " + practice.texts.say("doubt.unreadable"));
  CHECK(english.say("no.such.key") == "[no.such.key]");
}

}  // namespace
}  // namespace digue::agent
