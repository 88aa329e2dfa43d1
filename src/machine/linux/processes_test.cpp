#include "machine/linux/processes.h"

#include <sys/stat.h>

#include "machine/linux/linux_test.h"
#include "support/temporary_folder.h"

namespace digue::machine::linux {
namespace {

using test::TemporaryFolder;

struct Runner {
  Dying dying;
  LinuxProcesses processes{dying};

  Result<Output> run(std::vector<std::string> words, Deadline deadline = patient()) {
    return processes.run({std::move(words), {}}, deadline);
  }
};

std::string script(const TemporaryFolder& place, const std::string& lines) {
  const std::string path = place.write("script", "#!/bin/sh\n" + lines);
  REQUIRE(::chmod(path.c_str(), 0755) == 0);
  return path;
}

TEST_CASE("a program is found in the system's folders and its words reach it as they are") {
  Runner runner;
  const Output output = runner.run({"printf", "%s|", "a b", "$HOME", "", "\xff"}).value();
  CHECK(output == Output{0, "a b|$HOME||\xff|"});
  CHECK(runner.run({"/bin/sh", "-c", "exit 7"}).value().exit_code == 7);
  CHECK(runner.run({"/bin/sh", "-c", "kill -15 $$"}).value().exit_code == 128 + 15);
  CHECK(runner.run({"/bin/sh", "-c", "echo error >&2; cat"}).value() == Output{0, ""});
}

TEST_CASE("what cannot be started says why") {
  const TemporaryFolder place;
  Runner runner;
  CHECK(runner.run({"no-such-program"}).error().code == ErrorCode::not_found);
  CHECK(runner.run({"/nonexistent/program"}).error().code == ErrorCode::not_found);
  CHECK(runner.run({place.write("plain", "text")}).error().code == ErrorCode::denied);
  for (const std::vector<std::string>& wrong :
       std::vector<std::vector<std::string>>{{}, {""}, {"./here"}, {std::string("a\0b", 3)}}) {
    CHECK(runner.run(wrong).error().code == ErrorCode::invalid_input);
  }
}

TEST_CASE("a program gets an environment of ours and none of this program's") {
  Runner runner;
  REQUIRE(::setenv("DIGUE_TEST_SECRET", "x", 1) == 0);
  CHECK(runner.run({"env"}).value().text == "LC_ALL=C\nPATH=/usr/sbin:/usr/bin:/sbin:/bin\n");
  CHECK(runner.run({"ls", "/proc/self/fd"}).value().text == "0\n1\n2\n3\n");  // 3 is the listed folder
}

TEST_CASE("a program that says more than it may is killed") {
  Runner runner;
  CHECK(runner.processes.run({{"yes"}, {}, 100'000}, patient()).error().code == ErrorCode::invalid_input);
  CHECK(runner.processes.run({{"printf", "12345"}, {}, 5}, patient()).value().text == "12345");
  CHECK(runner.processes.run({{"printf", "123456"}, {}, 5}, patient()).error().code == ErrorCode::invalid_input);
}

TEST_CASE("at the deadline a program that does not want to end dies with all that it started") {
  const TemporaryFolder place;
  Runner runner;
  const std::string path =
      script(place, "trap '' TERM INT HUP\n(trap '' TERM; sleep 1000 & echo $! >" + place.path_of("grandchild") +
                        "; wait) &\necho $$ >" + place.path_of("child") + "\nwait\nwhile true; do sleep 1000; done\n");
  const auto id_in = [&](const std::string& name) {
    return static_cast<pid_t>(parse_integer(trim(content_of(place.path_of(name)))).value_or(0));
  };
  // Tried again with more time until both had been started when the deadline came.
  for (auto time = std::chrono::milliseconds(300); id_in("grandchild") == 0 || id_in("child") == 0; time *= 2) {
    REQUIRE(time < std::chrono::minutes(1));
    CHECK(runner.run({path}, Deadline::in(time)).error().code == ErrorCode::unavailable);
  }
  CHECK(eventually([&] { return !is_running(id_in("child")); }));
  CHECK(eventually([&] { return !is_running(id_in("grandchild")); }));
}

TEST_CASE("a program that leaves somebody behind with its output open has still ended") {
  const TemporaryFolder place;
  Runner runner;
  const std::string path = script(place, "sleep 1000 &\necho $!\n");
  const Output output = runner.run({path}).value();
  const auto left_behind = static_cast<pid_t>(parse_integer(trim(output.text)).value());
  CHECK(eventually([&] { return !is_running(left_behind); }));
}

TEST_CASE("a program runs with the rights and the home of the account" * doctest::skip(::geteuid() != 0) *
          doctest::description("only root can become another account")) {
  Runner runner;
  const std::string said =
      runner.processes.run({{"sh", "-c", "id -u; id -G; env; pwd"}, nobody()}, patient()).value().text;
  CHECK(said.starts_with("65534\n65534\n"));
  CHECK(said.find("HOME=/nonexistent\n") != std::string::npos);
  CHECK(said.find("USER=nobody\n") != std::string::npos);
  CHECK(said.find("LOGNAME=nobody\n") != std::string::npos);
  CHECK(said.find("XDG_RUNTIME_DIR") == std::string::npos);
  const TemporaryFolder place;  // 0700, root's
  CHECK(runner.processes.run({{script(place, "true")}, nobody()}, patient()).error().code == ErrorCode::denied);
}

TEST_CASE("the groups of an account are numbers and nothing else") {
  CHECK(parse_groups("1000 24 27\n").value() == std::vector<gid_t>{1000, 24, 27});
  for (const char* wrong : {"", "\n", "-1", "1  2", "4294967295", "id: no such user"}) {
    CAPTURE(wrong);
    CHECK(parse_groups(wrong).error().code == ErrorCode::damaged);
  }
}

}  // namespace
}  // namespace digue::machine::linux
