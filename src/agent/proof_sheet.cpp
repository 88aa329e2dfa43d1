#include <fmt/core.h>

#include <algorithm>

#include "agent/sheet_parts.h"
#include "texts/amounts.h"
#include "texts/when.h"

namespace digue::agent {

namespace {

using What = Unproven::What;

std::string_view name_of(What what) {
  switch (what) {
    case What::unsaved: return "unsaved";
    case What::unrestored: return "unrestored";
    case What::different: return "different";
    case What::drill_failed: return "drill_failed";
    case What::files_not_tried: return "files_not_tried";
    case What::documents_damaged: return "documents_damaged";
    case What::databases_failed: return "databases_failed";
    case What::databases_unproven: return "databases_unproven";
    case What::databases_closed: return "databases_closed";
    case What::places_failed: return "places_failed";
    case What::places_not_tried: return "places_not_tried";
    case What::software: return "software";
    case What::other_days: return "other_days";
  }
  return "other_days";
}

bool is_failure(What what) {
  switch (what) {
    case What::unsaved:
    case What::unrestored:
    case What::different:
    case What::drill_failed:
    case What::databases_failed:
    case What::places_failed: return true;
    default: return false;
  }
}

/// With the narrow space between thousands that French and the SI have.
std::string count_of(std::uint64_t count) {
  std::string digits = fmt::format("{}", count);
  for (std::size_t end = digits.size(); end > 3;) {
    end -= 3;
    digits.insert(end, "\u202F");
  }
  return digits;
}

/// What is wrong comes before what is merely open.
paper::Table unproven(const texts::Texts& texts, const ProofFacts& facts) {
  std::vector<Unproven> all = facts.unproven;
  std::erase_if(all, [](const Unproven& one) { return one.what == What::software || one.what == What::other_days; });
  std::ranges::stable_partition(all, [](const Unproven& one) { return is_failure(one.what); });
  all.push_back({What::software, 0});
  all.push_back({What::other_days, 0});
  paper::Table table;
  for (const Unproven& one : all) {
    const std::string key = fmt::format("proof.unproven.{}", name_of(one.what));
    table.rows.push_back({texts.say(key), texts.say(key + ".text", {{"count", count_of(one.count)}})});
  }
  return table;
}

paper::Table proven(const texts::Texts& texts, const ProofFacts& facts) {
  paper::Table table;
  const auto add = [&](std::string_view key, std::string value) {
    table.rows.push_back({texts.say(key), std::move(value)});
  };
  add("proof.files", texts.say("proof.files.text", {{"count", count_of(facts.files)},
                                                    {"folders", count_of(facts.folders)},
                                                    {"bytes", texts::say_bytes(texts, facts.bytes)}}));
  add("proof.databases", count_of(facts.databases_opened));
  for (const ProvenAnswer& answer : facts.answers)
    table.rows.push_back({for_paper(answer.question), texts.say("proof.answer", {{"count", count_of(answer.rows)}})});
  add("proof.took", texts::say_duration(texts, static_cast<double>(facts.took.count()) / 1000));
  return table;
}

std::string verdict(const texts::Texts& texts, const ProofFacts& facts) {
  if (facts.has_failed()) return texts.say("proof.verdict.failed");
  return texts.say(facts.files + facts.databases_opened == 0 ? "proof.verdict.nothing" : "proof.verdict.proven");
}

paper::Section whole_recovery(const texts::Texts& texts, const ProofFacts& facts) {
  const auto time = facts.whole_recovery();
  if (!time) return {texts.say("proof.whole"), {paper::Paragraph{texts.say("proof.whole.unknown")}}};
  return {texts.say("proof.whole"),
          {paper::Statement{texts.say("proof.whole.about",
                                      {{"time", texts::say_duration(texts, static_cast<double>(time->count()))}})},
           paper::Paragraph{texts.say("proof.whole.text", {{"all", texts::say_bytes(texts, facts.bytes_of_all)},
                                                           {"place", for_paper(facts.place)}})}}};
}

}  // namespace

bool ProofFacts::has_failed() const {
  return std::ranges::any_of(unproven, [](const Unproven& one) { return is_failure(one.what); });
}

std::optional<std::chrono::seconds> ProofFacts::whole_recovery() const {
  if (bytes == 0 || took.count() <= 0 || bytes_of_all == 0) return {};
  const double seconds =
      static_cast<double>(took.count()) / 1000 * static_cast<double>(bytes_of_all) / static_cast<double>(bytes);
  constexpr double a_year = 365.0 * 24 * 3600;  // beyond, nothing sensible was measured
  if (seconds > a_year) return {};
  // Rounded up to a minute: a promise of seconds would not be true.
  return std::chrono::ceil<std::chrono::minutes>(std::chrono::duration<double>(std::max(seconds, 1.0)));
}

paper::Document proof_sheet(const texts::Texts& texts, const SheetHead& head, const ProofFacts& facts) {
  paper::Document sheet = begin_sheet(texts, head, "proof");
  const auto day_of = [&](Instant instant) {
    return texts::say_day(texts, std::chrono::floor<std::chrono::days>(instant + facts.ahead_of_utc));
  };
  sheet.subtitle = texts.say("proof.of", {{"practice", sheet.subtitle}, {"day", day_of(facts.tried_at)}});
  sheet.sections.push_back({"",
                            {paper::Statement{verdict(texts, facts)},
                             paper::Paragraph{texts.say("proof.how", {{"day", day_of(facts.backup_made_at)},
                                                                      {"place", for_paper(facts.place)}})}}});
  sheet.sections.push_back({texts.say("proof.unproven"), {unproven(texts, facts)}});
  sheet.sections.push_back({texts.say("proof.proven"), {proven(texts, facts)}});
  sheet.sections.push_back(whole_recovery(texts, facts));
  sheet.sections.push_back({"", {paper::WriteLines{{texts.say("proof.read_by")}}}});
  return sheet;
}

}  // namespace digue::agent
