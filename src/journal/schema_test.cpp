#include "journal/schema.h"

#include <doctest/doctest.h>

#include <array>

#include "journal/rows.h"

namespace digue::journal {
namespace {

using database::Connection;

crypto::Secret some_key() { return crypto::Secret(Bytes(32)); }

const std::array two = {migrations().front(), std::string_view("ALTER TABLE head ADD COLUMN anchor BLOB;"
                                                               "UPDATE head SET anchor = x'00'")};
const std::array three_broken = {two[0], two[1], std::string_view("CREATE TABLE more(x) STRICT")};

Connection of_version_1() {
  Connection connection = Connection::in_memory().value();
  bring_up_to_date(connection, Migrations(two).first(1), some_key()).value();
  return connection;
}

TEST_CASE("a new journal has the last version and a sealed head before its first entry") {
  Connection connection = Connection::in_memory().value();
  bring_up_to_date(connection, two, some_key()).value();
  CHECK(version_of(connection).value() == 2);
  const auto head = read_head(connection).value();
  REQUIRE(head.has_value());
  CHECK(head->head == Head());
  CHECK(is_sealed(*head, some_key()));
}

TEST_CASE("an older journal goes through the migrations that it lacks, and through no other") {
  Connection connection = of_version_1();
  write_head(connection, {7, {}}, some_key()).value();
  bring_up_to_date(connection, two, some_key()).value();
  CHECK(version_of(connection).value() == 2);
  CHECK(connection.query("SELECT number, hex(anchor) FROM head").value().front() ==
        database::Row{std::int64_t{7}, std::string("00")});
  bring_up_to_date(connection, two, some_key()).value();
  CHECK(version_of(connection).value() == 2);
}

TEST_CASE("a migration that fails leaves the version before it") {
  Connection connection = of_version_1();
  CHECK_FALSE(bring_up_to_date(connection, three_broken, some_key()).has_value());
  CHECK(version_of(connection).value() == 1);
  CHECK_FALSE(connection.query("SELECT anchor FROM head").has_value());
  CHECK(bring_up_to_date(connection, two, some_key()).has_value());
}

TEST_CASE("a reader neither upgrades an older journal nor reads a newer one") {
  Connection older = of_version_1();
  CHECK(check_readable(older, two).error().code == ErrorCode::unsupported);
  CHECK(version_of(older).value() == 1);
  Connection newer = Connection::in_memory().value();
  bring_up_to_date(newer, two, some_key()).value();
  CHECK(check_readable(newer, Migrations(two).first(1)).error().code == ErrorCode::unsupported);
  CHECK(bring_up_to_date(newer, Migrations(two).first(1), some_key()).error().code == ErrorCode::unsupported);
}

}  // namespace
}  // namespace digue::journal
