#include "machine/linux/process_stream.h"

#include <sys/stat.h>

#include <cstring>

#include "machine/linux/linux_test.h"
#include "support/temporary_folder.h"

namespace digue::machine::linux {
namespace {

using test::TemporaryFolder;

StreamCommand shell(const std::string& script) { return {{"sh", "-c", script}, {}, {}}; }

/// All that it says, and its exit code.
std::pair<std::string, int> all_of(ProcessStream& stream) {
  std::string said;
  std::vector<std::byte> part(64 * 1024);
  for (;;) {
    const std::size_t count = stream.read(part).value();
    if (count == 0) return {said, stream.finish().value()};
    said.append(reinterpret_cast<const char*>(part.data()), count);
  }
}

std::pair<std::string, int> output_of(const StreamCommand& command) {
  LinuxProcessStreams streams;
  return all_of(*streams.start(command).value());
}

ProcessStreams::Feed text_feed(std::string text) {
  return [text = std::move(text), given = std::size_t{0}](std::span<std::byte> into) mutable -> Result<std::size_t> {
    const std::size_t count = std::min(into.size(), text.size() - given);
    std::memcpy(into.data(), text.data() + given, count);
    given += count;
    return count;
  };
}

TEST_CASE("a stream gives all that the program says, then how it ended") {
  const auto [said, code] = output_of(shell("head -c 3000000 /dev/zero; echo end; exit 7"));
  CHECK(said.size() == 3'000'004);
  CHECK(said.ends_with("end\n"));
  CHECK(code == 7);
  CHECK(output_of(shell("echo heard >&2; cat")) == std::pair(std::string(), 0));
  CHECK(output_of(shell("echo half; kill -9 $$")) == std::pair(std::string("half\n"), 128 + 9));
}

TEST_CASE("a streamed program gets an environment of ours, with what is added") {
  REQUIRE(::setenv("DIGUE_TEST_SECRET", "x", 1) == 0);
  StreamCommand command{{"env"}, {}, {{"PGPASSFILE", "/a b"}, {"LC_ALL", "C.UTF-8"}}};
  CHECK(output_of(command).first == "PATH=/usr/sbin:/usr/bin:/sbin:/bin\nPGPASSFILE=/a b\nLC_ALL=C.UTF-8\n");
  LinuxProcessStreams streams;
  for (const auto& wrong : std::vector<std::pair<std::string, std::string>>{{"", "x"}, {"A=B", "x"}, {"A", {'\0'}}}) {
    command.environment = {wrong};
    CHECK(streams.start(command).error().code == ErrorCode::invalid_input);
  }
}

TEST_CASE("a program that cannot be streamed says why") {
  LinuxProcessStreams streams;
  CHECK(streams.start({{"no-such-program"}, {}, {}}).error().code == ErrorCode::not_found);
  CHECK(streams.feed({{"no-such-program"}, {}, {}}, text_feed("x")).error().code == ErrorCode::not_found);
  CHECK(streams.start({{}, {}, {}}).error().code == ErrorCode::invalid_input);
}

TEST_CASE("a program that falls silent is killed, and the half that it said is no whole") {
  StreamCommand command = shell("echo half; sleep 1000");
  command.silence = std::chrono::milliseconds(200);
  LinuxProcessStreams streams;
  const auto stream = streams.start(command).value();
  std::vector<std::byte> part(100);
  CHECK(stream->read(part).value() == 5);
  CHECK(stream->read(part).error().code == ErrorCode::unavailable);
  CHECK(stream->read(part).error().code == ErrorCode::unavailable);
  CHECK(stream->finish().error().code == ErrorCode::unavailable);
}

TEST_CASE("a stream that is given up takes the program and all that it started with it") {
  const TemporaryFolder place;
  LinuxProcessStreams streams;
  auto stream = streams.start(shell("sleep 1000 & echo $!; trap '' TERM; wait; sleep 1000")).value();
  std::vector<std::byte> part(100);
  const std::size_t count = stream->read(part).value();
  const std::string_view said(reinterpret_cast<const char*>(part.data()), count);
  const auto grandchild = static_cast<pid_t>(parse_integer(trim(said)).value());
  CHECK(is_running(grandchild));
  CHECK(stream->finish().error().code == ErrorCode::bug);
  stream.reset();
  CHECK(eventually([&] { return !is_running(grandchild); }));
}

TEST_CASE("a program that leaves somebody behind with its output open has still ended its stream") {
  const auto [said, code] = output_of(shell("setsid sleep 5 & echo said"));
  CHECK(said == "said\n");
  CHECK(code == 0);
}

TEST_CASE("a fed program gets every byte, and then the end") {
  const TemporaryFolder place;
  LinuxProcessStreams streams;
  const std::string text(3'000'000, 'x');
  CHECK(streams.feed(shell("cat > " + place.path_of("got") + "; exit 3"), text_feed(text)).value() == 3);
  CHECK(content_of(place.path_of("got")) == text);
}

TEST_CASE("a program that ends before it has taken everything has not done its work, unless it says so itself") {
  LinuxProcessStreams streams;
  const std::string text(3'000'000, 'x');
  CHECK(streams.feed(shell("exit 0"), text_feed(text)).error().code == ErrorCode::damaged);
  CHECK(streams.feed(shell("exit 4"), text_feed(text)).value() == 4);
  StreamCommand stuck = shell("sleep 1000");
  stuck.silence = std::chrono::milliseconds(200);
  CHECK(streams.feed(stuck, text_feed(text)).error().code == ErrorCode::unavailable);
}

TEST_CASE("what feeds a program may fail, and the program is killed") {
  const TemporaryFolder place;
  LinuxProcessStreams streams;
  const auto broken = [](std::span<std::byte>) -> Result<std::size_t> {
    return failure(ErrorCode::damaged, "no more");
  };
  const auto fed = streams.feed(shell("cat; touch " + place.path_of("went-on")), broken);
  CHECK(fed.error().code == ErrorCode::damaged);
  CHECK(place.names().empty());
}

TEST_CASE("a streamed program runs with the rights of the account" * doctest::skip(::geteuid() != 0) *
          doctest::description("only root can become another account")) {
  StreamCommand command{{"sh", "-c", "id -u; id -G"}, nobody(), {}};
  CHECK(output_of(command).first == "65534\n65534\n");
}

}  // namespace
}  // namespace digue::machine::linux
