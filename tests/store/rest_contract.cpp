// The contract of stores, tried at the server that DIGUE_REST_LOCATION names; the suites of this folder start it.

#include <doctest/doctest.h>

#include <cstdlib>

#include "machine/fake/disk.h"
#include "store/open.h"
#include "support/store_contract.h"

namespace digue::store {
namespace {

using test::StoreContract;

std::string setting(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

/// A repository of its own below the location, so that the cases do not meet.
class Server {
 public:
  explicit Server(const std::string& repository) {
    const std::string location = setting("DIGUE_REST_LOCATION");
    REQUIRE_FALSE(location.empty());
    Surroundings surroundings{.disk = disk_, .sleeper = sleeper_};
    surroundings.retry_limits.total = std::chrono::seconds(5);
    surroundings.authority_file = setting("DIGUE_REST_AUTHORITY");
    surroundings.client_certificate_file = setting("DIGUE_REST_CERTIFICATE");
    surroundings.client_key_file = setting("DIGUE_REST_KEY");
    store_ = open_store(parse_location(location + repository).value(), std::move(surroundings)).value();
  }

  Store& store() { return *store_; }

 private:
  machine::fake::MemoryDisk disk_;
  machine::SystemSleeper sleeper_;
  std::unique_ptr<Store> store_;
};

TEST_CASE("the server keeps the contract") {
  Server server("contract");
  StoreContract(server.store()).check();
}

TEST_CASE("an append-only server refuses to delete, and takes the same content again") {
  Server server("append-only");
  Store& store = server.store();
  const Bytes content = StoreContract::content_of(1000, 1);
  const FileId id = StoreContract::id_of(content);
  REQUIRE(store.create().has_value());
  for (const FileType type : {FileType::key, FileType::snapshot, FileType::index, FileType::pack}) {
    CAPTURE(folder_of(type));
    REQUIRE(store.save({type, id}, content).has_value());
    CHECK(store.save({type, id}, content).has_value());
    CHECK(store.remove({type, id}).error().code == ErrorCode::denied);
    CHECK(store.load({type, id}, 1000).value() == content);
  }
  REQUIRE(store.save({FileType::lock, id}, content).has_value());
  CHECK(store.remove({FileType::lock, id}).has_value());
  CHECK(store.list(FileType::lock).value().empty());
}

TEST_CASE("a server that checks refuses a content that is not what its name says") {
  Server server("checked");
  REQUIRE(server.store().create().has_value());
  const FileName name{FileType::pack, StoreContract::id_of(bytes_of("this"))};
  CHECK(server.store().save(name, bytes_of("that")).error().code == ErrorCode::damaged);
  CHECK(server.store().size(name).error().code == ErrorCode::not_found);
}

TEST_CASE("a server that refuses us denies everything") {
  Server server("refused");
  CHECK(server.store().create().error().code == ErrorCode::denied);
  CHECK(server.store().list(FileType::snapshot).error().code == ErrorCode::denied);
  CHECK(server.store().save({FileType::config, {}}, bytes_of("x")).error().code == ErrorCode::denied);
}

TEST_CASE("where no repository is, nothing is listed") {
  Server server("nowhere");
  CHECK(server.store().list(FileType::snapshot).error().code == ErrorCode::not_found);
  CHECK(server.store().list(FileType::config).value().empty());
}

}  // namespace
}  // namespace digue::store
