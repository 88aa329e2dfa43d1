#include "machine/fake/contents.h"

#include "base/text.h"

namespace digue::machine::fake {

std::string link_destination(const std::string& path, const std::string& link_to) {
  const std::string whole = link_to.starts_with('/') ? link_to : path.substr(0, path.rfind('/') + 1) + link_to;
  std::vector<std::string_view> kept;
  for (const std::string_view part : split(whole, '/')) {
    if (part.empty() || part == ".") continue;
    if (part != "..") {
      kept.push_back(part);
    } else if (!kept.empty()) {
      kept.pop_back();
    }
  }
  std::string destination;
  for (const std::string_view part : kept) destination.append("/").append(part);
  return destination.empty() ? "/" : destination;
}

}  // namespace digue::machine::fake
