#include "apps/digue/paths_to_save.h"

#include "apps/digue/exclude_words.h"
#include "backup/files_from.h"
#include "base/text.h"
#include "machine/terminal.h"

namespace digue::apps {

namespace {

constexpr std::size_t max_list_bytes = std::size_t{16} * 1024 * 1024;

/// "-" is standard input; the password must then come from a file.
Result<Bytes> read_list(const Context& context, const std::string& file) {
  if (file != "-") return read_named_file(context, file, max_list_bytes);
  const auto& password = context.invocation.repository.password_file;
  if (!password || *password == "-") return failure(ErrorCode::invalid_input, "standard input has the password");
  return machine::read_standard_input(max_list_bytes);
}

void append(std::vector<std::string>& paths, const std::vector<std::string>& more) {
  paths.insert(paths.end(), more.begin(), more.end());
}

}  // namespace

Result<std::vector<std::string>> paths_to_save(const Context& context) {
  const RepositoryWords& words = context.invocation.repository;
  std::vector<std::string> paths;
  for (const std::string& file : words.files_from) {
    for (const std::string& pattern : backup::patterns_in(TRY(read_list(context, file)))) {
      const auto found = TRY(backup::paths_that_fit(context.file_tree, pattern));
      if (found.empty()) context.warn("backup.no_match", {{"pattern", printable(pattern)}});
      append(paths, found);
    }
  }
  for (const std::string& file : words.files_from_verbatim) {
    append(paths, backup::verbatim_paths_in(TRY(read_list(context, file))));
  }
  for (const std::string& file : words.files_from_raw) {
    append(paths, TRY(backup::raw_paths_in(TRY(read_list(context, file)))));
  }
  append(paths, context.invocation.words);
  return paths;
}

}  // namespace digue::apps
