#pragma once

#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "backup/sources/sources_test.h"
#include "backup/sources/trial_server.h"
#include "machine/linux/file_tree.h"
#include "machine/linux/process_stream.h"
#include "machine/linux/processes.h"
#include "support/streamed_practice.h"
#include "support/temporary_folder.h"

namespace digue::backup::test {

/// Of a patient: it may stand in a database and in its copies, and nowhere else.
constexpr const char* patient = "CANARI Patience";

/// This computer, with a folder for a server of its own account. Servers refuse root.
class RealComputer {
 public:
  RealComputer() {
    std::filesystem::permissions(place.path(), std::filesystem::perms(0711));
    const auto made = processes.run({{"install", "-d", "-m", "0700", "-o", account.id, server_folder()}, {}}, patient_);
    REQUIRE(made.value().exit_code == 0);
  }

  std::string server_folder() const { return place.path_of("server"); }

  /// Whether nothing is left of a trial.
  bool has_no_trial() const {
    return std::ranges::none_of(place.names(), [](const std::string& name) { return name.starts_with("digue-trial"); });
  }

  /// A program's output; it must end well.
  std::string run(std::vector<std::string> words) {
    const auto output = processes.run({std::move(words), account}, machine::Deadline::in(std::chrono::minutes(2)));
    REQUIRE(output.value().exit_code == 0);
    return output->text;
  }

  void feed(const std::vector<std::string>& words, const std::string& text) {
    TextContent content(text);
    REQUIRE(load_into_trial(tools, words, content));
  }

  digue::test::TemporaryFolder place;
  machine::linux::Dying dying;
  machine::linux::LinuxProcesses processes{dying};
  machine::linux::LinuxProcessStreams programs;
  machine::linux::LinuxFileTree files;
  machine::SystemSleeper sleeper;
  machine::Account account = ::geteuid() == 0 ? machine::Account{"65534", "nobody", "", "/nonexistent"}
                                              : machine::Account{std::to_string(::geteuid()), "me", "", ""};
  TrialTools tools{processes, programs, files, sleeper, account, place.path()};
  std::uint32_t user_id = ::geteuid();

 private:
  machine::Deadline patient_ = machine::Deadline::in(std::chrono::minutes(1));
};

/// Says the same thing to a server again and again, on a thread of its own, until it is destroyed.
class Writer {
 public:
  explicit Writer(machine::Account account, std::vector<std::string> words)
      : thread_([this, account = std::move(account), words = std::move(words)](const std::stop_token& stop) {
          machine::linux::Dying dying;
          machine::linux::LinuxProcesses processes(dying);
          while (!stop.stop_requested()) {
            const auto said = processes.run({words, account}, machine::Deadline::in(std::chrono::minutes(1)));
            if (said && said->exit_code == 0) ++written_;
          }
        }) {}

  /// Waits until it has written that much more.
  void wait_for(int more) const {
    const auto deadline = machine::Deadline::in(std::chrono::minutes(1));
    for (const int end = written_ + more; written_ < end;) {
      REQUIRE_FALSE(deadline.is_over());
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }

 private:
  std::atomic<int> written_ = 0;
  std::jthread thread_;
};

/// Whether a text stands in the words or the environment of any process that runs now.
inline bool any_process_tells(const std::string& text) {
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    for (const char* name : {"cmdline", "environ"}) {
      // One that ends meanwhile reads as empty.
      std::ostringstream content;
      content << std::ifstream(entry.path() / name, std::ios::binary).rdbuf();
      if (content.str().find(text) != std::string::npos) return true;
    }
  }
  return false;
}

}  // namespace digue::backup::test
