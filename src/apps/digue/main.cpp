#include <fmt/core.h>

#include <cstdio>
#include <cstdlib>

#include "apps/digue/command.h"
#include "apps/digue/polite_sleeper.h"
#include "machine/fake/computer.h"
#include "machine/fake/frozen.h"
#include "machine/fake/volumes.h"
#include "machine/interrupt.h"
#include "machine/linux/disk.h"
#include "machine/linux/file_tree.h"
#include "machine/linux/linux_machine.h"
#include "machine/linux/process_stream.h"
#include "machine/linux/processes.h"
#include "machine/linux/reader.h"
#include "machine/linux/volumes.h"
#include "machine/linux/writer.h"
#include "machine/terminal.h"
#include "texts/content.h"

namespace digue::apps {
namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

/// POSIX: the first of these that is set decides the language of messages.
std::string locale() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    if (std::string value = environment(name); !value.empty()) return value;
  }
  return "fr";
}

/// Where the desktop of this session listens: the second is where systemd has it.
std::string session_bus() {
  if (std::string address = environment("DBUS_SESSION_BUS_ADDRESS"); !address.empty()) return address;
  const std::string folder = environment("XDG_RUNTIME_DIR");
  return folder.empty() ? std::string() : "unix:path=" + folder + "/bus";
}

bool wants_colors(const Invocation& invocation) {
  return !invocation.no_color && !invocation.json && environment("NO_COLOR").empty() && environment("TERM") != "dumb" &&
         machine::output_is_terminal();
}

int say_usage(const texts::Texts& texts, const UsageError& error) {
  fmt::print(stderr, "{}\n{}\n", texts.say("usage." + error.sentence, {{"word", error.word}}), texts.say("usage.help"));
  return static_cast<int>(ExitCode::usage);
}

/// The page of a command, or the first page when there is none.
int say_help(const texts::Texts& texts, const std::string& command) {
  const std::string key = "help." + command;
  const bool is_command = texts.has(key);
  fmt::print("{}{}{}\n", texts.say(is_command ? key : "help"), is_command ? "\n\n" : "\n", texts.say("help.always"));
  return 0;
}

/// This machine, or a frozen one.
Result<std::unique_ptr<machine::Machine>> machine_for(const Invocation& invocation) {
  if (!invocation.machine) return std::make_unique<machine::LinuxMachine>();
  return std::make_unique<machine::fake::Computer>(TRY(machine::fake::load_frozen(*invocation.machine)));
}

/// A frozen machine has no disks that could be asked, and must not be answered by those of this one.
std::unique_ptr<machine::Volumes> volumes_for(const Invocation& invocation, machine::Machine& machine,
                                              const std::string& state) {
  if (!invocation.machine) {
    return std::make_unique<machine::linux::LinuxVolumes>(machine.files(), machine.processes(), state + "/mounted");
  }
  auto none = std::make_unique<machine::fake::MemoryVolumes>();
  none->fail_with(ErrorCode::unsupported);
  return none;
}

int run(const Invocation& invocation, const json::Value& content, const texts::Texts& texts) {
  const auto rules = posture::load_rules(content);
  auto machine = machine_for(invocation);
  Screen screen(machine::terminal_width(), wants_colors(invocation));
  if (!rules || !machine) {
    fmt::print(stderr, "{}\n",
               texts.say("error.machine", {{"detail", rules ? machine.error().detail : rules.error().detail}}));
    return static_cast<int>(ExitCode::usage);
  }
  const std::string state =
      invocation.state.value_or(machine::default_state_folder(environment("HOME"), environment("XDG_STATE_HOME")));
  machine::linux::LinuxDisk disk;
  machine::linux::LinuxFileTree file_tree;
  PoliteSleeper sleeper;
  const auto volumes = volumes_for(invocation, **machine, state);
  machine::linux::LinuxProcessStreams programs;
  machine::linux::SharedProcesses job_processes;
  const Context context{
      invocation,   content,  *rules,        texts,   **machine, disk,  file_tree,
      *volumes,     programs, job_processes, sleeper, screen,    state, environment("CREDENTIALS_DIRECTORY"),
      session_bus()};
  // What a frozen machine answers must never be written down as this one's.
  if (invocation.machine && !invocation.state)
    return static_cast<int>(context.refuse("usage.machine_needs_state", ExitCode::usage));

  Result<ExitCode> code = find_command(invocation.command)(context);
  if (!code) {
    const ErrorCode error = code.error().code;
    const bool is_of_repository = !invocation.repository.location.empty();
    code = is_of_repository
               ? context.refuse(fmt::format("repository.error.{}", name_of(error)), repository_exit_code_of(error))
               : context.refuse(fmt::format("error.{}", name_of(error)), exit_code_of(error));
  }
  return static_cast<int>(*code);
}

int start(int count, const char* const* words) {
  const auto content = texts::embedded_content();
  if (!content) {
    fmt::print(stderr, "{}\n", content.error().detail);
    return static_cast<int>(ExitCode::failed);
  }
  const auto invocation = parse_command_line(count, words);
  const std::string language = invocation && invocation->language ? *invocation->language : locale();
  const texts::Texts texts(*content, texts::language_from(language));
  if (!invocation) return say_usage(texts, invocation.error());
  if (invocation->wants_version) {
    fmt::print("digue {}\n", DIGUE_VERSION);
    return 0;
  }
  if (invocation->wants_help || find_command(invocation->command) == nullptr)
    return say_help(texts, invocation->command);
  return run(*invocation, *content, texts);
}

/// What could not be written to the screen or its file was not said.
bool was_said() { return std::fflush(stdout) == 0 && std::ferror(stdout) == 0; }

}  // namespace
}  // namespace digue::apps

int main(int count, char** words) {
  if (count == 2 && std::string_view(words[1]) == "internal-reader") return digue::machine::serve_files(0);
  if (count == 2 && std::string_view(words[1]) == "internal-writer") return digue::machine::serve_writes(0);
  digue::machine::watch_interrupts();
  const int code = digue::apps::start(count, words);
  return digue::apps::was_said() ? code : static_cast<int>(digue::apps::ExitCode::full);
}
