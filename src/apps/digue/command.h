#pragma once

#include <memory>

#include "agent/agent.h"
#include "agent/sentences.h"
#include "apps/digue/exit_code.h"
#include "apps/digue/invocation.h"
#include "apps/digue/screen.h"
#include "machine/disk.h"
#include "machine/file_tree.h"
#include "machine/machine.h"
#include "machine/process_stream.h"
#include "machine/sleeper.h"
#include "machine/volumes.h"

namespace digue::apps {

/// What every command is given. `main` builds it.
struct Context {
  const Invocation& invocation;
  const json::Value& content;
  const std::vector<posture::Rule>& rules;
  const texts::Texts& texts;
  machine::Machine& machine;
  machine::Disk& disk;
  machine::FileTree& file_tree;
  machine::Volumes& volumes;
  machine::ProcessStreams& programs;
  machine::Processes& job_processes;  ///< of this computer; for any thread, as the machine's are not
  machine::Sleeper& sleeper;
  Screen& screen;
  std::string state_folder;
  std::string credentials;  ///< the folder of the secrets that this service was handed; empty if none
  std::string session_bus;  ///< of the person's desktop; empty where there is none

  agent::Sentences sentences() const { return {texts, machine.clock()}; }

  /// Opens the state to write acts down (made at the first time).
  Result<journal::Journal> open_journal() const;
  /// Opens the state to read; nothing is made or changed. `not_found` if there is none.
  Result<journal::Journal> read_journal() const;
  /// The same, and an empty journal where there is none yet: nothing has ever happened there.
  Result<journal::Journal> read_journal_if_any() const;

  /// One sentence on standard error; the work goes on.
  void warn(std::string_view key, std::initializer_list<texts::Filling> fillings = {}) const;
  void warn(std::string_view key, std::int64_t count) const;

  /// Says what is wrong and what to do, on standard error; as a JSON line when those were asked for.
  ExitCode refuse(std::string_view key, ExitCode code, std::initializer_list<texts::Filling> fillings = {}) const;
};

/// One command. An error that it does not explain itself is explained by its code.
using Command = Result<ExitCode> (*)(const Context& context);

/// One file each. nullptr for an unknown name.
Command find_command(std::string_view name);

Result<ExitCode> run_status(const Context& context);
Result<ExitCode> run_rules_list(const Context& context);
Result<ExitCode> run_rules_show(const Context& context);
Result<ExitCode> run_rules_check(const Context& context);
Result<ExitCode> run_confirm(const Context& context);
Result<ExitCode> run_set_aside(const Context& context);
Result<ExitCode> run_facts(const Context& context);
Result<ExitCode> run_sql(const Context& context);
Result<ExitCode> run_journal_show(const Context& context);
Result<ExitCode> run_journal_verify(const Context& context);
Result<ExitCode> run_journal_export(const Context& context);
Result<ExitCode> run_journal_erase(const Context& context);
Result<ExitCode> run_doctor(const Context& context);
Result<ExitCode> run_freeze(const Context& context);
Result<ExitCode> run_repo_init(const Context& context);
Result<ExitCode> run_repo_keys(const Context& context);
Result<ExitCode> run_repo_restore_keys(const Context& context);
Result<ExitCode> run_repo_unlock(const Context& context);
Result<ExitCode> run_repo_set_aside(const Context& context);
Result<ExitCode> run_backup(const Context& context);
Result<ExitCode> run_snapshots(const Context& context);
Result<ExitCode> run_restore(const Context& context);
Result<ExitCode> run_prove(const Context& context);
Result<ExitCode> run_ls(const Context& context);
Result<ExitCode> run_check(const Context& context);
Result<ExitCode> run_forget(const Context& context);
Result<ExitCode> run_prune(const Context& context);
Result<ExitCode> run_place(const Context& context);
Result<ExitCode> run_place_add(const Context& context);
Result<ExitCode> run_place_eject(const Context& context);
Result<ExitCode> run_place_try(const Context& context);
Result<ExitCode> run_place_remove(const Context& context);
Result<ExitCode> run_place_describe(const Context& context);
Result<ExitCode> run_sheet(const Context& context);
Result<ExitCode> run_sheet_rescue(const Context& context);
Result<ExitCode> run_sheet_key(const Context& context);
Result<ExitCode> run_key_make(const Context& context);
Result<ExitCode> run_key_check(const Context& context);
Result<ExitCode> run_plan(const Context& context);
Result<ExitCode> run_plan_check(const Context& context);
Result<ExitCode> run_plan_get(const Context& context);
Result<ExitCode> run_plan_put(const Context& context);
Result<ExitCode> run_plan_add(const Context& context);
Result<ExitCode> run_plan_remove(const Context& context);
Result<ExitCode> run_plan_practice(const Context& context);
Result<ExitCode> run_plan_contact(const Context& context);
Result<ExitCode> run_plan_contact_add(const Context& context);
Result<ExitCode> run_plan_contact_remove(const Context& context);
Result<ExitCode> run_plan_database_add(const Context& context);
Result<ExitCode> run_plan_database_remove(const Context& context);
Result<ExitCode> run_plan_hours(const Context& context);
Result<ExitCode> run_plan_propose(const Context& context);
Result<ExitCode> run_backup_now(const Context& context);
Result<ExitCode> run_drill(const Context& context);
Result<ExitCode> run_jobs(const Context& context);
Result<ExitCode> run_serve(const Context& context);
Result<ExitCode> run_tell(const Context& context);
Result<ExitCode> run_tell_test(const Context& context);
Result<ExitCode> run_recover(const Context& context);
Result<ExitCode> run_watch(const Context& context);

}  // namespace digue::apps
