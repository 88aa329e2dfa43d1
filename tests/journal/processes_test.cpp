#include <doctest/doctest.h>
#include <fmt/core.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <random>
#include <set>

#include "base/text.h"
#include "support.h"

extern char** environ;

namespace digue::journal::test {
namespace {

/// The writer in a process of its own, and what it prints.
class Writer {
 public:
  Writer(const std::string& path, int count, std::string file_limit = {}) {
    std::array<int, 2> pipe_ends = {};
    if (pipe(pipe_ends.data()) != 0) std::abort();
    output_ = pipe_ends[0];
    std::vector<std::string> words = {JOURNAL_WRITER, path, std::to_string(count)};
    if (!file_limit.empty()) words.push_back(std::move(file_limit));
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addclose(&actions, pipe_ends[0]);
    posix_spawn_file_actions_adddup2(&actions, pipe_ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&actions, pipe_ends[1]);
    if (posix_spawn(&process_, JOURNAL_WRITER, &actions, nullptr, arguments.data(), environ) != 0) std::abort();
    posix_spawn_file_actions_destroy(&actions);
    close(pipe_ends[1]);
  }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  ~Writer() {
    close(output_);
    waitpid(process_, nullptr, 0);
  }

  void kill_now() { kill(process_, SIGKILL); }

  /// Waits until it has printed at least that many bytes.
  void wait_for(std::size_t bytes) {
    while (printed_.size() < bytes && read_more()) {
    }
  }

  /// All that it printed, to its end.
  std::vector<std::string> lines() {
    while (read_more()) {
    }
    std::vector<std::string> lines;
    for (const std::string_view line : lines_of(printed_)) lines.emplace_back(line);
    return lines;
  }

 private:
  bool read_more() {
    std::array<char, 4096> buffer = {};
    const ssize_t size = read(output_, buffer.data(), buffer.size());
    if (size > 0) printed_.append(buffer.data(), static_cast<std::size_t>(size));
    return size > 0;
  }

  pid_t process_ = 0;
  int output_ = -1;
  std::string printed_;
};

std::int64_t entries_in(const std::string& path) { return open_journal(path).verify().value().entries; }

int kills() {
  const char* often = std::getenv("DIGUE_KILLS");
  return often == nullptr ? 20 : std::atoi(often);
}

TEST_CASE("a writer that is killed at any moment loses nothing that it was told is written") {
  Scratch scratch;
  std::mt19937 random(7);
  int interrupted = 0;
  int unborn = 0;
  for (int i = 0; i < kills(); ++i) {
    // Four kills on each journal, the first of them while it is being made.
    const std::string path = scratch.file(fmt::format("{}.sqlite", i / 4));
    Writer writer(path, 1'000'000);
    if (i % 4 != 0) writer.wait_for(1 + random() % 30);
    usleep(static_cast<useconds_t>(random() % (i % 4 == 0 ? 60'000 : 20'000)));
    writer.kill_now();
    const std::vector<std::string> acknowledged = writer.lines();

    if (access(path.c_str(), F_OK) != 0) {
      CHECK(acknowledged.empty());
      ++unborn;
      continue;
    }
    Journal journal = open_journal(path);
    const Verification found = journal.verify().value();
    CHECK(found.faults.empty());
    if (found.was_interrupted) ++interrupted;
    if (!acknowledged.empty()) {
      const std::int64_t last = parse_integer(acknowledged.back()).value();
      CHECK(found.entries >= last);
      CHECK(found.entries <= last + 1);
    }
    CHECK(journal.append(numbered_act(1)).value().number == found.entries + 1);
    const Verification after = journal.verify().value();
    CHECK(after.faults.empty());
    CHECK_FALSE(after.was_interrupted);
  }
  MESSAGE(kills() << " kills, of which " << interrupted << " between the two writes and " << unborn << " before any");
}

TEST_CASE("a full disk is said, and every entry that was acknowledged stays") {
  for (const std::string limit : {"0", "512", "20000", "24576", "30000", "40000", "66000", "100000"}) {
    CAPTURE(limit);
    const Scratch scratch;
    const std::string path = scratch.file();
    Writer writer(path, 10'000, limit);
    std::vector<std::string> lines = writer.lines();
    REQUIRE_FALSE(lines.empty());
    CHECK(lines.back() == "full");
    CHECK(entries_in(path) == std::ssize(lines) - 1);
    CHECK(verified(path).find(';') == std::string::npos);
    CHECK(open_journal(path).append(numbered_act(1)).value().number == std::ssize(lines));
    CHECK(verified(path) == fmt::format("{} entries", lines.size()));
  }
}

TEST_CASE("two processes that append at once, while a third verifies, make one whole chain") {
  const Scratch scratch;
  const std::string path = scratch.file();
  std::vector<std::string> lines;
  {
    Writer first(path, 60);
    Writer second(path, 60);
    first.wait_for(1);
    Journal reader = open_journal(path);
    for (int i = 0; i < 20; ++i) CHECK(reader.verify().value().faults.empty());
    lines = first.lines();
    std::ranges::copy(second.lines(), std::back_inserter(lines));
  }
  CHECK(std::set<std::string>(lines.begin(), lines.end()).size() == 120);
  CHECK(verified(path) == "120 entries");
}

TEST_CASE("a journal that somebody else holds is locked, and the act is not in it") {
  const Scratch scratch;
  const std::string path = scratch.file();
  make_journal(path, 1);
  Journal journal = open_journal(path);
  database::Connection other = database::Connection::open(path, database::Mode::existing).value();
  SUBCASE("by a writer") { other.execute("BEGIN IMMEDIATE").value(); }
  SUBCASE("by a reader who does not end") {
    other.execute("BEGIN").value();
    other.query("SELECT count(*) FROM entries").value();
  }
  CHECK(journal.append(numbered_act(2)).error().code == ErrorCode::locked);
  other.execute("ROLLBACK").value();
  CHECK(verified(path) == "1 entries");
  CHECK(journal.append(numbered_act(2)).value().number == 2);
}

}  // namespace
}  // namespace digue::journal::test
