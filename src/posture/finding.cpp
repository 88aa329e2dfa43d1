#include "posture/finding.h"

#include <fmt/core.h>

#include <array>

#include "base/text.h"

namespace digue::posture {

namespace {

constexpr std::array verdict_names = {std::pair{Verdict::held, "held"}, std::pair{Verdict::broken, "broken"},
                                      std::pair{Verdict::waiting, "waiting"}, std::pair{Verdict::unknown, "unknown"},
                                      std::pair{Verdict::not_applicable, "not_applicable"}};

}  // namespace

std::string_view name_of(Verdict verdict) {
  for (const auto& [value, name] : verdict_names) {
    if (value == verdict) return name;
  }
  return "unknown";
}

std::optional<Verdict> verdict_from(std::string_view name) {
  for (const auto& [value, known] : verdict_names) {
    if (name == known) return value;
  }
  return std::nullopt;
}

namespace {

/// Those of the tables that were not read, or not whole.
Result<std::vector<Gap>> gaps_in(FactTables& facts, const std::set<std::string>& tables) {
  std::vector<Gap> gaps;
  for (const std::string& table : tables) {
    const auto rows =
        TRY(facts.connection().query("SELECT complete, reason FROM readings WHERE table_name = ?", {table}));
    if (rows.empty()) {
      gaps.push_back({table, std::string(digue::name_of(ErrorCode::not_found))});
    } else if (std::get<std::int64_t>(rows[0][0]) == 0) {
      const auto* reason = std::get_if<std::string>(&rows[0][1]);
      gaps.push_back({table, reason == nullptr ? std::string() : *reason});
    }
  }
  return gaps;
}

bool is(const database::Value& value, std::int64_t number) {
  const auto* content = std::get_if<std::int64_t>(&value);
  return content != nullptr && *content == number;
}

/// Whether all that is missing is what a person has to do. Doubt is no reason to go easy on a rule.
Result<bool> waits_for_person(FactTables& facts, const Rule& rule) {
  if (rule.waits.empty()) return false;
  const Reply waits = TRY(ask_yes_no(facts, rule.waits));
  return is(waits.value, 1) && TRY(gaps_in(facts, waits.tables_read)).empty();
}

/// Sets verdict and gaps from the questions.
Result<void> judge(FactTables& facts, const Rule& rule, Finding& finding) {
  if (!rule.applies.empty()) {
    const Reply applies = TRY(ask_yes_no(facts, rule.applies));
    finding.gaps = TRY(gaps_in(facts, applies.tables_read));
    if (is(applies.value, 0) && finding.gaps.empty()) {
      finding.verdict = Verdict::not_applicable;
      return {};
    }
    if (!is(applies.value, 1)) return {};  // unknown
  }
  const Reply holds = TRY(ask_yes_no(facts, rule.holds));
  if (is(holds.value, 0)) {
    finding.verdict = TRY(waits_for_person(facts, rule)) ? Verdict::waiting : Verdict::broken;
    finding.gaps.clear();
    return {};
  }
  finding.gaps = TRY(gaps_in(facts, holds.tables_read));
  if (is(holds.value, 1) && finding.gaps.empty()) finding.verdict = Verdict::held;
  return {};
}

// What a finding shows goes into the journal, whose entries are bounded: neither the number of accounts nor what
// somebody wrote into a settings file may keep a check from being written down. A row that begins with "…" stands for
// the rest.
constexpr std::size_t max_evidence_rows = 100;
constexpr std::size_t max_text_bytes = 200;

void shorten(std::string& text) {
  if (text.size() <= max_text_bytes) return;
  text.resize(max_text_bytes);
  while (!is_utf8(text)) text.pop_back();
  text += "…";
}

Result<AnswerTable> evidence_of(FactTables& facts, const Rule& rule) {
  AnswerTable evidence =
      TRY(ask_rows(facts, fmt::format("SELECT * FROM ({}) LIMIT {}", rule.evidence, max_evidence_rows + 1)));
  for (database::Row& row : evidence.rows) {
    for (database::Value& value : row) {
      if (auto* text = std::get_if<std::string>(&value)) shorten(*text);
    }
  }
  if (evidence.rows.size() > max_evidence_rows) {
    evidence.rows.back() = database::Row(evidence.columns.size());
    evidence.rows.back().front() = std::string("…");
  }
  return evidence;
}

}  // namespace

Result<Finding> find(FactTables& facts, const Rule& rule) {
  if (rule.kind == RuleKind::declared) return failure(ErrorCode::invalid_input, "only a person can answer this rule");
  Finding finding{.rule = rule.id};
  TRY(judge(facts, rule, finding));
  if (!rule.because.empty()) finding.because = TRY(ask_word(facts, rule.because));
  finding.evidence = TRY(evidence_of(facts, rule));
  return finding;
}

}  // namespace digue::posture
