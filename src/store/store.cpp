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

FileName with_plain_id(FileName name) {
  if (name.type == FileType::config) name.id = {};
  return name;
}

std::string describe(const FileName& name) {
  std::string text(folder_of(name.type));
  if (name.type != FileType::config) text += "/" + name.id.hex();
  return text;
}

Result<Bytes> Store::load_part(const FileName& name, std::uint64_t offset, std::size_t length) {
  Bytes content(length);
  TRY(read_part(name, offset, content));
  return content;
}

}  // namespace digue::store
