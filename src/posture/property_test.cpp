#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "posture/finding.h"
#include "texts/content.h"

namespace digue::posture {
namespace {

const Instant noon = parse_rfc3339("2026-11-24T12:00:00Z").value();
constexpr std::int64_t today = 20'781;  // 2026-11-24

struct Column {
  std::string table;
  std::string name;
  bool is_integer = false;
  bool is_yes_or_no = false;
  bool may_be_unknown = false;
};

std::string text_in(const database::Value& value) { return std::get<std::string>(value); }

std::vector<Column> columns_of(FactTables& facts, const std::string& table) {
  std::vector<Column> columns;
  const auto rows =
      facts.connection().query("SELECT name, type, \"notnull\" FROM pragma_table_info(?)", {table}).value();
  const std::string schema =
      text_in(facts.connection().query("SELECT sql FROM sqlite_schema WHERE name = ?", {table}).value()[0][0]);
  for (const database::Row& row : rows) {
    const std::string name = text_in(row[0]);
    columns.push_back({.table = table,
                       .name = name,
                       .is_integer = text_in(row[1]) == "INTEGER",
                       .is_yes_or_no = schema.find("(" + name + " IN (0, 1))") != std::string::npos,
                       .may_be_unknown = row[2] == database::Value(std::int64_t{0})});
  }
  return columns;
}

/// The words between single quotes in a question: the texts that it can tell apart.
std::vector<std::string> words_in(const Rule& rule) {
  std::vector<std::string> words = {"something else"};
  const std::string sql = rule.holds + rule.applies;
  for (std::size_t begin = sql.find('\''); begin != std::string::npos; begin = sql.find('\'', begin)) {
    const std::size_t end = sql.find('\'', begin + 1);
    words.push_back(sql.substr(begin + 1, end - begin - 1));
    begin = end + 1;
  }
  return words;
}

/// Spread evenly from the first try on: RapidCheck would begin with small numbers.
int below(int end) { return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, end)); }

template <typename T>
T one_of(const std::vector<T>& values) {
  return values[static_cast<std::size_t>(below(static_cast<int>(values.size())))];
}

/// Values at and around every limit that a rule could have; good ones often, so that rules are also held.
database::Value any_value(const Column& column, const std::vector<std::string>& words) {
  if (column.may_be_unknown && below(6) == 0) return std::monostate();
  if (column.is_yes_or_no) return std::int64_t{below(3) == 0 ? 0 : 1};
  if (!column.is_integer) return one_of(words);
  if (column.name.ends_with("_day")) return today + one_of<std::int64_t>({-181, -180, -1, 0, 0, 0, 1});
  return one_of<std::int64_t>({0, 0, 0, 0, 0, 1, 1, 1, 3, 4, 7, 8, 300, 600, 601, -1, INT64_MAX});
}

void fill(FactTables& facts, const std::string& table, const std::vector<std::string>& words) {
  const std::vector<Column> columns = columns_of(facts, table);
  const int rows = below(4);
  for (int i = 0; i < rows; ++i) {
    std::string places;
    std::vector<database::Value> values;
    for (const Column& column : columns) {
      places += places.empty() ? "?" : ", ?";
      values.push_back(any_value(column, words));
    }
    REQUIRE(facts.connection().query("INSERT INTO \"" + table + "\" VALUES (" + places + ")", values).has_value());
  }
  Reading reading{.table = table};
  if (below(8) == 0) reading.incomplete = ErrorCode::denied;
  REQUIRE(facts.add(reading, noon).has_value());
}

/// What the rule would say if this were done to the facts; they are left as they were.
Verdict verdict_after(FactTables& facts, const Rule& rule, const std::string& change,
                      const std::vector<database::Value>& values) {
  REQUIRE(facts.connection().execute("SAVEPOINT before").has_value());
  REQUIRE(facts.connection().query(change, values).has_value());
  const Verdict verdict = find(facts, rule).value().verdict;
  REQUIRE(facts.connection().execute("ROLLBACK TO before; RELEASE before").has_value());
  return verdict;
}

bool reassures(Verdict verdict) { return verdict == Verdict::held || verdict == Verdict::not_applicable; }

/// Every single loss of knowledge in the tables that the rule reads.
void check_losses(FactTables& facts, const Rule& rule, const std::set<std::string>& tables) {
  const Verdict before = find(facts, rule).value().verdict;
  const auto check = [&](Verdict after) { RC_ASSERT(after == before || !reassures(after)); };
  for (const std::string& table : tables) {
    check(verdict_after(facts, rule, "UPDATE readings SET complete = 0 WHERE table_name = ?", {table}));
    check(verdict_after(facts, rule, "DELETE FROM readings WHERE table_name = ?", {table}));
    const auto rows = facts.connection().query("SELECT rowid FROM \"" + table + "\"").value();
    for (const Column& column : columns_of(facts, table)) {
      if (!column.may_be_unknown) continue;
      for (const database::Row& row : rows) {
        check(verdict_after(facts, rule, "UPDATE \"" + table + "\" SET \"" + column.name + "\" = NULL WHERE rowid = ?",
                            row));
      }
    }
  }
}

TEST_CASE("losing a value or a reading never makes a rule look better") {
  const json::Value content = texts::embedded_content().value();
  const std::vector<Rule> rules = load_rules(content).value();
  for (const Rule& rule : rules) {
    if (rule.kind == RuleKind::declared) continue;
    CAPTURE(rule.id);
    const std::vector<std::string> words = words_in(rule);
    CHECK(rc::check(rule.id, [&] {
      FactTables facts = FactTables::create(content, Names::stand_ins, noon).value();
      std::set<std::string> tables = ask_yes_no(facts, rule.holds).value().tables_read;
      if (!rule.applies.empty()) tables.merge(ask_yes_no(facts, rule.applies).value().tables_read);
      tables.erase("today");
      for (const std::string& table : tables) fill(facts, table, words);
      RC_TAG(std::string(name_of(find(facts, rule).value().verdict)));
      check_losses(facts, rule, tables);
    }));
  }
}

TEST_CASE("the property above can fail: a rule that skips the unknown is caught") {
  const json::Value content = texts::embedded_content().value();
  const Rule careless = {.id = "careless",
                         .holds = "SELECT NOT EXISTS (SELECT 1 FROM wifi_status WHERE security_type = 'open')",
                         .evidence = "SELECT 1"};
  FactTables facts = FactTables::create(content, Names::stand_ins, noon).value();
  REQUIRE(facts
              .add({.table = "wifi_status",
                    .rows = {{{"interface", std::string("wlan0")}, {"security_type", std::string("open")}}}},
                   noon)
              .has_value());
  CHECK(find(facts, careless).value().verdict == Verdict::broken);
  CHECK(verdict_after(facts, careless, "UPDATE wifi_status SET security_type = NULL", {}) == Verdict::held);
}

}  // namespace
}  // namespace digue::posture
