#include "apps/digue/exclude_words.h"

#include <cstdlib>

#include "backup/exclude_file.h"

namespace digue::apps {

namespace {

constexpr std::size_t max_pattern_file_bytes = std::size_t{4} * 1024 * 1024;

std::string variable(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? std::string() : std::string(value);
}

}  // namespace

Result<void> add_pattern_files(const Context& context, const std::vector<std::string>& files,
                               std::vector<std::string>& patterns) {
  for (const std::string& file : files) {
    const Bytes content = TRY(read_named_file(context, file, max_pattern_file_bytes));
    const auto more = TRY(backup::parse_exclude_file(content, variable));
    patterns.insert(patterns.end(), more.begin(), more.end());
  }
  return {};
}

Result<Bytes> read_named_file(const Context& context, const std::string& path, std::size_t max_bytes) {
  const std::string absolute = TRY(context.file_tree.absolute(path));
  return context.machine.files().read(absolute, max_bytes, machine::Deadline::in(std::chrono::seconds(10)));
}

Result<void> add_excludes(const Context& context, backup::ArchiveOptions& options) {
  const RepositoryWords& words = context.invocation.repository;
  backup::ExcludeOptions excludes;
  excludes.patterns = words.excludes;
  excludes.caseless_patterns = words.insensitive_excludes;
  TRY(add_pattern_files(context, words.exclude_files, excludes.patterns));
  TRY(add_pattern_files(context, words.insensitive_exclude_files, excludes.caseless_patterns));
  for (const std::string& tag : words.excludes_if_present) excludes.tags.push_back(TRY(backup::Tag::parse(tag)));
  if (words.excludes_caches) excludes.tags.push_back(backup::Tag::of_caches());
  if (!words.exclude_larger_than.empty()) excludes.larger_than = TRY(backup::parse_size(words.exclude_larger_than));
  excludes.one_file_system = words.one_file_system;
  const bool has_any = !excludes.patterns.empty() || !excludes.caseless_patterns.empty() || !excludes.tags.empty() ||
                       excludes.larger_than || excludes.one_file_system;
  if (has_any) options.excludes = TRY(backup::Excludes::make(excludes));
  options.exclude_patterns = excludes.patterns;
  return {};
}

}  // namespace digue::apps
