#include "machine/fake/reg_file.h"

#include <doctest/doctest.h>

#include "base/text.h"
#include "machine/utf16.h"

namespace digue::machine::fake {
namespace {

const std::string header = "Windows Registry Editor Version 5.00\r\n\r\n";

RegistryKeys keys_of(const std::string& body) {
  RegistryKeys keys;
  const Result<void> read = read_reg(header + body, keys);
  CHECK_MESSAGE(read.has_value(), (read ? "" : read.error().detail));
  return keys;
}

RegistryValue value_of(const std::string& text) {
  return keys_of("[HKEY_USERS\\A]\r\n\"v\"=" + text + "\r\n").at("hkey_users\\a").values.at("v");
}

TEST_CASE("every type of an export is read as registry.h promises") {
  CHECK(value_of("\"600\"") == RegistryValue("600"));
  CHECK(value_of("\"C:\\\\a \\\"b\\\" [c];=\"") == RegistryValue("C:\\a \"b\" [c];="));
  CHECK(value_of("dword:0000001f") == RegistryValue(std::int64_t{31}));
  CHECK(value_of("dword:ffffffff") == RegistryValue(std::int64_t{4294967295}));
  CHECK(value_of("hex(b):00,00,00,00,01,00,00,00") == RegistryValue(std::int64_t{1} << 32));
  CHECK(value_of("hex(2):25,00,61,00,25,00,00,00") == RegistryValue("%a%"));
  CHECK(value_of("hex(1):e9,00,00,00,ff,00") == RegistryValue("é"));
  CHECK(value_of("hex:01,02") == RegistryValue(Bytes{std::byte{1}, std::byte{2}}));
  CHECK(value_of("hex:") == RegistryValue(Bytes{}));
  CHECK(value_of("hex(7):61,00,00,00,00,00").index() == 2);
  CHECK(value_of("hex(0):") == RegistryValue(Bytes{}));
}

TEST_CASE("bytes that do not fit their type are never taken for a number or a text") {
  CHECK(value_of("hex(4):01,00").index() == 2);
  CHECK(value_of("hex(b):01").index() == 2);
  CHECK(value_of("hex(1):61").index() == 2);
}

TEST_CASE("a value may go on over several lines, and a text may hold line ends") {
  CHECK(value_of("hex:01,02,\\\r\n  03,\\\r\n  04") ==
        RegistryValue(Bytes{std::byte{1}, std::byte{2}, std::byte{3}, std::byte{4}}));
  CHECK(value_of("\"a\r\nb\"") == RegistryValue("a\r\nb"));
}

TEST_CASE("names have no case, @ is the default value, and comments say nothing") {
  const RegistryKeys keys = keys_of(
      "; un commentaire\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\A]B]\r\n@=\"d\"\r\n\"Nom\"=\"1\"\r\n\"NOM\"=\"2\" ; fin\r\n");
  const RegistryKey& key = keys.at("hkey_local_machine\\software\\a]b");
  CHECK(key.values.at("") == RegistryValue("d"));
  CHECK(key.values.at("nom") == RegistryValue("2"));
}

TEST_CASE("what an export deletes is not there") {
  const RegistryKeys keys = keys_of("[-HKEY_USERS\\A]\r\n\"a\"=\"1\"\r\n[HKEY_USERS\\B]\r\n\"b\"=-\r\n\"c\"=\"2\"\r\n");
  CHECK_FALSE(keys.contains("hkey_users\\a"));
  CHECK(keys.at("hkey_users\\b").values.size() == 1);
}

TEST_CASE("a real export is UTF-16LE with its mark") {
  const std::u16string units = to_utf16(header + "[HKEY_USERS\\É]\r\n\"v\"=\"€𝄞\"\r\n").value();
  std::string file = "\xFF\xFE";
  for (const char16_t unit : units) {
    file.push_back(static_cast<char>(unit & 0xFF));
    file.push_back(static_cast<char>(unit >> 8));
  }
  RegistryKeys keys;
  CHECK(read_reg(file, keys).has_value());
  CHECK(keys.at("hkey_users\\É").values.at("v") == RegistryValue("€𝄞"));
  CHECK_FALSE(read_reg(file + "x", keys).has_value());
}

TEST_CASE("a wrong export is refused with its line") {
  const auto refusal = [](const std::string& body) {
    RegistryKeys keys;
    const Result<void> read = read_reg(header + body, keys);
    return read ? std::string("read") : read.error().detail;
  };
  CHECK(refusal("[HKEY_CURRENT_USER\\Control Panel]\r\n").find("line 3: HKEY_CURRENT_USER does not say whose") == 0);
  CHECK(refusal("[HKLM\\SOFTWARE]\r\n").find("line 3: the root is neither") == 0);
  for (const char* wrong :
       {"\"a\"=\"1\"", "[HKEY_USERS\\A", "[HKEY_USERS\\A]\r\n\"a\"=\"1", "[HKEY_USERS\\A]\r\n\"a\"=dword:",
        "[HKEY_USERS\\A]\r\n\"a\"=dword:123456789", "[HKEY_USERS\\A]\r\n\"a\"=hex:0g", "[HKEY_USERS\\A]\r\n\"a\"=1",
        "[HKEY_USERS\\A]\r\n\"a\" \"1\"", "[HKEY_USERS\\A] x", "[HKEY_USERS\\\\A]", "x", "[HKEY_USERS\\A]\r\n\"\\n\"=-",
        "[HKEY_USERS\\A]\r\n\"a\"=\"1\"2", "[HKEY_USERS\\A]\r\n\"a\"=hex(100000000):00"}) {
    CAPTURE(wrong);
    CHECK(refusal(wrong).starts_with("line "));
  }
  RegistryKeys keys;
  CHECK_FALSE(read_reg("REGEDIT4\r\n", keys).has_value());
  CHECK_FALSE(read_reg(header + "[HKEY_USERS\\\xE9]", keys).has_value());
}

TEST_CASE("what is written is read back as the same keys") {
  RegistryKeys keys;
  keys["hkey_users\\s-1-5-21-1\\control panel\\desktop"].values = {
      {"", "défaut"},          {"a\"b\\", "c\"\\\r\nd"}, {"n", std::int64_t{600}},
      {"q", std::int64_t{-1}}, {"b", Bytes{}},           {"h", Bytes{std::byte{7}}}};
  keys["hkey_local_machine\\empty"];
  RegistryKeys read;
  CHECK(read_reg(write_reg(keys), read).has_value());
  CHECK(read == keys);
}

TEST_CASE("UTF-16 becomes UTF-8 and back, and a lone surrogate becomes a replacement") {
  const std::string text = "aé€𝄞\x7F";
  CHECK(from_utf16(to_utf16(text).value()) == text);
  CHECK(from_utf16(std::u16string{0xD834}) == "\xEF\xBF\xBD");
  CHECK(from_utf16(std::u16string{0xDD1E, u'a'}) ==
        "\xEF\xBF\xBD"
        "a");
  CHECK_FALSE(to_utf16("\xff").has_value());
}

}  // namespace
}  // namespace digue::machine::fake
