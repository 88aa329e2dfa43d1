#include "apps/digue/command.h"
#include "apps/digue/demo_sheets.h"
#include "apps/digue/sheet_files.h"
#include "json/write.h"

namespace digue::apps {

/// Only a specimen yet: the sheets of a practice come with its plan.
Result<ExitCode> run_sheet(const Context& context) {
  const Invocation& invocation = context.invocation;
  if (!invocation.is_demonstration || invocation.out.empty()) return context.refuse("sheet.only_demo", ExitCode::usage);
  const std::string folder = TRY(context.file_tree.absolute(invocation.out));
  const Result<std::vector<std::string>> names = write_sheets(context, folder, TRY(demo_sheets(context)));
  if (!names && names.error().code == ErrorCode::already_exists)
    return context.refuse("sheet.file_there", ExitCode::usage);
  if (!names) return std::unexpected(names.error());
  if (!invocation.json) context.screen.say(context.texts.say("sheet.written", {{"folder", folder}}));
  for (const std::string& name : *names) {
    if (invocation.json) {
      context.screen.raw(json::to_line(json::Object{{"message_type", "sheet"}, {"file", folder + "/" + name}}));
    } else {
      context.screen.raw("  " + name);
    }
  }
  return ExitCode::fine;
}

}  // namespace digue::apps
