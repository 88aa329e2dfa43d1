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
constexpr std::string_view restore_proven = "restore_proven";

using Records = std::map<std::string, posture::Record, std::less<>>;

Result<Instant> instant_in(const json::Value& body, std::string_view name) {
  return parse_rfc3339(TRY(body.text(name)));
}

/// From the newest entry to the last one that is doubted. A file that anybody may have edited must never reassure: not
/// by an entry that was forged or changed, nor by an old one whose successors were cut off.
Result<void> visit_proven(journal::Journal& journal, const std::function<bool(const journal::Entry&)>& visit) {
  return journal.newest_first(visit, TRY(journal.verify()).doubtful_to);
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

}  // namespace

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

Result<posture::Reading> restore_proofs(journal::Journal& journal) {
  posture::Reading reading{.table = "restore_proofs"};
  TRY(visit_proven(journal, [&](const journal::Entry& entry) {
    if (entry.kind == restore_proven) {
      const Day day = std::chrono::floor<std::chrono::days>(entry.at);
      reading.rows.push_back({{"proven_day", std::int64_t{day.time_since_epoch().count()}}});
    }
    return true;
  }));
  return reading;
}

std::string statement_hash(const json::Value& content, const posture::Rule& rule) {
  const json::Value* texts = content.find("texts");
  const json::Value* french = texts == nullptr ? nullptr : texts->find("fr");
  const auto statement =
      french == nullptr ? Result<std::string>() : french->text(fmt::format("rule.{}.statement", rule.id));
  return to_hex(crypto::sha256(bytes_of(statement.value_or(std::string()))));
}

}  // namespace digue::agent
