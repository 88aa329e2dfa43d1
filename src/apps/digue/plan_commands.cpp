#include "apps/digue/plan_commands.h"

#include <CLI/CLI.hpp>

#include "apps/digue/command_line.h"

namespace digue::apps {

void add_socket(CLI::App& command, Invocation& invocation) { command.add_option("--socket", invocation.socket); }

void add_plan_commands(CLI::App& app, Invocation& invocation) {
  CLI::App* plan = add_command(app, invocation, "plan", "plan");
  add_command(*plan, invocation, "check", "plan check");
  CLI::App* add = add_command(*plan, invocation, "add", "plan add", any_number);
  add->add_option("--at", invocation.plan.times)->allow_extra_args(false);
  add->add_option("--place", invocation.plan.places)->allow_extra_args(false);
  add->add_option("-e,--exclude", invocation.repository.excludes)->allow_extra_args(false);
  add_command(*plan, invocation, "remove", "plan remove", one);
  add_command(*plan, invocation, "practice", "plan practice", one);
  CLI::App* contact = add_command(*plan, invocation, "contact", "plan contact");
  add_command(*contact, invocation, "add", "plan contact add", two_or_three);
  add_command(*contact, invocation, "remove", "plan contact remove", one);
  add_socket(*add_command(app, invocation, "jobs", "jobs"), invocation);
  add_socket(*add_command(app, invocation, "serve", "serve"), invocation);
}

}  // namespace digue::apps
