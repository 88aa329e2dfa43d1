#include "backup/sources/sql_server.h"

#include <algorithm>
#include <map>

#include "backup/sources/overlay_tree.h"
#include "backup/sources/sources_test.h"
#include "support/streamed_practice.h"

namespace digue::backup {
namespace {

using test::all_of;

/// A server that is not there.
class FakeSqlServer final : public SqlServer {
 public:
  Result<std::vector<std::string>> databases(const std::string& instance) override {
    if (instance != "SQLEXPRESS") return failure(ErrorCode::not_found, "no such instance");
    std::vector<std::string> names;
    for (const auto& [name, content] : contents) names.push_back(name);
    return names;
  }

  Result<std::unique_ptr<ContentStream>> open(const SqlServerSource& source) override {
    if (source.instance != "SQLEXPRESS") return failure(ErrorCode::not_found, "no such instance");
    const Error broken{ErrorCode::unavailable, "the server stopped"};
    const auto found = contents.find(source.database);
    if (found == contents.end()) return std::make_unique<test::TextContent>("", broken);
    return std::make_unique<test::TextContent>(found->second, stops ? std::optional(broken) : std::nullopt);
  }

  std::map<std::string, std::string> contents;
  bool stops = false;
};

/// What an implementation must do with an instance that has a database "cabinet" and none called "nothing".
void check_contract(SqlServer& server) {
  CHECK(server.databases("NO SUCH").error().code == ErrorCode::not_found);
  CHECK(server.open({"NO SUCH", "cabinet"}).error().code == ErrorCode::not_found);
  const auto names = server.databases("SQLEXPRESS").value();
  CHECK(std::ranges::find(names, "cabinet") != names.end());
  for (const char* own : {"master", "model", "msdb", "tempdb"}) CHECK(std::ranges::find(names, own) == names.end());
  CHECK(all_of(*server.open({"SQLEXPRESS", "cabinet"}).value()).value().starts_with("TAPE"));
  CHECK(all_of(*server.open({"SQLEXPRESS", "nothing"}).value()).error().code == ErrorCode::unavailable);
}

TEST_CASE("SQL Server: the stand-in keeps the contract that the real one will have to keep") {
  FakeSqlServer server;
  server.contents["cabinet"] = "TAPE of the practice";
  check_contract(server);
}

TEST_CASE("SQL Server: its stream is a file of the snapshot, and one that breaks off is none") {
  FakeSqlServer server;
  server.contents["cabinet"] = "TAPE" + test::noise(1'000'000, 4);
  test::StreamedPractice practice;
  const OpenContent opens = [&] { return server.open({"SQLEXPRESS", "cabinet"}); };
  practice.save({{"database-1.bak", opens}});
  CHECK(practice.failures.all.empty());
  machine::fake::MemoryFileTree into;
  practice.restore_last(into);
  CHECK(test::content(into, "/digue-databases/database-1.bak") == server.contents["cabinet"]);
  server.stops = true;
  practice.save({{"database-1.bak", opens}});
  CHECK(practice.failures.all.size() == 1);
}

TEST_CASE("SQL Server: a name cannot end the statement that it stands in") {
  const auto words = [](const std::string& database) { return sql_server_backup({"", database}, "digue-'1").value(); };
  CHECK(words("cabinet") ==
        "BACKUP DATABASE [cabinet] TO VIRTUAL_DEVICE = N'digue-''1' WITH COPY_ONLY, CHECKSUM, "
        "NO_COMPRESSION, FORMAT, BLOCKSIZE = 4096");
  CHECK(words("a] TO DISK = N'x'; --").starts_with("BACKUP DATABASE [a]] TO DISK = N'x'; --] TO VIRTUAL_DEVICE"));
  CHECK_FALSE(sql_server_backup({"", ""}, "digue"));
  CHECK_FALSE(sql_server_backup({"", std::string(129, 'x')}, "digue"));
}

}  // namespace
}  // namespace digue::backup
