#include "machine/registry_value.h"

#include "machine/utf16.h"

namespace digue::machine {

namespace {

std::int64_t little_endian(ByteView data) {
  std::uint64_t number = 0;
  for (std::size_t i = data.size(); i-- > 0;) number = (number << 8) | std::to_integer<std::uint64_t>(data[i]);
  return static_cast<std::int64_t>(number);
}

}  // namespace

RegistryValue registry_value(std::uint32_t type, ByteView data) {
  switch (static_cast<RegistryType>(type)) {
    case RegistryType::text:
    case RegistryType::expandable_text:
      if (Result<std::string> text = from_utf16_bytes(data)) return text->substr(0, text->find('\0'));
      break;
    case RegistryType::dword:
      if (data.size() == 4) return little_endian(data);
      break;
    case RegistryType::qword:
      if (data.size() == 8) return little_endian(data);
      break;
    case RegistryType::bytes: break;
  }
  return Bytes(data.begin(), data.end());
}

}  // namespace digue::machine
