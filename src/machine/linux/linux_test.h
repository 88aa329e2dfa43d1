#pragma once

#include <doctest/doctest.h>
#include <sys/types.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "base/text.h"
#include "machine/linux/linux_machine.h"

namespace digue::machine::linux {

/// Long enough for a busy machine, for questions that are answered.
inline Deadline patient() { return Deadline::in(std::chrono::seconds(60)); }
/// For questions that nobody will answer.
inline Deadline soon() { return Deadline::in(std::chrono::milliseconds(200)); }

inline LinuxDoors test_doors(const std::string& bus_address = "unix:path=/nonexistent") {
  return {MACHINE_READER, bus_address};
}

/// An account that every Debian has and that owns nothing.
inline Account nobody() { return {"65534", "nobody", "", "/nonexistent"}; }

inline std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// What stands after the name of a process in /proc/PID/stat: its state and its parent (proc(5)); empty when it is
/// gone.
inline std::vector<std::string> state_of(pid_t id) {
  const std::string text = content_of("/proc/" + std::to_string(id) + "/stat");
  std::vector<std::string> words;
  if (text.empty()) return words;
  for (const std::string_view word : split(std::string_view(text).substr(text.rfind(')') + 2), ' ')) {
    words.emplace_back(word);
  }
  return words;
}

inline bool is_running(pid_t id) {
  const std::vector<std::string> state = state_of(id);
  return !state.empty() && state[0] != "Z" && state[0] != "X";
}

/// Whether a condition becomes true; a minute is for the slowest of machines.
template <typename Condition>
bool eventually(Condition condition) {
  const Deadline deadline = patient();
  while (!condition()) {
    if (deadline.is_over()) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

/// The children of this test, the ended ones too.
inline std::vector<pid_t> children() {
  std::vector<pid_t> found;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const auto id = parse_integer(entry.path().filename().string());
    if (!id) continue;
    const std::vector<std::string> state = state_of(static_cast<pid_t>(*id));
    if (state.size() > 1 && state[1] == std::to_string(::getpid())) found.push_back(static_cast<pid_t>(*id));
  }
  return found;
}

}  // namespace digue::machine::linux
