#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <csignal>

#include "machine/linux/linux_test.h"
#include "machine/linux/reader_protocol.h"
#include "machine/posix/descriptor.h"
#include "support/temporary_folder.h"

namespace digue::machine::linux {

namespace {

using test::TemporaryFolder;

constexpr std::size_t limit = 1024;

ErrorCode code_of(Files& files, const std::string& path) {
  const Result<Bytes> content = files.read(path, limit, patient());
  REQUIRE_FALSE(content.has_value());
  return content.error().code;
}

TEST_CASE("a file is read to its end, also one that says it is empty") {
  const TemporaryFolder place;
  LinuxMachine machine(test_doors());
  const std::string strange("\xff\xfe\0é\n", 7);
  const std::string path = place.write("file", strange);
  CHECK(text_of(machine.files().read(path, limit, patient()).value()) == strange);
  CHECK(machine.files().read(place.write("empty", ""), limit, patient()).value().empty());
  CHECK(text_of(machine.files().read("/proc/self/cmdline", limit, patient()).value()) ==
        std::string_view("digue\0internal-reader\0", 22));
}

TEST_CASE("a file as long as the limit is read, a longer one is invalid input") {
  const TemporaryFolder place;
  LinuxMachine machine(test_doors());
  CHECK(machine.files().read(place.write("whole", std::string(limit, 'x')), limit, patient()).value().size() == limit);
  CHECK(code_of(machine.files(), place.write("long", std::string(limit + 1, 'x'))) == ErrorCode::invalid_input);
  const std::string huge = place.write("huge", "");
  REQUIRE(::truncate(huge.c_str(), 1LL << 40) == 0);
  CHECK(code_of(machine.files(), huge) == ErrorCode::invalid_input);
}

TEST_CASE("what is no regular file is invalid input, and nothing is opened") {
  const TemporaryFolder place;
  LinuxMachine machine(test_doors());
  REQUIRE(::mkfifo(place.path_of("fifo").c_str(), 0600) == 0);
  const posix::Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
  place.path_of("socket").copy(address.sun_path, sizeof address.sun_path - 1);
  REQUIRE(::bind(socket.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  REQUIRE(::symlink("loop", place.path_of("loop").c_str()) == 0);
  for (const std::string& path : {place.path_of("fifo"), place.path_of("socket"), place.path_of("loop"), place.path(),
                                  std::string("/dev/zero"), std::string("/dev/tty")}) {
    CAPTURE(path);
    CHECK(code_of(machine.files(), path) == ErrorCode::invalid_input);
  }
}

TEST_CASE("a path that is relative, holds a NUL or is endless is refused") {
  LinuxMachine machine(test_doors());
  for (const std::string& path : {std::string(), std::string("etc/passwd"), std::string("/etc\0/passwd", 12),
                                  "/" + std::string(max_path_bytes, 'x'), "/" + std::string(300, 'x')}) {
    CHECK(code_of(machine.files(), path) == ErrorCode::invalid_input);
  }
  CHECK(code_of(machine.files(), "/nonexistent") == ErrorCode::not_found);
  CHECK(code_of(machine.files(), "/etc/passwd/below") == ErrorCode::not_found);
}

TEST_CASE("a folder is listed in order, whatever bytes its names have") {
  const TemporaryFolder place;
  LinuxMachine machine(test_doors());
  for (const char* name : {"b", "a\n", "\xff", ".hidden"}) place.write(name, "");
  const std::vector<std::string> names = {".hidden", "a\n", "b", "\xff"};
  CHECK(machine.files().list(place.path(), 4, patient()).value() == names);
  CHECK(machine.files().list(place.path(), 3, patient()).error().code == ErrorCode::invalid_input);
  CHECK(machine.files().list(place.path_of("none"), 3, patient()).error().code == ErrorCode::not_found);
}

TEST_CASE("what stands somewhere is described, links followed") {
  const TemporaryFolder place;
  LinuxMachine machine(test_doors());
  const std::string path = place.write("file", "four");
  const timespec times[] = {{1'700'000'000, 0}, {1'700'000'000, 5'000'000}};
  REQUIRE(::utimensat(AT_FDCWD, path.c_str(), times, 0) == 0);
  REQUIRE(::symlink("file", place.path_of("link").c_str()) == 0);
  const FileInfo info{FileKind::file, Instant(std::chrono::milliseconds(1'700'000'000'005)), 4};
  CHECK(machine.files().info(path, patient()).value() == info);
  CHECK(machine.files().info(place.path_of("link"), patient()).value() == info);
  CHECK(machine.files().info(place.path(), patient()).value().kind == FileKind::folder);
  CHECK(machine.files().info("/dev/null", patient()).value().kind == FileKind::other);
  CHECK(machine.files().link_target(place.path_of("link"), patient()).value() == "file");
  CHECK(machine.files().link_target(path, patient()).error().code == ErrorCode::invalid_input);
}

TEST_CASE("a reader that hangs costs one question, and the next one is answered") {
  const TemporaryFolder place;
  const std::string path = place.write("file", "content");
  LinuxMachine machine(test_doors());
  REQUIRE(machine.files().read(path, limit, patient()).has_value());
  REQUIRE(children().size() == 1);
  const pid_t hanging = children().front();
  // Stopped, it does not answer and does not end by itself: as with a dead mount.
  REQUIRE(::kill(hanging, SIGSTOP) == 0);
  CHECK(machine.files().read(path, limit, soon()).error().code == ErrorCode::unavailable);
  CHECK(text_of(machine.files().read(path, limit, patient()).value()) == "content");
  CHECK(eventually([&] { return !is_running(hanging); }));
}

TEST_CASE("a reader that was killed while nobody asked is replaced without a word, and leaves no zombie") {
  LinuxMachine machine(test_doors());
  for (int i = 0; i < 3; ++i) {
    REQUIRE(machine.files().info("/", patient()).has_value());
    const pid_t reader = children().back();
    REQUIRE(::kill(reader, SIGKILL) == 0);
    REQUIRE(eventually([&] { return !is_running(reader); }));
  }
  CHECK(machine.files().info("/", patient()).has_value());
  CHECK(children().size() == 1);
}

TEST_CASE("a deadline that is over starts nothing") {
  LinuxMachine machine(test_doors());
  CHECK(machine.files().info("/", Deadline::in(std::chrono::milliseconds(0))).error().code == ErrorCode::unavailable);
  CHECK(children().empty());
}

TEST_CASE("a program that is no reader is no answer") {
  LinuxMachine machine({"/bin/true", ""});
  CHECK(machine.files().info("/", patient()).error().code == ErrorCode::unavailable);
  LinuxMachine without({"/nonexistent", ""});
  CHECK(without.files().info("/", patient()).error().code == ErrorCode::not_found);
  LinuxMachine nonsense({"/bin/echo", ""});
  CHECK_FALSE(nonsense.files().info("/", patient()).has_value());
}

TEST_CASE("a reader inherits nothing and can gain nothing") {
  LinuxMachine machine(test_doors());
  Files& files = machine.files();
  CHECK(files.read("/proc/self/environ", limit, patient()).value().empty());
  const std::vector<std::string> descriptors = files.list("/proc/self/fd", limit, patient()).value();
  CHECK(descriptors == std::vector<std::string>{"0", "1", "2", "3"});  // 3 is the listed folder
  const Bytes status = files.read("/proc/self/status", 64 * limit, patient()).value();
  CHECK(text_of(status).find("NoNewPrivs:\t1") != std::string_view::npos);
}

TEST_CASE("an account's files are read with its rights alone" * doctest::skip(::geteuid() != 0) *
          doctest::description("only root can become another account")) {
  const TemporaryFolder place;
  REQUIRE(::chmod(place.path().c_str(), 0755) == 0);
  const std::string secret = place.write("secret", "of root");
  REQUIRE(::chmod(secret.c_str(), 0600) == 0);
  const std::string open = place.write("open", "to all");
  REQUIRE(::chmod(open.c_str(), 0644) == 0);
  LinuxMachine machine(test_doors());
  Files& theirs = *machine.files_of(nobody()).value();
  CHECK(code_of(theirs, secret) == ErrorCode::denied);
  CHECK(text_of(theirs.read(open, limit, patient()).value()) == "to all");
  CHECK(text_of(machine.files().read(secret, limit, patient()).value()) == "of root");
  const Bytes kept = theirs.read("/proc/self/status", 64 * limit, patient()).value();
  const std::string_view status = text_of(kept);
  CHECK(status.find("Uid:\t65534\t65534\t65534\t65534\n") != std::string_view::npos);
  CHECK(status.find("Gid:\t65534\t65534\t65534\t65534\n") != std::string_view::npos);
  CHECK(status.find("Groups:\t65534 \n") != std::string_view::npos);
  CHECK(status.find("CapEff:\t0000000000000000\n") != std::string_view::npos);
  CHECK(&theirs == machine.files_of(nobody()).value());
}

TEST_CASE("an account that nobody knows has no rights to take" * doctest::skip(::geteuid() != 0) *
          doctest::description("only root can become another account")) {
  LinuxMachine machine(test_doors());
  Files& files = *machine.files_of({"4000000000", "ghost", "", ""}).value();
  CHECK(code_of(files, "/etc/passwd") == ErrorCode::denied);
  for (const char* id : {"", "-1", "+0", "4294967295", "nobody", "1 0"}) {
    CAPTURE(id);
    CHECK(machine.files_of({id, "ghost", "", ""}).error().code == ErrorCode::invalid_input);
  }
}

TEST_CASE("without root's rights another account is denied" * doctest::skip(::geteuid() == 0) *
          doctest::description("root may become any account")) {
  LinuxMachine machine(test_doors());
  CHECK(machine.files_of({"0", "root", "", "/root"}).error().code == ErrorCode::denied);
  CHECK(machine.files_of({std::to_string(::geteuid()), "me", "", "/"}).has_value());
}

}  // namespace
}  // namespace digue::machine::linux
