// Appends to a journal until it is told, killed or refused: journal_writer PATH COUNT [MOST_BYTES_OF_A_FILE]
// Prints the number of each entry once append has returned, and the error's name if it is refused.

#include <fmt/core.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <string>

#include "journal/journal.h"

namespace {

using namespace digue;

/// A full disk for this process: a write beyond that size fails.
void limit_files(rlim_t bytes) {
  std::signal(SIGXFSZ, SIG_IGN);
  const rlimit limit{bytes, bytes};
  setrlimit(RLIMIT_FSIZE, &limit);
}

/// At once, in one piece: what the reader of the pipe has seen was acknowledged.
void say(const std::string& word) {
  const std::string line = word + "\n";
  if (write(STDOUT_FILENO, line.data(), line.size()) < 0) std::_Exit(3);
}

crypto::Secret the_key() {
  Bytes bytes;
  for (unsigned i = 0; i < 32; ++i) bytes.push_back(static_cast<std::byte>(i));
  return crypto::Secret(std::move(bytes));
}

Result<void> append_all(const std::string& path, int count) {
  journal::Journal journal = TRY(journal::Journal::open_or_make(path, the_key()));
  for (int i = 0; i < count; ++i) {
    const Instant at(std::chrono::milliseconds(1'800'000'000'000));
    const journal::Entry entry =
        TRY(journal.append({at, "checked", {{"process", std::int64_t{getpid()}}}, {{"by", std::string(300, 'x')}}}));
    say(fmt::format("{}", entry.number));
  }
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  if (argc > 3) limit_files(std::strtoul(argv[3], nullptr, 10));
  const Result<void> done = append_all(argv[1], std::atoi(argv[2]));
  if (!done) say(std::string(name_of(done.error().code)));
  return done ? 0 : 1;
}
