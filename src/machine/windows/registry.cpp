#include "machine/windows/registry.h"

#include <windows.h>

#include <algorithm>
#include <array>
#include <memory>

#include "base/text.h"
#include "machine/registry_value.h"
#include "machine/windows/errors.h"
#include "machine/windows/wide.h"

namespace digue::machine::windows {

namespace {

constexpr std::size_t usual_value_bytes = 1024;
constexpr std::size_t max_value_bytes = 1024 * 1024;
constexpr std::size_t max_key_name_units = 255;  // "Registry Element Size Limits" in the Windows documentation
constexpr int max_tries = 8;

struct CloseKey {
  using pointer = HKEY;
  void operator()(HKEY key) const { ::RegCloseKey(key); }
};
using Key = std::unique_ptr<HKEY, CloseKey>;

std::uint32_t number_of(LSTATUS status) { return static_cast<std::uint32_t>(status); }

Result<HKEY> root_named(std::string_view name) {
  const std::string lower = lower_ascii(name);
  if (lower == "hkey_local_machine") return HKEY_LOCAL_MACHINE;
  if (lower == "hkey_users") return HKEY_USERS;
  return failure(ErrorCode::invalid_input, "no root of the registry: " + lower);
}

Result<Key> open_key(const std::string& path, REGSAM rights) {
  const std::size_t root_end = std::min(path.find('\\'), path.size());
  const HKEY root = TRY(root_named(std::string_view(path).substr(0, root_end)));
  const std::wstring below = TRY(to_wide(std::string_view(path).substr(std::min(root_end + 1, path.size()))));
  HKEY key = nullptr;
  const LSTATUS status = ::RegOpenKeyExW(root, below.c_str(), 0, rights | KEY_WOW64_64KEY, &key);
  if (status != ERROR_SUCCESS) return system_failure(number_of(status), path);
  return Key(key);
}

}  // namespace

Result<RegistryValue> NativeRegistry::value(const std::string& key, const std::string& name) {
  const Key opened = TRY(open_key(key, KEY_QUERY_VALUE));
  const std::wstring wide_name = TRY(to_wide(name));
  Bytes data(usual_value_bytes);
  // Between two questions, somebody may have written a longer value.
  for (int i = 0; i < max_tries; ++i) {
    DWORD type = REG_NONE;
    auto size = static_cast<DWORD>(data.size());
    const LSTATUS status = ::RegQueryValueExW(opened.get(), wide_name.c_str(), nullptr, &type,
                                              reinterpret_cast<BYTE*>(data.data()), &size);
    if (status == ERROR_SUCCESS) return registry_value(type, ByteView(data).first(size));
    if (status != ERROR_MORE_DATA) return system_failure(number_of(status), name);
    if (size > max_value_bytes) return failure(ErrorCode::invalid_input, name + " is too long");
    data.resize(size);
  }
  return failure(ErrorCode::unavailable, name + " does not hold still");
}

Result<bool> NativeRegistry::has_key(const std::string& key) {
  const Result<Key> opened = open_key(key, KEY_QUERY_VALUE);
  if (opened) return true;
  if (opened.error().code == ErrorCode::not_found) return false;
  return std::unexpected(opened.error());
}

Result<std::vector<std::string>> NativeRegistry::subkeys(const std::string& key, std::size_t max_names) {
  const Key opened = TRY(open_key(key, KEY_ENUMERATE_SUB_KEYS));
  std::vector<std::string> names;
  for (;;) {
    std::array<wchar_t, max_key_name_units + 1> name{};
    auto length = static_cast<DWORD>(name.size());
    const LSTATUS status = ::RegEnumKeyExW(opened.get(), static_cast<DWORD>(names.size()), name.data(), &length,
                                           nullptr, nullptr, nullptr, nullptr);
    if (status == ERROR_NO_MORE_ITEMS) return names;
    if (status != ERROR_SUCCESS) return system_failure(number_of(status), key);
    if (names.size() == max_names) return failure(ErrorCode::invalid_input, key + " has too many keys");
    names.push_back(from_wide({name.data(), length}));
  }
}

}  // namespace digue::machine::windows
