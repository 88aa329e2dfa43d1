#include "backup/exclude_file.h"

#include "backup/patterns.h"
#include "backup/text_file.h"
#include "base/text.h"

namespace digue::backup {

namespace {

bool is_special(char c) { return std::string_view("*#$@!?-0123456789").find(c) != std::string_view::npos; }

bool is_of_name(char c) { return c == '_' || is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// What follows a "$": the variable's name, and how many bytes are spent on it. An empty name over no byte is no
/// variable; over some bytes it is a mistake, and they vanish (Go's os.Expand).
struct Reference {
  std::string name;
  std::size_t bytes = 0;
};

Reference reference_at(std::string_view text) {
  if (text.front() == '{') {
    if (text.size() > 2 && is_special(text[1]) && text[2] == '}') return {std::string(text.substr(1, 1)), 3};
    const std::size_t end = text.find('}');
    if (end == std::string_view::npos) return {{}, 1};
    return {std::string(text.substr(1, end - 1)), end + 1};
  }
  if (is_special(text.front())) return {std::string(text.substr(0, 1)), 1};
  std::size_t end = 0;
  while (end < text.size() && is_of_name(text[end])) ++end;
  return {std::string(text.substr(0, end)), end};
}

std::string expand(std::string_view line, const Variables& variables) {
  std::string expanded;
  while (!line.empty()) {
    const std::size_t dollar = line.find('$');
    if (dollar == std::string_view::npos || dollar + 1 == line.size()) break;
    expanded += line.substr(0, dollar);
    line.remove_prefix(dollar + 1);
    const Reference reference = reference_at(line);
    line.remove_prefix(reference.bytes);
    if (reference.name == "$" || reference.bytes == 0) {
      expanded += '$';
    } else if (!reference.name.empty()) {
      expanded += variables(reference.name);
    }
  }
  return expanded.append(line);
}

}  // namespace

Result<std::vector<std::string>> parse_exclude_file(ByteView content, const Variables& variables) {
  std::vector<std::string> patterns;
  const std::string text = decode_text_file(content);
  for (const std::string_view whole : lines_of(text)) {
    if (whole.size() > PatternList::max_pattern_bytes) return failure(ErrorCode::invalid_input, "a line is too long");
    const std::string_view line = without_blanks_around(whole);
    if (line.empty() || line.starts_with('#')) continue;
    patterns.push_back(expand(line, variables));
  }
  return patterns;
}

}  // namespace digue::backup
