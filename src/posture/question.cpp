#include "posture/question.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

namespace digue::posture {

using database::Access;
using database::Value;

namespace {

constexpr int max_steps = 5'000'000;  // well under a second
constexpr std::size_t max_answer_rows = 1'000;

/// Functions that show values without being able to look at the clock, the disk or chance.
constexpr std::array shown_functions = {"every",  "count",    "min",   "max",    "sum",          "total",
                                        "avg",    "coalesce", "lower", "upper",  "abs",          "length",
                                        "substr", "round",    "iif",   "like",   "group_concat", "ifnull",
                                        "nullif", "replace",  "trim",  "typeof", "printf"};

class Every final : public database::Aggregate {
 public:
  Result<void> step(const Value& value) override {
    ++rows_;
    if (std::holds_alternative<std::monostate>(value)) {
      any_unknown_ = true;
      return {};
    }
    const auto* number = std::get_if<std::int64_t>(&value);
    if (number == nullptr || (*number != 0 && *number != 1)) {
      return failure(ErrorCode::bug, "every() takes only 1, 0 or NULL");
    }
    any_false_ = any_false_ || *number == 0;
    return {};
  }

  Value finish() override {
    if (any_false_) return std::int64_t{0};
    if (any_unknown_ || rows_ == 0) return std::monostate();
    return std::int64_t{1};
  }

 private:
  std::int64_t rows_ = 0;
  bool any_false_ = false;
  bool any_unknown_ = false;
};

/// Puts a guard on the connection for as long as one question lasts.
class Guarded {
 public:
  Guarded(database::Connection& connection, database::Guard guard) : connection_(connection) {
    connection_.set_step_limit(max_steps);
    connection_.set_guard(std::move(guard));
  }
  ~Guarded() {
    connection_.set_guard({});
    connection_.set_step_limit(0);
  }
  Guarded(const Guarded&) = delete;
  Guarded& operator=(const Guarded&) = delete;

 private:
  database::Connection& connection_;
};

bool may_show(const Access& access) {
  switch (access.kind) {
    case Access::Kind::select:
    case Access::Kind::read: return true;
    case Access::Kind::function: return std::ranges::find(shown_functions, access.function) != shown_functions.end();
    case Access::Kind::other: return false;
  }
  return false;
}

}  // namespace

void define_every(database::Connection& connection) {
  connection.define_aggregate("every", [] { return std::make_unique<Every>(); });
}

Result<Reply> ask_yes_no(FactTables& facts, const std::string& sql) {
  Reply reply;
  const Guarded guarded(facts.connection(), [&](const Access& access) {
    if (access.kind == Access::Kind::read) reply.tables_read.emplace(access.table);
    if (access.kind == Access::Kind::function) return access.function == "every";
    return access.kind != Access::Kind::other;
  });
  const auto rows = facts.connection().query(sql, {}, 1);
  if (!rows) return failure(ErrorCode::bug, fmt::format("{} in: {}", rows.error().detail, sql));
  if (rows->size() != 1 || rows->front().size() != 1) return failure(ErrorCode::bug, "not one value: " + sql);
  reply.value = rows->front().front();
  const auto* number = std::get_if<std::int64_t>(&reply.value);
  const bool is_null = std::holds_alternative<std::monostate>(reply.value);
  if (!is_null && (number == nullptr || (*number != 0 && *number != 1))) {
    return failure(ErrorCode::bug, "neither 1, 0 nor NULL: " + sql);
  }
  return reply;
}

Result<std::optional<std::string>> ask_word(FactTables& facts, const std::string& sql) {
  const Guarded guarded(facts.connection(), may_show);
  const auto rows = facts.connection().query(sql, {}, 1);
  if (!rows) return failure(ErrorCode::bug, fmt::format("{} in: {}", rows.error().detail, sql));
  if (rows->empty() || rows->front().empty()) return std::nullopt;
  const auto* word = std::get_if<std::string>(&rows->front().front());
  if (word == nullptr) return std::nullopt;
  return *word;
}

Result<AnswerTable> ask_rows(FactTables& facts, const std::string& sql) {
  const Guarded guarded(facts.connection(), may_show);
  database::Statement statement = TRY(facts.connection().prepare(sql));
  if (!statement.is_read_only()) return failure(ErrorCode::denied, "only questions are answered here");
  AnswerTable answer{statement.columns(), {}};
  while (TRY(statement.step())) {
    if (answer.rows.size() == max_answer_rows) {
      return failure(ErrorCode::invalid_input, fmt::format("more than {} rows", max_answer_rows));
    }
    answer.rows.push_back(statement.row());
  }
  return answer;
}

}  // namespace digue::posture
