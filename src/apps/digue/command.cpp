#include "apps/digue/command.h"

#include <fmt/core.h>

#include <array>
#include <cstdio>

#include "agent/state.h"
#include "json/write.h"

namespace digue::apps {

namespace {

void say_warning(const Invocation& invocation, std::string_view key, const std::string& sentence) {
  if (!invocation.json) return fmt::print(stderr, "{}\n", sentence);
  fmt::print(stderr, "{}\n",
             json::to_line(json::Object{{"message_type", "warning"}, {"key", key}, {"message", sentence}}));
}

}  // namespace

Command find_command(std::string_view name) {
  struct Named {
    std::string_view name;
    Command run;
  };
  static constexpr std::array commands = {
      Named{"status", run_status},
      Named{"rules list", run_rules_list},
      Named{"rules show", run_rules_show},
      Named{"rules check", run_rules_check},
      Named{"confirm", run_confirm},
      Named{"set-aside", run_set_aside},
      Named{"facts", run_facts},
      Named{"sql", run_sql},
      Named{"journal show", run_journal_show},
      Named{"journal verify", run_journal_verify},
      Named{"journal export", run_journal_export},
      Named{"journal erase", run_journal_erase},
      Named{"doctor", run_doctor},
      Named{"freeze", run_freeze},
      Named{"repo init", run_repo_init},
      Named{"repo keys", run_repo_keys},
      Named{"repo unlock", run_repo_unlock},
      Named{"repo restore-keys", run_repo_restore_keys},
      Named{"repo set-aside", run_repo_set_aside},
      Named{"backup", run_backup},
      Named{"snapshots", run_snapshots},
      Named{"ls", run_ls},
      Named{"restore", run_restore},
      Named{"check", run_check},
      Named{"forget", run_forget},
      Named{"prune", run_prune},
      Named{"prove", run_prove},
      Named{"place", run_place},
      Named{"place add", run_place_add},
      Named{"place eject", run_place_eject},
      Named{"place try", run_place_try},
      Named{"place remove", run_place_remove},
      Named{"place describe", run_place_describe},
      Named{"sheet", run_sheet},
      Named{"sheet rescue", run_sheet_rescue},
      Named{"sheet key", run_sheet_key},
      Named{"key make", run_key_make},
      Named{"key check", run_key_check},
      Named{"plan", run_plan},
      Named{"plan check", run_plan_check},
      Named{"plan get", run_plan_get},
      Named{"plan put", run_plan_put},
      Named{"plan add", run_plan_add},
      Named{"plan remove", run_plan_remove},
      Named{"plan practice", run_plan_practice},
      Named{"plan contact", run_plan_contact},
      Named{"plan contact add", run_plan_contact_add},
      Named{"plan contact remove", run_plan_contact_remove},
      Named{"plan database add", run_plan_database_add},
      Named{"plan database remove", run_plan_database_remove},
      Named{"plan hours", run_plan_hours},
      Named{"plan propose", run_plan_propose},
      Named{"backup now", run_backup_now},
      Named{"drill", run_drill},
      Named{"jobs", run_jobs},
      Named{"serve", run_serve},
      Named{"tell", run_tell},
      Named{"tell test", run_tell_test},
      Named{"recover", run_recover},
      Named{"watch", run_watch},
  };
  for (const Named& command : commands) {
    if (command.name == name) return command.run;
  }
  return nullptr;
}

Result<journal::Journal> Context::open_journal() const { return agent::open_state(state_folder); }

Result<journal::Journal> Context::read_journal() const { return agent::read_state(state_folder); }

Result<journal::Journal> Context::read_journal_if_any() const {
  Result<journal::Journal> journal = read_journal();
  if (!journal && journal.error().code == ErrorCode::not_found) return journal::Journal::empty();
  return journal;
}

void Context::warn(std::string_view key, std::int64_t count) const {
  say_warning(invocation, key, texts.say_count(key, count));
}

void Context::warn(std::string_view key, std::initializer_list<texts::Filling> fillings) const {
  say_warning(invocation, key, texts.say(key, fillings));
}

ExitCode Context::refuse(std::string_view key, ExitCode code, std::initializer_list<texts::Filling> fillings) const {
  const std::string sentence = texts.say(key, fillings);
  if (invocation.json) {
    const json::Value line = json::Object{
        {"message_type", "exit_error"}, {"code", static_cast<int>(code)}, {"key", key}, {"message", sentence}};
    fmt::print(stderr, "{}\n", json::to_line(line));
  } else {
    fmt::print(stderr, "{}\n", sentence);
  }
  return code;
}

}  // namespace digue::apps
