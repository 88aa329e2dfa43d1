#include "agent/sheets.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "agent/check_words.h"
#include "paper/html.h"
#include "paper/pdf.h"
#include "paper/spoken_key.h"
#include "texts/content.h"

namespace digue::agent {
namespace {

const json::Value& content() {
  static const json::Value value = texts::embedded_content().value();
  return value;
}

texts::Texts french() { return {content(), texts::Language::french}; }
paper::CheckWords words() { return load_check_words(content()).value(); }

crypto::Secret secret(std::string_view text) {
  const ByteView bytes = bytes_of(text);
  return crypto::Secret(Bytes(bytes.begin(), bytes.end()));
}

constexpr std::string_view password = "bcdefghjknprstuxbcdefghjknprstuxbcde";
const SheetHead head{"Cabinet fictif", parse_day("2026-11-24").value(), false};

RescueFacts facts() {
  return {"Accueil",
          {{SheetContact::Role::it_provider, "Dépannage Fictif", "01 99 00 12 34"}},
          {{"disque bleu", "boîtier bleu", "au cabinet", "UUID=1234-ABCD", "/mnt/digue/l'essai", "0123abcd"}},
          {{"Agenda", "/srv/cabinet"}},
          {"plan-1"}};
}

ProofFacts proof() {
  ProofFacts facts;
  facts.place = "disque bleu";
  facts.backup_made_at = parse_rfc3339("2026-11-23T19:00:00Z").value();
  facts.tried_at = parse_rfc3339("2026-11-24T08:00:00Z").value();
  facts.files = 100;
  facts.bytes = 1'000'000'000;
  facts.bytes_of_all = 10'000'000'000;
  facts.took = std::chrono::minutes(1);
  return facts;
}

std::string html(const paper::Document& sheet) { return paper::write_html(sheet).value(); }
bool says(const paper::Document& sheet, std::string_view text) { return html(sheet).find(text) != std::string::npos; }

std::size_t pages_of(const paper::Document& sheet) {
  const Bytes pdf = paper::write_pdf(sheet, parse_rfc3339("2026-11-24T08:02:00Z").value()).value();
  const std::size_t at = text_of(pdf).find("/Count ");
  return at == std::string_view::npos ? 0 : static_cast<std::size_t>(text_of(pdf)[at + 7] - '0');
}

std::vector<paper::Document> all_sheets() {
  std::vector<paper::Document> sheets;
  sheets.push_back(rescue_sheet(french(), head, facts()));
  KeyedRepository repository{"0123abcd", {Bytes(200), {Bytes(400)}}};
  sheets.push_back(key_sheet(french(), words(), head, secret(password), {repository}).value());
  ProofFacts everything = proof();
  for (int what = 0; what <= static_cast<int>(Unproven::What::other_days); ++what)
    everything.unproven.push_back({static_cast<Unproven::What>(what), 2});
  sheets.push_back(proof_sheet(french(), head, everything));
  return sheets;
}

TEST_CASE("the product's check words are those of the format") {
  // Computed apart from this program, from docs/formats/paper-key.md.
  const auto lines = paper::spoken_lines(secret(password), words()).value();
  std::vector<std::string> found;
  for (const paper::SpokenLine& line : lines) found.push_back(line.check_word);
  CHECK(found == std::vector<std::string>{"baignoire", "antenne", "crevette", "brosse", "fourmi", "danseur"});
}

TEST_CASE("every sentence of every sheet was written, and every sheet says that the Ordre does not answer for it") {
  for (const paper::Document& sheet : all_sheets()) {
    CAPTURE(sheet.title);
    CHECK_FALSE(says(sheet, "[sheet"));
    CHECK_FALSE(says(sheet, "[proof"));
    CHECK(says(sheet, "Digue n&#39;est ni publié ni approuvé par l&#39;Ordre"));
    CHECK(says(sheet, "24 novembre 2026"));
    CHECK_FALSE(sheet.stamp);
    CHECK(pages_of(sheet) >= 1);
  }
}

TEST_CASE("the rescue sheet says where the copies are, and the key sheet does not") {
  const paper::Document rescue = rescue_sheet(french(), head, facts());
  for (const char* fact : {"01 99 00 12 34", "disque bleu", "boîtier", "au cabinet", "0123abcd"})
    CHECK(says(rescue, fact));
  const paper::Document key = key_sheet(french(), words(), head, secret(password), {}).value();
  CHECK(says(key, "bcd&nbsp;efg"));
  CHECK(says(key, "baignoire"));
  for (const char* place : {"disque bleu", "UUID", "boîtier", "au cabinet"}) CHECK_FALSE(says(key, place));
}

TEST_CASE("a command on the rescue sheet is one that a shell takes as it stands") {
  std::vector<std::string> commands;
  const paper::Document sheet = rescue_sheet(french(), head, facts());
  for (const paper::Section& section : sheet.sections) {
    for (const paper::Block& block : section.blocks) {
      const auto* steps = std::get_if<paper::Steps>(&block);
      if (steps == nullptr) continue;
      for (const paper::Step& step : steps->steps)
        commands.insert(commands.end(), step.commands.begin(), step.commands.end());
    }
  }
  CHECK(std::ranges::count(commands, R"(sudo restic snapshots -r '/mnt/digue/l'\''essai')") == 1);
  CHECK(std::ranges::count(commands, R"(sudo digue snapshots -r '/mnt/digue/l'\''essai')") == 1);
  CHECK(std::ranges::count(commands, "sudo mount UUID=1234-ABCD /mnt/digue  # disque bleu") == 1);
}

TEST_CASE("a sheet is printed also when a practice has told nothing, or far too much") {
  CHECK(pages_of(rescue_sheet(french(), head, {})) >= 1);
  RescueFacts much = facts();
  const std::string longest(5'000, 'x');
  much.computer = "\x1B[2J\xFF" + longest;
  much.places.assign(8, {longest, longest, longest, longest, "/mnt/x", longest});
  much.contacts.assign(8, {SheetContact::Role::other, longest, longest});
  CHECK(pages_of(rescue_sheet(french(), {longest, head.printed_on, true}, much)) >= 1);
}

TEST_CASE("a specimen says so") {
  SheetHead specimen = head;
  specimen.is_specimen = true;
  CHECK(rescue_sheet(french(), specimen, facts()).stamp == "SPÉCIMEN");
}

TEST_CASE("a password that was not made for paper is not printed") {
  const auto sheet = key_sheet(french(), words(), head, secret("mot de passe fictif"), {});
  CHECK(sheet.error().code == ErrorCode::invalid_input);
}

TEST_CASE("a proof is one page that says first what is not proven") {
  const paper::Document sheet = proof_sheet(french(), head, proof());
  CHECK(pages_of(sheet) == 1);
  const std::string page = html(sheet);
  CHECK(page.find("Ce qui n&#39;est pas prouvé") < page.find("Ce qui est prouvé"));
  CHECK(says(sheet, "Il n&#39;a pas été démarré sur la copie"));
}

TEST_CASE("a proof of an exercise that failed says so, and names what is wrong before what is open") {
  ProofFacts failed = proof();
  failed.unproven = {{Unproven::What::places_not_tried, 1}, {Unproven::What::different, 3}};
  const paper::Document sheet = proof_sheet(french(), head, failed);
  CHECK(failed.has_failed());
  CHECK(says(sheet, "Pas prouvé"));
  CHECK(html(sheet).find("Fichiers différents") < html(sheet).find("Autres endroits"));
  failed.unproven.pop_back();
  CHECK_FALSE(failed.has_failed());
}

TEST_CASE("nothing that came back is no proof") {
  ProofFacts nothing = proof();
  nothing.files = 0;
  CHECK(says(proof_sheet(french(), head, nothing), "rien n&#39;a été récupéré"));
}

TEST_CASE("how long a whole recovery takes is computed from what was measured, or not at all") {
  CHECK(proof().whole_recovery() == std::chrono::minutes(10));
  ProofFacts unknown = proof();
  unknown.took = {};
  CHECK_FALSE(unknown.whole_recovery());
  unknown = proof();
  unknown.bytes = 0;
  CHECK_FALSE(unknown.whole_recovery());
  unknown = proof();
  unknown.bytes_of_all = UINT64_MAX;
  CHECK_FALSE(unknown.whole_recovery());
  CHECK(says(proof_sheet(french(), head, unknown), "Je ne sais pas"));
}

}  // namespace
}  // namespace digue::agent
