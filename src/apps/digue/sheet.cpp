#include "apps/digue/command.h"
#include "apps/digue/demo_sheets.h"
#include "json/write.h"
#include "paper/html.h"
#include "paper/pdf.h"

namespace digue::apps {

namespace {

/// Whole or not at all, for the owner alone, and never in the place of another file.
Result<void> write_new_file(machine::Disk& disk, const std::string& folder, const std::string& name, ByteView content) {
  const std::string temporary = folder + "/." + name + ".new";
  const auto size = disk.size(folder + "/" + name);
  if (size) return failure(ErrorCode::already_exists, name);
  if (size.error().code != ErrorCode::not_found) return std::unexpected(size.error());
  const Result<void> swept = disk.remove(temporary);  // what a run left that was stopped
  if (!swept && swept.error().code != ErrorCode::not_found) return swept;
  {
    const auto file = TRY(disk.create(temporary));
    TRY(file->write(content));
    TRY(file->sync());
  }
  return disk.rename(temporary, folder + "/" + name);
}

Result<std::vector<std::string>> write_sheets(const Context& context, const std::string& folder) {
  std::vector<std::string> names;
  const std::vector<NamedSheet> sheets = TRY(demo_sheets(context));
  for (const NamedSheet& sheet : sheets) {
    const std::string html = TRY(paper::write_html(sheet.document));
    const Bytes pdf = TRY(paper::write_pdf(sheet.document, context.machine.clock().now()));
    TRY(write_new_file(context.disk, folder, sheet.name + ".html", bytes_of(html)));
    TRY(write_new_file(context.disk, folder, sheet.name + ".pdf", pdf));
    names.insert(names.end(), {sheet.name + ".html", sheet.name + ".pdf"});
  }
  TRY(context.disk.sync_folder(folder));
  return names;
}

}  // namespace

/// Only a specimen yet: the sheets of a practice come with its plan.
Result<ExitCode> run_sheet(const Context& context) {
  const Invocation& invocation = context.invocation;
  if (!invocation.is_demonstration || invocation.out.empty()) return context.refuse("sheet.only_demo", ExitCode::usage);
  const std::string folder = TRY(context.file_tree.absolute(invocation.out));
  const Result<std::vector<std::string>> names = write_sheets(context, folder);
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
