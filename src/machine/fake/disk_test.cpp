#include "machine/fake/disk.h"

#include <doctest/doctest.h>

#include <set>

#include "support/disk_contract.h"

namespace digue::machine::fake {
namespace {

/// What is left in /file after a power cut, in the eyes of a hundred seeds; "" where the file is gone.
std::set<std::string> left_after_power_loss(bool is_content_synced, bool is_name_synced) {
  std::set<std::string> left;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    MemoryDisk disk;
    const auto file = disk.create("/file").value();
    REQUIRE(file->write(bytes_of("ab")).has_value());
    if (is_content_synced) REQUIRE(file->sync().has_value());
    if (is_name_synced) REQUIRE(disk.sync_folder("/").has_value());
    disk.lose_power(seed);
    const Result<Bytes> content = disk.content("/file");
    left.insert(content ? "=" + std::string(text_of(*content)) : "");
  }
  return left;
}

TEST_CASE("the disk in memory does what every disk does") {
  MemoryDisk disk;
  REQUIRE(disk.make_folder("/place").has_value());
  test::DiskContract(disk, "/place").check();
}

TEST_CASE("a power cut takes nothing that was synced, and anything that was not") {
  using namespace std::string_literals;
  CHECK(left_after_power_loss(true, true) == std::set{"=ab"s});
  CHECK(left_after_power_loss(true, false) == std::set{""s, "=ab"s});
  CHECK(left_after_power_loss(false, true) == std::set{"="s, "=a"s, "=ab"s, "=\0\0"s, "=a\0"s});
}

TEST_CASE("after a power cut a removed file may be back, and a renamed one have both names") {
  std::set<std::string> seen;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    MemoryDisk disk;
    REQUIRE(disk.create("/a").has_value());
    REQUIRE(disk.create("/b").has_value());
    REQUIRE(disk.sync_folder("/").has_value());
    REQUIRE(disk.remove("/a").has_value());
    REQUIRE(disk.rename("/b", "/c").has_value());
    disk.lose_power(seed);
    std::string names;
    const auto entries = disk.list("/").value();
    for (const DiskEntry& entry : entries) names += entry.name;
    seen.insert(names);
  }
  CHECK(seen == std::set<std::string>{"", "a", "ab", "abc", "ac", "b", "bc", "c"});
}

TEST_CASE("the same seed leaves the same disk") {
  const auto left = [](std::uint64_t seed) {
    MemoryDisk disk;
    for (const char* name : {"/a", "/b", "/c", "/d"}) {
      REQUIRE(disk.create(name).value()->write(bytes_of("0123456789")).has_value());
    }
    disk.lose_power(seed);
    return disk.list("/").value();
  };
  for (std::uint64_t seed = 0; seed < 10; ++seed) CHECK(left(seed) == left(seed));
}

TEST_CASE("a file that was open when the power was cut is lost to its writer") {
  MemoryDisk disk;
  const auto file = disk.create("/file").value();
  disk.lose_power(1);
  CHECK(file->write(bytes_of("x")).error().code == ErrorCode::unavailable);
  CHECK(file->sync().error().code == ErrorCode::unavailable);
}

TEST_CASE("every operation can be the one that fails") {
  MemoryDisk disk;
  REQUIRE(disk.make_folder("/folder").has_value());
  const auto file = disk.create("/file").value();
  REQUIRE(disk.create("/other").has_value());
  const auto fails = [&](auto operation) {
    disk.fail_at(1, ErrorCode::denied);
    const auto result = operation();
    return !result && result.error().code == ErrorCode::denied;
  };
  CHECK(fails([&] { return disk.create("/new"); }));
  CHECK(fails([&] { return file->write(bytes_of("abcd")); }));
  CHECK(text_of(disk.content("/file").value()) == "ab");
  CHECK(fails([&] { return file->sync(); }));
  CHECK(fails([&] { return disk.rename("/file", "/last"); }));
  CHECK(fails([&] { return disk.remove("/other"); }));
  CHECK(fails([&] { return disk.make_folder("/another"); }));
  CHECK(fails([&] { return disk.sync_folder("/"); }));
  CHECK(fails([&] { return disk.list("/"); }));
  CHECK(fails([&] { return disk.size("/file"); }));
  CHECK(fails([&] { return disk.read("/file", 0, {}); }));
  CHECK(disk.list("/").value().size() == 3);
}

TEST_CASE("a stopped disk does nothing until it is resumed") {
  MemoryDisk disk;
  disk.stop_at(2);
  CHECK(disk.create("/first").has_value());
  CHECK(disk.create("/second").error().code == ErrorCode::unavailable);
  CHECK(disk.list("/").error().code == ErrorCode::unavailable);
  disk.resume();
  CHECK(disk.list("/").value().size() == 1);
  CHECK(disk.operations() == 4);
}

TEST_CASE("a full disk takes what fits, and has room again when something is removed") {
  MemoryDisk disk;
  disk.set_capacity(3);
  const auto file = disk.create("/file").value();
  CHECK(file->write(bytes_of("abcd")).error().code == ErrorCode::full);
  CHECK(disk.size("/file").value() == 3);
  CHECK(disk.remove("/file").has_value());
  CHECK(disk.create("/file").value()->write(bytes_of("abc")).has_value());
}

}  // namespace
}  // namespace digue::machine::fake
