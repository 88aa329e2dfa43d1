#pragma once

#include <string>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace digue::machine {

/// REG_SZ and REG_EXPAND_SZ are texts (UTF-8), REG_DWORD and REG_QWORD numbers, all other types their bytes.
using RegistryValue = std::variant<std::int64_t, std::string, Bytes>;

/// The Windows registry. A key is written from its root as in "HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft"; the roots are
/// HKEY_LOCAL_MACHINE and HKEY_USERS. Names are compared without case.
///
/// Errors: `not_found` (no such key or value), `denied`, `invalid_input` (another root, a name that none can have, a
/// value over a mebibyte), `damaged`, `unavailable`, `unsupported` (no registry on this system).
class Registry {
 public:
  virtual ~Registry() = default;

  virtual Result<RegistryValue> value(const std::string& key, const std::string& name) = 0;

  /// Whether the key is there: `denied` is not an answer of no.
  virtual Result<bool> has_key(const std::string& key) = 0;
};

}  // namespace digue::machine
