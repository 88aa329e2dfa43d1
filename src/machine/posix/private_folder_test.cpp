#include "machine/private_folder.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <set>
#include <vector>

#include "support/temporary_folder.h"

namespace digue::machine {
namespace {

using test::TemporaryFolder;

unsigned mode_of(const std::string& path) {
  struct stat status{};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  return status.st_mode & 07777U;
}

std::string kept(const PrivateFolder& folder, std::string_view fresh) {
  return std::string(text_of(folder.keep("key", bytes_of(fresh)).value()));
}

TEST_CASE("what is missing is made for this account alone") {
  const TemporaryFolder place;
  const std::string path = place.path() + "/a/b/state";
  CHECK(PrivateFolder::open(path).has_value());
  CHECK(PrivateFolder::open(path + "/").has_value());
  CHECK(mode_of(place.path() + "/a") == 0700);
  CHECK(mode_of(path) == 0700);
}

TEST_CASE("a folder that others may write to, or that is somebody else's, is denied") {
  const TemporaryFolder place;
  for (const unsigned mode : {0770U, 0707U, 01777U}) {
    CAPTURE(mode);
    REQUIRE(::chmod(place.path().c_str(), mode) == 0);
    CHECK(PrivateFolder::open(place.path()).error().code == ErrorCode::denied);
  }
  REQUIRE(::chmod(place.path().c_str(), 0755) == 0);
  CHECK(PrivateFolder::open(place.path()).has_value());
  if (::geteuid() == 0) {
    REQUIRE(::chown(place.path().c_str(), 65534, 65534) == 0);
    CHECK(PrivateFolder::open(place.path()).error().code == ErrorCode::denied);
  }
}

TEST_CASE("a file in the place of a folder is invalid input") {
  const TemporaryFolder place;
  place.write("file", "");
  CHECK(PrivateFolder::open(place.path() + "/file").error().code == ErrorCode::invalid_input);
  CHECK(PrivateFolder::open(place.path() + "/file/below").error().code == ErrorCode::invalid_input);
  CHECK(PrivateFolder::open("").error().code == ErrorCode::invalid_input);
}

TEST_CASE("what was kept first stays, readable by this account alone") {
  const TemporaryFolder place;
  const PrivateFolder folder = PrivateFolder::open(place.path()).value();
  CHECK(kept(folder, "first") == "first");
  CHECK(kept(folder, "second") == "first");
  CHECK(mode_of(folder.path_of("key")) == 0600);
  CHECK(place.names() == std::set<std::string>{"key"});
}

TEST_CASE("a name cannot leave the folder") {
  const TemporaryFolder place;
  const PrivateFolder folder = PrivateFolder::open(place.path()).value();
  for (const std::string_view name : {"", ".", "..", "../key", "/key", "a/b"}) {
    CAPTURE(name);
    CHECK(folder.keep(name, {}).error().code == ErrorCode::invalid_input);
  }
}

TEST_CASE("finding and reading make nothing") {
  const TemporaryFolder place;
  CHECK(PrivateFolder::find(place.path() + "/state").error().code == ErrorCode::not_found);
  CHECK(PrivateFolder::find("").error().code == ErrorCode::invalid_input);
  const PrivateFolder folder = PrivateFolder::find(place.path()).value();
  CHECK(folder.read("key").error().code == ErrorCode::not_found);
  CHECK(folder.read("../key").error().code == ErrorCode::invalid_input);
  CHECK(place.names().empty());
  CHECK(kept(folder, "first") == "first");
  CHECK(text_of(folder.read("key").value()) == "first");
}

TEST_CASE("what settles under its last name never replaces what has that name, and settling twice is settling once") {
  const TemporaryFolder place;
  const PrivateFolder folder = PrivateFolder::open(place.path()).value();
  const auto last = [&] { return std::string(text_of(folder.read("last").value())); };
  CHECK(kept(folder, "one") == "one");
  CHECK(folder.settle("key", "last").has_value());
  CHECK(folder.settle("key", "last").has_value());
  CHECK(last() == "one");
  CHECK(kept(folder, "two") == "two");
  CHECK(folder.settle("key", "last").has_value());
  CHECK(last() == "one");
  CHECK(place.names() == std::set<std::string>{"last"});
  CHECK(folder.settle("../key", "last").error().code == ErrorCode::invalid_input);
}

TEST_CASE("what is replaced is the old content or the new one, whole, and nothing else is left") {
  const TemporaryFolder place;
  const PrivateFolder folder = PrivateFolder::open(place.path()).value();
  CHECK(folder.replace("plans", bytes_of("one")));
  CHECK(folder.replace("plans", bytes_of("two")));
  CHECK(text_of(folder.read("plans").value()) == "two");
  CHECK(place.names() == std::set<std::string>{"plans"});
  struct stat status{};
  REQUIRE(::stat(folder.path_of("plans").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
  REQUIRE(::mkdir(folder.path_of("folder").c_str(), 0700) == 0);
  CHECK_FALSE(folder.replace("folder", bytes_of("three")));
  CHECK(folder.replace("../plans", {}).error().code == ErrorCode::invalid_input);
  CHECK(place.names() == std::set<std::string>{"folder", "plans"});
}

TEST_CASE("what somebody else put in the place of the file is not trusted") {
  const TemporaryFolder place;
  const PrivateFolder folder = PrivateFolder::open(place.path()).value();
  place.write("open", "theirs");
  REQUIRE(::chmod(folder.path_of("open").c_str(), 0666) == 0);
  CHECK(folder.keep("open", {}).error().code == ErrorCode::denied);
  REQUIRE(::mkfifo(folder.path_of("fifo").c_str(), 0600) == 0);
  CHECK(folder.keep("fifo", {}).error().code == ErrorCode::invalid_input);
  REQUIRE(::symlink("open", folder.path_of("link").c_str()) == 0);
  CHECK(folder.keep("link", {}).error().code == ErrorCode::invalid_input);
  place.write("long", std::string(1024 * 1024 + 1, 'x'));
  CHECK(folder.keep("long", {}).error().code == ErrorCode::invalid_input);
}

TEST_CASE("processes that come at once all get the same content") {
  const TemporaryFolder place;
  const PrivateFolder folder = PrivateFolder::open(place.path()).value();
  constexpr int processes = 8;
  std::vector<pid_t> children;
  for (int i = 0; i < processes; ++i) {
    children.push_back(::fork());
    if (children.back() == 0) {
      const Result<Bytes> content = folder.keep("key", bytes_of(std::to_string(i)));
      const std::string heard = content ? std::string(text_of(*content)) : "failed";
      ::_exit(heard.size() == 1 ? heard[0] - '0' : 99);
    }
  }
  std::set<int> heard;
  for (const pid_t child : children) {
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    heard.insert(WEXITSTATUS(status));
  }
  const int first = kept(folder, "late").at(0) - '0';
  CHECK(heard == std::set<int>{first});
  CHECK(place.names() == std::set<std::string>{"key"});
}

TEST_CASE("work that is taken is taken from all others, until its owner ends, however that is") {
  const TemporaryFolder place;
  const PrivateFolder folder = PrivateFolder::open(place.path()).value();
  {
    const FolderLock lock = folder.lock("work").value();
    CHECK(folder.lock("work").error().code == ErrorCode::locked);
    CHECK(folder.lock("other").has_value());
  }
  const pid_t child = ::fork();
  if (child == 0) {
    const auto lock = folder.lock("work");
    ::_exit(lock ? 0 : 1);  // without a word
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(status == 0);
  CHECK(folder.lock("work").has_value());
  CHECK(folder.lock("../work").error().code == ErrorCode::invalid_input);
}

}  // namespace
}  // namespace digue::machine
