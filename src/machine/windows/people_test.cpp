#include "machine/windows/people.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "machine/windows/accounts.h"
#include "machine/windows/windows_test.h"

namespace digue::machine::windows {
namespace {

const std::string computer = "S-1-5-21-11-22-33";

std::vector<std::string> ids_of(const std::vector<Account>& people) {
  std::vector<std::string> ids;
  for (const Account& account : people) ids.push_back(account.id);
  return ids;
}

TEST_CASE("local people are those who may log in, with the folder that they have") {
  const LocalAccounts local = {
      computer,
      {{500, "Administrateur", "", false}, {1001, "camille", "Camille Exemple", true}, {1002, "sacha", "", true}}};
  const std::vector<Profile> profiles = {{"S-1-5-21-11-22-33-1001", R"(C:\Users\camille)"}};
  CHECK(people_of(local, profiles) ==
        std::vector<Account>{{"S-1-5-21-11-22-33-1001", "camille", "Camille Exemple", R"(C:\Users\camille)"},
                             {"S-1-5-21-11-22-33-1002", "sacha", "", ""}});
}

TEST_CASE("people of a domain and of Entra ID are those who have been here, and services are none") {
  const std::vector<Profile> profiles = {{"S-1-5-18", R"(C:\Windows\system32\config\systemprofile)"},
                                         {"S-1-5-19", ""},
                                         {"S-1-5-80-1-2-3-4-5", R"(C:\Users\service)"},
                                         {"S-1-5-82-1-2", R"(C:\Users\DefaultAppPool)"},
                                         {"S-1-5-21-11-22-34-1105", R"(C:\Users\louise.CABINET)"},
                                         {"S-1-12-1-9-8-7-6", ""}};
  CHECK(people_of({computer, {}}, profiles) ==
        std::vector<Account>{{"S-1-5-21-11-22-34-1105", "louise.CABINET", "", R"(C:\Users\louise.CABINET)"},
                             {"S-1-12-1-9-8-7-6", "S-1-12-1-9-8-7-6", "", ""}});
}

TEST_CASE("a local profile whose account is deleted or disabled is nobody any more") {
  const LocalAccounts local = {computer, {{1001, "camille", "", false}}};
  CHECK(people_of(local, {{"S-1-5-21-11-22-33-1001", "x"}, {"S-1-5-21-11-22-33-1009", "y"}}).empty());
  CHECK(ids_of(people_of(local, {{"S-1-5-21-11-22-334-1009", "z"}})).size() == 1);  // of another computer's accounts
}

TEST_CASE("a profile that Windows could not load still tells of its person, once") {
  const std::string sid = "S-1-5-21-11-22-34-1105";
  CHECK(people_of({computer, {}}, {{sid + ".bak", R"(C:\Users\old)"}, {sid, R"(C:\Users\new)"}}).front().name == "new");
  CHECK(people_of({computer, {}}, {{sid + ".bak", R"(C:\Users\old)"}, {sid, R"(C:\Users\new)"}}).size() == 1);
  CHECK(ids_of(people_of({computer, {}}, {{sid + ".bak", ""}})) == std::vector<std::string>{sid});
}

TEST_CASE("this computer knows the person who runs this test, with a hive that is loaded") {
  std::array<wchar_t, 257> name{};
  auto length = static_cast<DWORD>(name.size());
  REQUIRE(::GetUserNameW(name.data(), &length) != 0);
  NativeRegistry registry;
  const auto people = WindowsAccounts(registry).people(Deadline::in(std::chrono::seconds(60))).value();
  const auto me = std::ranges::find(people, from_wide(name.data()), &Account::name);
  REQUIRE(me != people.end());
  CHECK(registry.has_key("HKEY_USERS\\" + me->id).value());
}

TEST_CASE("profiles are those of the registry, and a path with variables is not known") {
  const ScratchRoots roots;
  const std::string list = R"(SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList\)";
  roots.machine.write(list + "S-1-5-21-7-7-7-1105", "ProfileImagePath", REG_EXPAND_SZ,
                      utf16_bytes_z(R"(C:\Users\louise)"));
  roots.machine.write(list + "S-1-5-21-7-7-7-1106", "ProfileImagePath", REG_EXPAND_SZ, utf16_bytes_z(R"(%X%\luc)"));
  roots.machine.write(list + "S-1-5-21-7-7-7-1107", "Flags", 0U);
  NativeRegistry registry;
  std::vector<Account> people = WindowsAccounts(registry).people(Deadline::in(std::chrono::seconds(60))).value();
  std::erase_if(people, [](const Account& account) { return !account.id.starts_with("S-1-5-21-7-7-7-"); });
  CHECK(people == std::vector<Account>{{"S-1-5-21-7-7-7-1105", "louise", "", R"(C:\Users\louise)"},
                                       {"S-1-5-21-7-7-7-1106", "S-1-5-21-7-7-7-1106", "", ""},
                                       {"S-1-5-21-7-7-7-1107", "S-1-5-21-7-7-7-1107", "", ""}});
}

TEST_CASE("a list of profiles that is missing hides people, and is an error") {
  const ScratchRoots roots;
  NativeRegistry registry;
  CHECK_FALSE(WindowsAccounts(registry).people(Deadline::in(std::chrono::seconds(60))).has_value());
}

}  // namespace
}  // namespace digue::machine::windows
