#include "apps/digue/sheet_files.h"

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

}  // namespace

Result<std::vector<std::string>> write_sheets(const Context& context, const std::string& folder,
                                              const std::vector<NamedSheet>& sheets) {
  std::vector<std::string> names;
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

}  // namespace digue::apps
