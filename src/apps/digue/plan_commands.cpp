#include "apps/digue/plan_commands.h"

#include <CLI/CLI.hpp>

#include "apps/digue/command_line.h"

namespace digue::apps {

namespace {

void add_database_options(CLI::App& command, PlanWords& words) {
  command.add_option("--question", words.questions)->allow_extra_args(false);
  command.add_option("--host", words.host);
  command.add_option("--port", words.port);
  command.add_option("--user", words.user);
  command.add_option("--password-file", words.password_file);
}

}  // namespace

void add_socket(CLI::App& command, Invocation& invocation) { command.add_option("--socket", invocation.socket); }

void add_plan_commands(CLI::App& app, Invocation& invocation) {
  CLI::App* plan = add_command(app, invocation, "plan", "plan");
  add_command(*plan, invocation, "check", "plan check");
  add_socket(*add_command(*plan, invocation, "get", "plan get"), invocation);
  add_socket(*add_command(*plan, invocation, "put", "plan put", one), invocation);
  CLI::App* add = add_command(*plan, invocation, "add", "plan add", any_number);
  add->add_option("--at", invocation.plan.times)->allow_extra_args(false);
  add->add_option("--place", invocation.plan.places)->allow_extra_args(false);
  add->add_option("-e,--exclude", invocation.repository.excludes)->allow_extra_args(false);
  add->add_option("--database", invocation.plan.databases)->allow_extra_args(false);
  add_database_options(*add, invocation.plan);
  add_command(*plan, invocation, "remove", "plan remove", one);
  add_command(*plan, invocation, "practice", "plan practice", one);
  CLI::App* contact = add_command(*plan, invocation, "contact", "plan contact");
  add_command(*contact, invocation, "add", "plan contact add", two_or_three);
  add_command(*contact, invocation, "remove", "plan contact remove", one);
  CLI::App* database = add_command(*plan, invocation, "database", "plan database");
  add_database_options(*add_command(*database, invocation, "add", "plan database add", any_number), invocation.plan);
  add_command(*database, invocation, "remove", "plan database remove", one);
  CLI::App* hours = add_command(*plan, invocation, "hours", "plan hours", any_number);
  hours->add_option("--closed", invocation.plan.closures)->allow_extra_args(false);
  CLI::App* drill = add_command(app, invocation, "drill", "drill", any_number);
  drill->add_option("--place", invocation.drill.place);
  drill->add_option("--print", invocation.drill.print);
  drill->add_flag("--all", invocation.drill.is_all);
  drill->add_flag("--names", invocation.shows_names);
  add_socket(*drill, invocation);
  CLI::App* propose = add_command(*plan, invocation, "propose", "plan propose", one_or_none);
  propose->add_flag("--accept", invocation.plan.is_accepted);
  add_socket(*add_command(app, invocation, "jobs", "jobs"), invocation);
  add_socket(*add_command(app, invocation, "serve", "serve"), invocation);
  CLI::App* tell = add_command(app, invocation, "tell", "tell");
  add_command(*tell, invocation, "test", "tell test");
  add_socket(*add_command(app, invocation, "watch", "watch"), invocation);
  CLI::App* recover = add_command(app, invocation, "recover", "recover", any_number);
  recover->add_option("--to", invocation.out);
  recover->add_option("--snapshot", invocation.snapshot);
  add_socket(*recover, invocation);
}

}  // namespace digue::apps
