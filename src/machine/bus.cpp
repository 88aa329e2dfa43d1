#include "machine/bus.h"

namespace digue::machine {

const BusValue* BusValue::find(std::string_view key) const {
  const BusMap* map = as_map();
  if (map == nullptr) return nullptr;
  const auto found = map->find(key);
  return found == map->end() ? nullptr : &found->second;
}

}  // namespace digue::machine
