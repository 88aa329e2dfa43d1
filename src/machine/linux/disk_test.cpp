#include "machine/linux/disk.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/disk_contract.h"
#include "support/temporary_folder.h"

namespace digue::machine::linux {
namespace {

using test::TemporaryFolder;

unsigned mode_of(const std::string& path) {
  struct stat status{};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  return status.st_mode & 07777U;
}

TEST_CASE("the real disk does what every disk does") {
  const TemporaryFolder place;
  LinuxDisk disk;
  test::DiskContract(disk, place.path()).check();
}

TEST_CASE("a file is for its owner alone, and read-only when it has its name") {
  const TemporaryFolder place;
  LinuxDisk disk;
  const auto file = disk.create(place.path_of("temporary")).value();
  CHECK(mode_of(place.path_of("temporary")) == 0600);
  CHECK(disk.rename(place.path_of("temporary"), place.path_of("last")).has_value());
  CHECK(mode_of(place.path_of("last")) == 0400);
  CHECK(disk.make_folder(place.path_of("folder")).has_value());
  CHECK(mode_of(place.path_of("folder")) == 0700);
}

TEST_CASE("links and special files are neither listed, read nor written through") {
  const TemporaryFolder place;
  LinuxDisk disk;
  place.write("target", "secret");
  REQUIRE(::symlink("target", place.path_of("link").c_str()) == 0);
  REQUIRE(::symlink("nowhere", place.path_of("dangling").c_str()) == 0);
  REQUIRE(::mkfifo(place.path_of("fifo").c_str(), 0600) == 0);
  CHECK(disk.list(place.path()).value().size() == 1);
  CHECK(disk.create(place.path_of("dangling")).error().code == ErrorCode::already_exists);
  CHECK(disk.read(place.path_of("link"), 0, {}).error().code == ErrorCode::invalid_input);
  CHECK(disk.size(place.path_of("link")).error().code == ErrorCode::invalid_input);
  CHECK(disk.read(place.path_of("fifo"), 0, {}).error().code == ErrorCode::invalid_input);
  CHECK_FALSE(std::filesystem::exists(place.path_of("nowhere")));
}

TEST_CASE("a file whose path holds a null byte is invalid input") {
  LinuxDisk disk;
  CHECK(disk.create(std::string("/tmp/a\0b", 8)).error().code == ErrorCode::invalid_input);
}

}  // namespace
}  // namespace digue::machine::linux
