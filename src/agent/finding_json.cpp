#include "agent/finding_json.h"

#include "base/bytes.h"

namespace digue::agent {

namespace {

struct ToJson {
  json::Value operator()(std::monostate) const { return {}; }
  json::Value operator()(std::int64_t number) const { return number; }
  json::Value operator()(double number) const { return number; }
  json::Value operator()(const std::string& text) const { return text; }
  json::Value operator()(const Bytes& bytes) const { return to_hex(bytes); }
};

database::Value from_json(const json::Value& value) {
  if (const auto* number = value.as_integer()) return *number;
  if (const auto* text = value.as_text()) return *text;
  return std::monostate();
}

Result<posture::AnswerTable> table_from(const json::Value& value) {
  posture::AnswerTable table;
  for (const json::Value& column : TRY(value.array("columns"))) {
    const std::string* name = column.as_text();
    table.columns.push_back(name == nullptr ? std::string() : *name);
  }
  for (const json::Value& row : TRY(value.array("rows"))) {
    const json::Array* cells = row.as_array();
    if (cells == nullptr) return failure(ErrorCode::invalid_input, "a row is not a list");
    database::Row& values = table.rows.emplace_back();
    for (const json::Value& cell : *cells) values.push_back(from_json(cell));
  }
  return table;
}

}  // namespace

json::Value to_json(const posture::AnswerTable& table) {
  json::Array columns(table.columns.begin(), table.columns.end());
  json::Array rows;
  for (const database::Row& row : table.rows) {
    json::Array cells;
    for (const database::Value& value : row) cells.push_back(std::visit(ToJson(), value));
    rows.emplace_back(std::move(cells));
  }
  return json::Object{{"columns", std::move(columns)}, {"rows", std::move(rows)}};
}

json::Value to_json(const posture::Finding& finding) {
  json::Array gaps;
  for (const posture::Gap& gap : finding.gaps) {
    gaps.push_back(json::Object{{"table", gap.table}, {"reason", gap.reason}});
  }
  return json::Object{{"rule", finding.rule},
                      {"verdict", posture::name_of(finding.verdict)},
                      {"because", finding.because ? json::Value(*finding.because) : json::Value()},
                      {"gaps", std::move(gaps)},
                      {"evidence", to_json(finding.evidence)}};
}

Result<posture::Finding> finding_from(const json::Value& value) {
  posture::Finding finding;
  finding.rule = TRY(value.text("rule"));
  const auto verdict = posture::verdict_from(TRY(value.text("verdict")));
  if (!verdict) return failure(ErrorCode::invalid_input, "no such verdict");
  finding.verdict = *verdict;
  if (const auto because = value.text("because")) finding.because = *because;
  for (const json::Value& gap : TRY(value.array("gaps"))) {
    std::string table = TRY(gap.text("table"));
    std::string reason = TRY(gap.text("reason"));
    finding.gaps.push_back({std::move(table), std::move(reason)});
  }
  if (const json::Value* evidence = value.find("evidence")) finding.evidence = TRY(table_from(*evidence));
  return finding;
}

}  // namespace digue::agent
