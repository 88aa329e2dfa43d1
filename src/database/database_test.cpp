#include <doctest/doctest.h>

#include "database/connection.h"

namespace digue::database {
namespace {

Connection with_numbers() {
  Connection connection = Connection::in_memory().value();
  CHECK(connection.execute("CREATE TABLE numbers(n INTEGER) STRICT; INSERT INTO numbers VALUES (1), (2), (NULL)"));
  return connection;
}

struct Sum final : Aggregate {
  std::int64_t sum = 0;

  Result<void> step(const Value& value) override {
    const auto* number = std::get_if<std::int64_t>(&value);
    if (number == nullptr) return failure(ErrorCode::invalid_input, "not a number");
    sum += *number;
    return {};
  }
  Value finish() override { return sum; }
};

TEST_CASE("values come back as they went in") {
  Connection connection = Connection::in_memory().value();
  const Row row = {std::monostate(), std::int64_t{-7}, 2.5, std::string("a\0b", 3), Bytes{std::byte{0}}};
  CHECK(connection.query("SELECT ?, ?, ?, ?, ?", row).value().front() == row);
}

TEST_CASE("a mistyped column in double quotes is an error, not a text") {
  CHECK(with_numbers().query("SELECT \"m\" FROM numbers").error().code == ErrorCode::invalid_input);
}

TEST_CASE("one statement means one") {
  Connection connection = with_numbers();
  CHECK(connection.prepare("SELECT 1; SELECT 2").error().detail == "more than one statement");
  CHECK(connection.prepare(" ").error().detail == "no statement");
  CHECK(connection.prepare("SELECT 1 ; ").has_value());
}

TEST_CASE("a statement that was reset takes new values") {
  Connection connection = Connection::in_memory().value();
  Statement statement = connection.prepare("SELECT ? + 1").value();
  for (const std::int64_t number : {1, 41}) {
    statement.reset();
    REQUIRE(statement.bind(1, number));
    REQUIRE(statement.step() == true);
    CHECK(statement.row() == Row{number + 1});
  }
}

TEST_CASE("an aggregate sees each row, and an error of its own stops the question") {
  Connection connection = with_numbers();
  connection.define_aggregate("total", [] { return std::make_unique<Sum>(); });
  CHECK(connection.query("SELECT total(n) FROM numbers WHERE n > 0").value().front() == Row{std::int64_t{3}});
  CHECK(connection.query("SELECT total(n) FROM numbers WHERE n > 9").value().front() == Row{std::int64_t{0}});
  CHECK(connection.query("SELECT total(n) FROM numbers").error().detail == "not a number");
}

TEST_CASE("the guard is asked for every table and function, and may refuse") {
  Connection connection = with_numbers();
  std::vector<std::string> seen;
  connection.set_guard([&](const Access& access) {
    if (access.kind == Access::Kind::read) seen.emplace_back(access.table);
    return access.function != "upper";
  });
  CHECK(connection.query("SELECT count(*) FROM numbers").has_value());
  CHECK(seen.at(0) == "numbers");
  CHECK_FALSE(connection.query("SELECT upper(n) FROM numbers").has_value());
}

TEST_CASE("a question that never ends is stopped") {
  Connection connection = Connection::in_memory().value();
  connection.set_step_limit(10'000);
  const auto rows = connection.query(
      "WITH RECURSIVE forever(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM forever) SELECT max(n) FROM forever");
  CHECK(rows.error().code == ErrorCode::unavailable);
}

TEST_CASE("a transaction that is not committed leaves nothing") {
  Connection connection = with_numbers();
  {
    const Transaction transaction = Transaction::begin(connection).value();
    CHECK(connection.execute("DELETE FROM numbers"));
  }
  CHECK(connection.query("SELECT n FROM numbers").value().size() == 3);
}

TEST_CASE("no other database can be attached") {
  CHECK_FALSE(with_numbers().execute("ATTACH ':memory:' AS other").has_value());
}

TEST_CASE("a missing file is not found") {
  CHECK(Connection::open("/nowhere/at/all", Mode::read_only).error().code == ErrorCode::not_found);
}

}  // namespace
}  // namespace digue::database
