#pragma once

#include <doctest/doctest.h>
#include <windows.h>

#include <random>
#include <string>

#include "base/bytes.h"
#include "machine/registry_value.h"
#include "machine/windows/wide.h"

namespace digue::machine::windows {

/// UTF-16 as it lies in the registry, without a NUL at its end.
inline Bytes utf16_bytes(std::string_view text) {
  const std::wstring wide = to_wide(text).value();
  const ByteView bytes = std::as_bytes(std::span(wide));
  return {bytes.begin(), bytes.end()};
}

/// The same with the NUL that programs usually write.
inline Bytes utf16_bytes_z(std::string_view text) {
  Bytes bytes = utf16_bytes(text);
  bytes.resize(bytes.size() + sizeof(wchar_t));
  return bytes;
}

/// A new key of this test, in the part of the registry that belongs to the account; it goes when the test ends.
class ScratchKey {
 public:
  ScratchKey() : below_("Software\\digue-test-" + std::to_string(std::random_device()())) {
    REQUIRE(::RegCreateKeyExW(HKEY_CURRENT_USER, to_wide(below_).value().c_str(), 0, nullptr, REG_OPTION_VOLATILE,
                              KEY_ALL_ACCESS | WRITE_DAC, nullptr, &key_, nullptr) == ERROR_SUCCESS);
  }
  ScratchKey(const ScratchKey&) = delete;
  ScratchKey& operator=(const ScratchKey&) = delete;
  ~ScratchKey() {
    ::RegDeleteTreeW(key_, nullptr);
    ::RegCloseKey(key_);
    ::RegDeleteKeyW(HKEY_CURRENT_USER, to_wide(below_).value().c_str());
  }

  HKEY handle() const { return key_; }
  /// Its path below HKEY_CURRENT_USER.
  const std::string& below() const { return below_; }

  /// The key of that name below this one ("": this one), made when it is missing; the caller closes it.
  HKEY open(const std::string& name) const {
    HKEY key = nullptr;
    REQUIRE(::RegCreateKeyExW(key_, to_wide(name).value().c_str(), 0, nullptr, REG_OPTION_VOLATILE, KEY_ALL_ACCESS,
                              nullptr, &key, nullptr) == ERROR_SUCCESS);
    return key;
  }

  void write(const std::string& below, const std::string& name, std::uint32_t type, ByteView data) const {
    const HKEY key = open(below);
    const LSTATUS status =
        ::RegSetValueExW(key, to_wide(name).value().c_str(), 0, type, reinterpret_cast<const BYTE*>(data.data()),
                         static_cast<DWORD>(data.size()));
    ::RegCloseKey(key);
    REQUIRE(status == ERROR_SUCCESS);
  }
  void write(const std::string& below, const std::string& name, const std::string& text) const {
    write(below, name, REG_SZ, utf16_bytes_z(text));
  }
  void write(const std::string& below, const std::string& name, std::uint32_t number) const {
    write(below, name, REG_DWORD, std::as_bytes(std::span(&number, 1)));
  }

 private:
  std::string below_;
  HKEY key_ = nullptr;
};

/// While it lives, HKEY_LOCAL_MACHINE and HKEY_USERS are keys of this test, for the whole of this process: what a test
/// asks of them does not depend on the computer, and what it writes changes nothing there.
class ScratchRoots {
 public:
  ScratchRoots() {
    override_root(HKEY_LOCAL_MACHINE, machine.handle());
    override_root(HKEY_USERS, users.handle());
  }
  ScratchRoots(const ScratchRoots&) = delete;
  ScratchRoots& operator=(const ScratchRoots&) = delete;
  ~ScratchRoots() {
    ::RegOverridePredefKey(HKEY_LOCAL_MACHINE, nullptr);
    ::RegOverridePredefKey(HKEY_USERS, nullptr);
  }

  const ScratchKey machine;
  const ScratchKey users;

 private:
  static void override_root(HKEY root, HKEY key) { REQUIRE(::RegOverridePredefKey(root, key) == ERROR_SUCCESS); }
};

}  // namespace digue::machine::windows
