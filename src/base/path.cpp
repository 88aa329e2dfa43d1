#include "base/path.h"

#include <vector>

#include "base/text.h"

namespace digue {

std::string clean_path(std::string_view path) {
  const bool is_absolute = path.starts_with('/');
  std::vector<std::string_view> kept;
  for (const std::string_view part : split(path, '/')) {
    if (part.empty() || part == ".") continue;
    const bool is_up = part == "..";
    if (is_up && !kept.empty() && kept.back() != "..") {
      kept.pop_back();
    } else if (!is_up || !is_absolute) {
      kept.push_back(part);
    }
  }
  std::string clean;
  for (const std::string_view part : kept) {
    if (is_absolute || !clean.empty()) clean += '/';
    clean += part;
  }
  if (clean.empty()) return is_absolute ? "/" : ".";
  return clean;
}

bool is_entry_name(std::string_view name) {
  return !name.empty() && name != "." && name != ".." && name.find('/') == std::string_view::npos &&
         name.find('\0') == std::string_view::npos;
}

}  // namespace digue
