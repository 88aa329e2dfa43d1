#include "store/store.h"

namespace digue::store {

std::string_view folder_of(FileType type) {
  switch (type) {
    case FileType::config: return "config";
    case FileType::key: return "keys";
    case FileType::lock: return "locks";
    case FileType::snapshot: return "snapshots";
    case FileType::index: return "index";
    case FileType::pack: return "data";
  }
  return {};
}

std::string describe(const FileName& name) {
  std::string text(folder_of(name.type));
  if (name.type != FileType::config) text += "/" + name.id.hex();
  return text;
}

}  // namespace digue::store
