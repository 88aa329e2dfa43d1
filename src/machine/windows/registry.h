#pragma once

#include "machine/registry.h"

namespace digue::machine::windows {

/// The registry of this computer, in the 64-bit view: what this program is built for must not decide what it sees.
/// Below HKEY_USERS stand the hives of those who are logged in, and of those whose services run.
class NativeRegistry final : public Registry {
 public:
  Result<RegistryValue> value(const std::string& key, const std::string& name) override;
  Result<bool> has_key(const std::string& key) override;

  /// The names of the keys right below. Errors as Registry; `invalid_input` for more than `max_names`.
  Result<std::vector<std::string>> subkeys(const std::string& key, std::size_t max_names);
};

}  // namespace digue::machine::windows
