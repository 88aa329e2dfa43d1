#include <doctest/doctest.h>
#include <fmt/core.h>

#include "posture/finding.h"
#include "texts/content.h"

namespace digue::posture {
namespace {

const Instant monday = parse_rfc3339("2026-11-23T08:00:00Z").value();

struct Engine {
  json::Value content = texts::embedded_content().value();
  FactTables facts = FactTables::create(content, Names::stand_ins, monday).value();

  void add(const Reading& reading) { REQUIRE(facts.add(reading, monday).has_value()); }
  database::Value yes_no(const std::string& sql) { return ask_yes_no(facts, sql).value().value; }
};

Reading locks(std::vector<Fact> after_seconds) {
  Reading reading{.table = "session_locks"};
  for (const Fact& seconds : after_seconds) {
    reading.rows.push_back({{"user", Personal{"user", fmt::format("u{}", reading.rows.size())}},
                            {"locks_itself", std::int64_t{1}},
                            {"lock_after_seconds", seconds},
                            {"asks_password", std::int64_t{1}}});
  }
  return reading;
}

Rule lock_rule() {
  return {.id = "lock",
          .holds = "SELECT every(lock_after_seconds BETWEEN 1 AND 600) FROM session_locks",
          .evidence = "SELECT user FROM session_locks"};
}

const database::Value unknown = std::monostate();
const database::Value yes = std::int64_t{1};
const database::Value no = std::int64_t{0};

TEST_CASE("every is no if one row is no, unknown if one is unknown or none is there, else yes") {
  const std::string question = "SELECT every(lock_after_seconds BETWEEN 1 AND 600) FROM session_locks";
  const auto answer_over = [&](std::vector<Fact> seconds) {
    Engine engine;
    engine.add(locks(std::move(seconds)));
    return engine.yes_no(question);
  };
  const Fact good = std::int64_t{300};
  const Fact bad = std::int64_t{3600};
  const Fact null = std::monostate();
  CHECK(answer_over({}) == unknown);
  CHECK(answer_over({good, good}) == yes);
  CHECK(answer_over({good, null}) == unknown);
  CHECK(answer_over({null, bad, good}) == no);
}

TEST_CASE("every takes only 1, 0 or NULL") {
  Engine engine;
  engine.add(locks({std::int64_t{300}}));
  for (const char* wrong : {"SELECT every(lock_after_seconds) FROM session_locks",
                            "SELECT every('1') FROM session_locks", "SELECT every(1.0) FROM session_locks"}) {
    CHECK(ask_yes_no(engine.facts, wrong).error().code == ErrorCode::bug);
  }
}

TEST_CASE("a question of a rule may not skip the unknown, look at the clock or change anything") {
  Engine engine;
  for (const char* wrong :
       {"SELECT min(lock_after_seconds) FROM session_locks", "SELECT max(locks_itself) FROM session_locks",
        "SELECT count(*) FROM session_locks", "SELECT date('now') > 0", "SELECT random() > 0",
        "SELECT coalesce(NULL, 1)", "DELETE FROM session_locks", "PRAGMA user_version", "SELECT 2", "SELECT 'x'",
        "SELECT 1, 1", "SELECT 1 WHERE 0", "SELECT 1 UNION ALL SELECT 1",
        "SELECT every(\"locks_itsel\") FROM session_locks", "SELECT 1; SELECT 1"}) {
    CAPTURE(wrong);
    CHECK(ask_yes_no(engine.facts, wrong).error().code == ErrorCode::bug);
  }
}

TEST_CASE("the authorizer tells every table that a question read, also one whose columns do not matter") {
  Engine engine;
  const auto tables = [&](const char* sql) { return ask_yes_no(engine.facts, sql).value().tables_read; };
  CHECK(tables("SELECT EXISTS (SELECT 1 FROM wifi_status)") == std::set<std::string>{"wifi_status"});
  CHECK(tables("SELECT every(supported_until_day >= day) FROM os_support, today") ==
        std::set<std::string>{"os_support", "today"});
  CHECK(tables("SELECT every(a.connected) FROM wifi_status a WHERE NOT EXISTS (SELECT 1 FROM os_version)") ==
        std::set<std::string>{"os_version", "wifi_status"});
}

TEST_CASE("a yes counts only on tables that were read whole; a no stands") {
  for (const bool complete : {true, false}) {
    for (const std::int64_t seconds : {300, 3600}) {
      Engine engine;
      Reading reading = locks({seconds});
      if (!complete) reading.incomplete = ErrorCode::denied;
      engine.add(reading);
      const Finding finding = find(engine.facts, lock_rule()).value();
      const Verdict expected = seconds == 3600 ? Verdict::broken : complete ? Verdict::held : Verdict::unknown;
      CHECK(finding.verdict == expected);
      CHECK(finding.gaps ==
            (complete || seconds == 3600 ? std::vector<Gap>{} : std::vector<Gap>{{"session_locks", "denied"}}));
    }
  }
}

TEST_CASE("a table that nothing has read is a gap, not an empty table") {
  Engine engine;
  const Finding finding = find(engine.facts, lock_rule()).value();
  CHECK(finding.verdict == Verdict::unknown);
  CHECK(finding.gaps == std::vector<Gap>{{"session_locks", "not_found"}});
}

TEST_CASE("a rule does not apply only when that was read whole") {
  Rule rule = {.id = "wifi",
               .holds = "SELECT every(connected) FROM wifi_status",
               .applies = "SELECT EXISTS (SELECT 1 FROM wifi_status)",
               .evidence = "SELECT interface FROM wifi_status"};
  Engine engine;
  CHECK(find(engine.facts, rule).value().verdict == Verdict::unknown);
  engine.add({.table = "wifi_status", .incomplete = ErrorCode::unavailable});
  CHECK(find(engine.facts, rule).value().verdict == Verdict::unknown);
  engine.add({.table = "wifi_status"});
  CHECK(find(engine.facts, rule).value().verdict == Verdict::not_applicable);
}

TEST_CASE("names of the practice never enter the tables unless they are asked for") {
  Engine engine;
  const Fact dupont = Personal{"user", "dupont"};
  engine.add({.table = "lock_shortcuts", .rows = {{{"user", dupont}}, {{"user", Personal{"user", "martin"}}}}});
  engine.add({.table = "session_locks", .rows = {{{"user", dupont}}}});
  const AnswerTable answer =
      ask_rows(engine.facts, "SELECT user FROM lock_shortcuts UNION ALL SELECT user FROM session_locks").value();
  CHECK(answer.rows == std::vector<database::Row>{{"user-1"}, {"user-2"}, {"user-1"}});

  FactTables shown = FactTables::create(engine.content, Names::shown, monday).value();
  REQUIRE(shown.add({.table = "session_locks", .rows = {{{"user", dupont}}}}, monday).has_value());
  CHECK(ask_rows(shown, "SELECT user FROM session_locks").value().rows.front() == database::Row{"dupont"});
}

TEST_CASE("a person's question reads only, ends, and is not too long") {
  Engine engine;
  CHECK(ask_rows(engine.facts, "SELECT count(*) AS n FROM session_locks").value().columns ==
        std::vector<std::string>{"n"});
  for (const char* wrong : {"DELETE FROM session_locks", "ATTACH 'x' AS y", "PRAGMA journal_mode", "SELECT", "",
                            "SELECT load_extension('x')", "SELECT 1; SELECT 2"}) {
    CAPTURE(wrong);
    CHECK_FALSE(ask_rows(engine.facts, wrong).has_value());
  }
  const char* endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";
  CHECK(ask_rows(engine.facts, endless).error().code == ErrorCode::unavailable);
  const char* long_answer = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n";
  CHECK(ask_rows(engine.facts, long_answer).error().code == ErrorCode::invalid_input);
}

TEST_CASE("a row that does not fit its table is a bug of the probe") {
  Engine engine;
  CHECK(
      engine.facts
          .add({.table = "session_locks", .rows = {{{"user", std::string("a")}, {"locks_itself", std::string("yes")}}}},
               monday)
          .error()
          .code == ErrorCode::bug);
  CHECK(engine.facts.add({.table = "session_locks", .rows = {{{"usr", std::string("a")}}}}, monday).error().code ==
        ErrorCode::bug);
}

TEST_CASE("every question of content/ is answered by the real engine") {
  Engine engine;
  const std::vector<Rule> rules = load_rules(engine.content).value();
  REQUIRE(rules.size() >= 10);
  for (const Rule& rule : rules) {
    CAPTURE(rule.id);
    if (rule.kind == RuleKind::declared) continue;
    const Result<Finding> finding = find(engine.facts, rule);
    REQUIRE(finding.has_value());
    CHECK(finding->verdict != Verdict::held);  // nothing has been read
    CHECK(finding->verdict != Verdict::not_applicable);
  }
}

TEST_CASE("a rule waits for a person only if that is all that is missing, and for sure") {
  const auto verdict_of = [](std::vector<std::pair<Fact, Fact>> keys, bool is_whole = true) {
    Engine engine;
    Reading reading{.table = "paper_keys"};
    for (const auto& [printed, typed] : keys)
      reading.rows.push_back({{"place", std::string("place-1")}, {"printed", printed}, {"typed_back", typed}});
    if (!is_whole) reading.incomplete = ErrorCode::denied;
    engine.add(reading);
    const Rule rule{.id = "key",
                    .holds = "SELECT every(printed = 1 AND typed_back = 1) FROM paper_keys",
                    .waits = "SELECT every(printed = 1) FROM paper_keys",
                    .evidence = "SELECT place FROM paper_keys"};
    return find(engine.facts, rule).value().verdict;
  };
  const Fact yes_fact = std::int64_t{1};
  const Fact no_fact = std::int64_t{0};
  const Fact null;
  CHECK(verdict_of({{yes_fact, yes_fact}}) == Verdict::held);
  CHECK(verdict_of({{yes_fact, yes_fact}, {yes_fact, no_fact}}) == Verdict::waiting);
  CHECK(verdict_of({{yes_fact, no_fact}, {no_fact, no_fact}}) == Verdict::broken);
  CHECK(verdict_of({{yes_fact, no_fact}, {null, no_fact}}) == Verdict::broken);
  CHECK(verdict_of({{null, null}}) == Verdict::unknown);
  CHECK(verdict_of({{yes_fact, no_fact}}, false) == Verdict::broken);
}

}  // namespace
}  // namespace digue::posture
