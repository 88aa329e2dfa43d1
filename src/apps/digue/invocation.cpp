#include "apps/digue/invocation.h"

#include <CLI/CLI.hpp>

#include "apps/digue/command_line.h"
#include "apps/digue/key_commands.h"
#include "apps/digue/plan_commands.h"
#include "apps/digue/repository_commands.h"
#include "apps/digue/restic_options.h"

namespace digue::apps {

namespace {

/// Options that every command takes, wherever they stand.
void add_common(CLI::App& app, Invocation& invocation) {
  app.set_help_flag("");
  app.add_flag("-h,--help", invocation.wants_help);
  app.add_flag("--json", invocation.json);
  app.add_flag("--no-color", invocation.no_color);
  app.add_option("--lang", invocation.language)->check(CLI::IsMember({"fr", "en"}));
  app.add_option("--state", invocation.state);
  app.add_option("--machine", invocation.machine);
}

void add_place(CLI::App& app, Invocation& invocation) {
  CLI::App* place = add_command(app, invocation, "place", "place");
  CLI::App* add = add_command(*place, invocation, "add", "place add", one);
  add->add_option("--disk", invocation.place.disk);
  add->add_option("--network", invocation.place.network);
  add->add_option("--cloud", invocation.place.cloud);
  add->add_option("--login-file", invocation.place.login_file);
  add->add_flag("--at-home", invocation.place.is_at_home);
  CLI::App* describe = add_command(*place, invocation, "describe", "place describe", one);
  for (CLI::App* command : {add, describe}) {
    command->add_option("--looks", invocation.place.looks);
    command->add_option("--kept-at", invocation.place.kept_at);
  }
  add_command(*place, invocation, "eject", "place eject", one);
  add_command(*place, invocation, "try", "place try", one);
  add_command(*place, invocation, "remove", "place remove", one);
}

void add_commands(CLI::App& app, Invocation& invocation) {
  add_command(app, invocation, "status", "status");

  CLI::App* rules = add_command(app, invocation, "rules", "rules");
  add_command(*rules, invocation, "list", "rules list");
  CLI::App* show = add_command(*rules, invocation, "show", "rules show", one);
  show->add_flag("--names", invocation.shows_names);
  add_command(*rules, invocation, "check", "rules check", any_number);

  CLI::App* confirm = add_command(app, invocation, "confirm", "confirm", one);
  confirm->add_option("--by", invocation.by);

  CLI::App* set_aside = add_command(app, invocation, "set-aside", "set-aside", one);
  set_aside->add_option("--by", invocation.by);
  set_aside->add_option("--why", invocation.why);
  set_aside->add_option("--until", invocation.until);
  set_aside->add_flag("--end", invocation.ends);

  CLI::App* facts = add_command(app, invocation, "facts", "facts", one_or_none);
  facts->add_flag("--names", invocation.shows_names);
  CLI::App* sql = add_command(app, invocation, "sql", "sql", one);
  sql->add_flag("--names", invocation.shows_names);

  CLI::App* journal = add_command(app, invocation, "journal", "journal");
  add_command(*journal, invocation, "show", "journal show");
  add_command(*journal, invocation, "verify", "journal verify");
  add_command(*journal, invocation, "export", "journal export");
  add_command(*journal, invocation, "erase", "journal erase", one);

  add_command(app, invocation, "doctor", "doctor");
  add_command(app, invocation, "freeze", "freeze", one);

  add_key_commands(app, invocation);
  add_plan_commands(app, invocation);
  add_place(app, invocation);
  add_repository_commands(app, invocation);
}

bool needs_a_word(std::string_view command) {
  constexpr std::array commands = {"rules show",
                                   "confirm",
                                   "set-aside",
                                   "sql",
                                   "journal erase",
                                   "freeze",
                                   "restore",
                                   "ls",
                                   "prove",
                                   "plan put",
                                   "plan add",
                                   "plan remove",
                                   "plan practice",
                                   "plan database add",
                                   "plan database remove",
                                   "place add",
                                   "place eject",
                                   "place try",
                                   "place remove",
                                   "place describe",
                                   "plan contact add",
                                   "plan contact remove"};
  return std::ranges::find(commands, command) != commands.end();
}

std::string first_or_empty(const std::vector<std::string>& words) {
  return words.empty() ? std::string() : words.front();
}

}  // namespace

CLI::App* add_command(CLI::App& parent, Invocation& invocation, const std::string& name, const std::string& full_name,
                      Words words) {
  CLI::App* command = parent.add_subcommand(name);
  add_common(*command, invocation);
  if (words.at_most > 0) command->add_option("words", invocation.words)->expected(words.at_least, words.at_most);
  command->final_callback([&invocation, full_name] {
    if (invocation.command.empty()) invocation.command = full_name;  // the innermost command is called first
  });
  return command;
}

std::expected<Invocation, UsageError> parse_command_line(int count, const char* const* words) {
  Invocation invocation;
  CLI::App app;
  add_common(app, invocation);
  app.add_flag("--version", invocation.wants_version);
  app.require_subcommand(0, 1);
  add_commands(app, invocation);
  try {
    app.parse(count, words);
  } catch (const CLI::ExtrasError&) {
    const std::string word = first_or_empty(app.remaining(true));
    const bool is_of_restic = is_option_of_restic(word.substr(0, word.find('=')));
    return std::unexpected(UsageError{is_of_restic ? "not_ours" : "unknown_word", word});
  } catch (const CLI::RequiredError& error) {
    return std::unexpected(UsageError{"missing_word", invocation.command});
  } catch (const CLI::ArgumentMismatch& error) {
    return std::unexpected(UsageError{"missing_value", error.get_name()});
  } catch (const CLI::ValidationError& error) {
    return std::unexpected(UsageError{"wrong_value", error.get_name()});
  } catch (const CLI::ParseError& error) {
    return std::unexpected(UsageError{"unknown_word", error.get_name()});
  }
  if (!invocation.wants_help && invocation.words.empty() && needs_a_word(invocation.command)) {
    return std::unexpected(UsageError{"missing_word", invocation.command});
  }
  return invocation;
}

}  // namespace digue::apps
