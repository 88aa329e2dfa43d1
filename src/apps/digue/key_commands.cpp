#include "apps/digue/key_commands.h"

#include <CLI/CLI.hpp>

#include "apps/digue/command_line.h"

namespace digue::apps {

void add_key_commands(CLI::App& app, Invocation& invocation) {
  CLI::App* key = add_command(app, invocation, "key", "key");
  add_command(*key, invocation, "make", "key make");
  add_command(*key, invocation, "check", "key check");

  CLI::App* sheet = add_command(app, invocation, "sheet", "sheet");
  sheet->add_flag("--demo", invocation.is_demonstration);
  sheet->add_option("--out", invocation.out);
  for (const char* name : {"rescue", "key"}) {
    add_command(*sheet, invocation, name, std::string("sheet ") + name)->add_option("--out", invocation.out);
  }
}

}  // namespace digue::apps
