#include "backup/files_from.h"

#include "backup/glob.h"
#include "backup/text_file.h"
#include "base/text.h"

namespace digue::backup {

namespace {

/// A forged list must not exhaust the stack.
constexpr std::size_t max_depth = 1'000;

bool has_wildcard(std::string_view pattern) { return pattern.find_first_of("*?[\\") != std::string_view::npos; }

/// "/a/b" is the name "b" in the folder "/a"; without a separator the folder is "".
struct Split {
  std::string folder;
  std::string name;
};

Split split_last(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return {"", path};
  return {slash == 0 ? "/" : path.substr(0, slash), path.substr(slash + 1)};
}

std::string joined(const std::string& folder, const std::string& name) {
  return folder.empty() ? name : folder.ends_with('/') ? folder + name : folder + "/" + name;
}

Result<std::unique_ptr<machine::SourceFolder>> open(machine::FileTree& files, const std::string& folder) {
  return files.open_source(TRY(files.absolute(folder.empty() ? "." : folder)));
}

bool exists(machine::FileTree& files, const std::string& path) {
  const Split last = split_last(path);
  const auto folder = open(files, last.folder);
  if (!folder) return false;
  return last.name.empty() || last.name == "." || last.name == ".." || (*folder)->status(last.name).has_value();
}

void add_fitting(machine::FileTree& files, const std::string& folder, const Glob& glob,
                 std::vector<std::string>& paths) {
  const auto opened = open(files, folder);
  const auto names = opened ? (*opened)->names() : std::unexpected(opened.error());
  if (!names) return;
  for (const std::string& name : *names) {
    if (glob.matches(name)) paths.push_back(joined(folder, name));
  }
}

Result<std::vector<std::string>> fitting(machine::FileTree& files, const std::string& pattern, std::size_t depth) {
  if (depth > max_depth) return failure(ErrorCode::invalid_input, "the pattern is too deep");
  std::vector<std::string> paths;
  if (!has_wildcard(pattern)) {
    if (exists(files, pattern)) paths.push_back(pattern);
    return paths;
  }
  const Split last = split_last(pattern);
  const Glob glob = TRY(Glob::parse(last.name));
  if (!has_wildcard(last.folder)) {
    add_fitting(files, last.folder, glob, paths);
    return paths;
  }
  const auto folders = TRY(fitting(files, last.folder, depth + 1));
  for (const std::string& folder : folders) add_fitting(files, folder, glob, paths);
  return paths;
}

}  // namespace

std::vector<std::string> patterns_in(ByteView content) {
  std::vector<std::string> patterns;
  const std::string text = decode_text_file(content);
  for (const std::string_view whole : lines_of(text)) {
    const std::string_view line = without_blanks_around(whole);
    if (!line.empty() && !line.starts_with('#')) patterns.emplace_back(line);
  }
  return patterns;
}

std::vector<std::string> verbatim_paths_in(ByteView content) {
  std::vector<std::string> paths;
  const std::string text = decode_text_file(content);
  for (const std::string_view line : lines_of(text)) {
    if (!line.empty()) paths.emplace_back(line);
  }
  return paths;
}

Result<std::vector<std::string>> raw_paths_in(ByteView content) {
  std::vector<std::string> paths;
  std::string_view rest = text_of(content);
  while (!rest.empty()) {
    const std::size_t end = rest.find('\0');
    if (end == std::string_view::npos) return failure(ErrorCode::invalid_input, "the last path has no zero byte");
    if (end == 0) return failure(ErrorCode::invalid_input, "an empty path");
    paths.emplace_back(rest.substr(0, end));
    rest.remove_prefix(end + 1);
  }
  return paths;
}

Result<std::vector<std::string>> paths_that_fit(machine::FileTree& files, const std::string& pattern) {
  return fitting(files, pattern, 0);
}

}  // namespace digue::backup
