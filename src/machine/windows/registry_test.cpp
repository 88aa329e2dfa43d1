#include "machine/windows/registry.h"

#include <algorithm>
#include <initializer_list>

#include "machine/windows/windows_test.h"

// After windows.h, without which it does not compile.
#include <sddl.h>

namespace digue::machine::windows {
namespace {

const std::string users = "HKEY_USERS";

/// What the native registry reads of a value that was written as that type with those bytes.
RegistryValue read_back(std::uint32_t type, const Bytes& data) {
  const ScratchRoots roots;
  roots.users.write("key", "name", type, data);
  return NativeRegistry().value(R"(HKEY_USERS\key)", "name").value();
}

/// A key that nobody but its owner may change, and nobody at all may read.
void deny(HKEY key, const wchar_t* rules) {
  PSECURITY_DESCRIPTOR descriptor = nullptr;
  REQUIRE(::ConvertStringSecurityDescriptorToSecurityDescriptorW(rules, SDDL_REVISION_1, &descriptor, nullptr) != 0);
  REQUIRE(::RegSetKeySecurity(key, DACL_SECURITY_INFORMATION, descriptor) == ERROR_SUCCESS);
  ::LocalFree(descriptor);
}

TEST_CASE("texts come back as UTF-8, whether or not a NUL ends them") {
  for (const DWORD type : std::initializer_list<DWORD>{REG_SZ, REG_EXPAND_SZ}) {
    for (const std::string text :
         {"", "300", "Verrouillé à l'écran", "\xF0\x9F\xA6\xB7 dent", R"(%SystemRoot%\x.scr)"}) {
      CAPTURE(text);
      CHECK(read_back(type, utf16_bytes_z(text)) == RegistryValue(text));
      CHECK(read_back(type, utf16_bytes(text)) == RegistryValue(text));
    }
  }
}

TEST_CASE("a text ends at its first NUL, and a surrogate that stands alone is replaced") {
  Bytes two = utf16_bytes_z("one");
  std::ranges::copy(utf16_bytes_z("two"), std::back_inserter(two));
  CHECK(read_back(REG_SZ, two) == RegistryValue("one"));
  const Bytes half = {std::byte{0x3D}, std::byte{0xD8}};
  CHECK(read_back(REG_SZ, half) == RegistryValue("\xEF\xBF\xBD"));
}

TEST_CASE("numbers come back as numbers, never negative for 32 bits") {
  const Bytes ones(4, std::byte{0xFF});
  CHECK(read_back(REG_DWORD, ones) == RegistryValue(std::int64_t{0xFFFFFFFF}));
  CHECK(read_back(REG_DWORD, Bytes(4)) == RegistryValue(std::int64_t{0}));
  Bytes large(8);
  large[5] = std::byte{1};
  CHECK(read_back(REG_QWORD, large) == RegistryValue(std::int64_t{1} << 40));
}

TEST_CASE("all other types come back as their bytes, and so does what does not fit its type") {
  const Bytes three = {std::byte{1}, std::byte{0}, std::byte{2}};
  for (const DWORD type : std::initializer_list<DWORD>{REG_BINARY, REG_NONE, REG_MULTI_SZ, REG_DWORD_BIG_ENDIAN, 100,
                                                       REG_SZ, REG_DWORD, REG_QWORD}) {
    CAPTURE(type);
    CHECK(read_back(type, three) == RegistryValue(three));
  }
  CHECK(read_back(REG_BINARY, {}) == RegistryValue(Bytes()));
  const Bytes texts = utf16_bytes_z("a");
  CHECK(read_back(REG_MULTI_SZ, texts) == RegistryValue(texts));
}

TEST_CASE("a long value is read whole up to the limit, and refused above it") {
  Bytes data(1024 * 1024);
  std::ranges::fill(data, std::byte{7});
  CHECK(read_back(REG_BINARY, data) == RegistryValue(data));
  data.push_back(std::byte{7});
  const ScratchRoots roots;
  roots.users.write("key", "name", REG_BINARY, data);
  CHECK(NativeRegistry().value(R"(HKEY_USERS\key)", "name").error().code == ErrorCode::invalid_input);
}

TEST_CASE("what is not there is not found: a key, a value, and a key is no value") {
  const ScratchRoots roots;
  roots.users.write(R"(key\below)", "name", "text");
  NativeRegistry registry;
  CHECK(registry.value(R"(HKEY_USERS\none)", "name").error().code == ErrorCode::not_found);
  CHECK(registry.value(R"(HKEY_USERS\key)", "name").error().code == ErrorCode::not_found);
  CHECK(registry.value(R"(HKEY_USERS\key)", "below").error().code == ErrorCode::not_found);
  CHECK(registry.value(R"(HKEY_USERS\key)", "").error().code == ErrorCode::not_found);
  CHECK(registry.has_key(R"(HKEY_USERS\key)").value());
  CHECK_FALSE(registry.has_key(R"(HKEY_USERS\none)").value());
  CHECK_FALSE(registry.has_key(R"(HKEY_USERS\key\below\name)").value());
}

TEST_CASE("names are compared without case, also beyond ASCII, and the unnamed value can be asked for") {
  const ScratchRoots roots;
  roots.users.write("Clé", "Préféré", "oui");
  roots.users.write("Clé", "", "unnamed");
  NativeRegistry registry;
  CHECK(registry.value(R"(hkey_Users\CLÉ)", "PRÉFÉRÉ").value() == RegistryValue("oui"));
  CHECK(registry.value(R"(HKEY_USERS\clé)", "").value() == RegistryValue("unnamed"));
}

TEST_CASE("the longest names that Windows allows are read, and longer ones are no such key or name") {
  const ScratchRoots roots;
  const std::string key(255, 'k');
  const std::string name(16'383, 'n');
  roots.users.write(key, name, "text");
  NativeRegistry registry;
  CHECK(registry.value(users + "\\" + key, name).value() == RegistryValue("text"));
  CHECK_FALSE(registry.value(users + "\\" + key, name + "n").has_value());
  CHECK_FALSE(registry.value(users + "\\" + key + "k", name).has_value());
  CHECK(registry.subkeys(users, 10).value() == std::vector<std::string>{key});
}

TEST_CASE("names beyond the basic plane are told apart") {
  const ScratchRoots roots;
  const std::string tooth = "\xF0\x9F\xA6\xB7";
  roots.users.write(tooth, tooth, tooth);
  NativeRegistry registry;
  CHECK(registry.value(users + "\\" + tooth, tooth).value() == RegistryValue(tooth));
  CHECK_FALSE(registry.has_key(users + "\\\xF0\x9F\xA6\xB8").value());
  CHECK(registry.subkeys(users, 10).value() == std::vector<std::string>{tooth});
}

TEST_CASE("a name that Windows would read as another one is invalid input") {
  const ScratchRoots roots;
  roots.users.write("key", "name", "text");
  NativeRegistry registry;
  using namespace std::string_literals;
  CHECK(registry.value("HKEY_USERS\\key\0x"s, "name").error().code == ErrorCode::invalid_input);
  CHECK(registry.value("HKEY_USERS\\key", "name\0x"s).error().code == ErrorCode::invalid_input);
  CHECK(registry.has_key("HKEY_USERS\\key\xFF").error().code == ErrorCode::invalid_input);
  for (const std::string root : {"", "HKEY_CURRENT_USER", "HKU", "\\HKEY_USERS", "HKEY_USERS2"}) {
    CAPTURE(root);
    CHECK(registry.has_key(root + "\\key").error().code == ErrorCode::invalid_input);
  }
}

TEST_CASE("a key that may not be read is denied, which is not an answer of no") {
  const ScratchRoots roots;
  roots.users.write("shut", "name", "text");
  const HKEY key = roots.users.open("shut");
  deny(key, L"D:P(D;;KR;;;WD)(A;;KA;;;WD)");
  NativeRegistry registry;
  CHECK(registry.value(R"(HKEY_USERS\shut)", "name").error().code == ErrorCode::denied);
  CHECK(registry.has_key(R"(HKEY_USERS\shut)").error().code == ErrorCode::denied);
  CHECK(registry.subkeys(R"(HKEY_USERS\shut)", 10).error().code == ErrorCode::denied);
  deny(key, L"D:P(A;;KA;;;WD)");
  CHECK(registry.value(R"(HKEY_USERS\shut)", "name").value() == RegistryValue("text"));
  ::RegCloseKey(key);
}

TEST_CASE("keys are listed, and a list that is too long is refused") {
  const ScratchRoots roots;
  for (int i = 0; i < 10; ++i) ::RegCloseKey(roots.users.open("key-" + std::to_string(i)));
  NativeRegistry registry;
  CHECK(registry.subkeys(users, 10).value().size() == 10);
  CHECK(registry.subkeys(users, 9).error().code == ErrorCode::invalid_input);
  CHECK(registry.subkeys(R"(HKEY_USERS\key-1)", 10).value().empty());
  CHECK(registry.subkeys(R"(HKEY_USERS\none)", 10).error().code == ErrorCode::not_found);
}

TEST_CASE("the registry of this computer answers as itself") {
  NativeRegistry registry;
  const std::string current = R"(HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion)";
  CHECK(std::holds_alternative<std::string>(registry.value(current, "CurrentBuildNumber").value()));
  CHECK(registry.has_key("HKEY_USERS").value());
  CHECK(registry.has_key(R"(HKEY_USERS\.DEFAULT)").value());
}

}  // namespace
}  // namespace digue::machine::windows
