#pragma once

#include <string>
#include <string_view>

namespace digue {

/// The shortest path with the same meaning, by its text alone: without ".", empty parts and the ".." that a name
/// before them undoes. What Go's path.Clean does, and so what patterns and paths in a snapshot were made with:
/// links are not asked, so ".." after a link means the link's own folder. An empty path is ".".
std::string clean_path(std::string_view path);

/// Whether it can be the name of an entry in a folder: no separator, no zero byte, not empty, "." or "..".
bool is_entry_name(std::string_view name);

}  // namespace digue
