// The screen-lock probe over the native registry: what is written there by the functions of Windows is asked by the
// probes, becomes facts, and is judged by the rules of content/.

#include <doctest/doctest.h>

#include "machine/fake/computer.h"
#include "machine/fake/frozen.h"
#include "machine/windows/windows_machine.h"
#include "machine/windows/windows_test.h"
#include "posture/finding.h"
#include "posture/probe.h"
#include "texts/content.h"

namespace digue {
namespace {

using machine::windows::ScratchKey;
using machine::windows::ScratchRoots;
using posture::Verdict;

const std::string desktop = R"(\Control Panel\Desktop)";
const std::string desktop_policy = R"(\Software\Policies\Microsoft\Windows\Control Panel\Desktop)";
const std::string machine_policies = R"(SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System)";
const std::string current_version = R"(SOFTWARE\Microsoft\Windows NT\CurrentVersion)";
const std::string profile_list = current_version + R"(\ProfileList)";

struct Judge {
  json::Value content = texts::embedded_content().value();
  std::vector<posture::Rule> rules = posture::load_rules(content).value();

  posture::FactTables facts(machine::Machine& machine) const {
    return posture::collect(machine, content, posture::Names::stand_ins).value();
  }
  Verdict verdict(machine::Machine& machine, const std::string& rule) const {
    posture::FactTables tables = facts(machine);
    return posture::find(tables, *posture::find_rule(rules, rule)).value().verdict;
  }
  Verdict lock(machine::Machine& machine) const { return verdict(machine, "verrouillage-automatique"); }
};

/// This computer, its accounts, and a registry of this test in which each of them has a hive.
struct ScratchWindows {
  ScratchRoots roots;
  machine::WindowsMachine machine;
  std::vector<std::string> sids;

  ScratchWindows() {
    ::RegCloseKey(roots.machine.open(profile_list));
    const auto people = machine.accounts().people(digue::machine::Deadline::in(std::chrono::seconds(60)));
    for (const digue::machine::Account& account : people.value()) {
      sids.push_back(account.id);
      set(desktop, "ScreenSaveActive", "1");  // a fresh account
    }
    REQUIRE(!sids.empty());
  }

  /// The value in the hive of everybody.
  void set(const std::string& key, const std::string& name, const std::string& text) const {
    for (const std::string& sid : sids) roots.users.write(sid + key, name, text);
  }
  void set_screen_saver() const {
    set(desktop, "ScreenSaverIsSecure", "1");
    set(desktop, "ScreenSaveTimeOut", "300");
    set(desktop, "SCRNSAVE.EXE", R"(C:\Windows\system32\scrnsave.scr)");
  }
};

/// A machine that answers as another one, with the registry of this computer in the place of its own.
class WithNativeRegistry final : public machine::Machine {
 public:
  explicit WithNativeRegistry(machine::Machine& other) : other_(other) {}

  machine::System system() const override { return other_.system(); }
  machine::Clock& clock() override { return other_.clock(); }
  machine::Accounts& accounts() override { return other_.accounts(); }
  machine::Files& files() override { return other_.files(); }
  Result<machine::Files*> files_of(const machine::Account& account) override { return other_.files_of(account); }
  machine::Processes& processes() override { return other_.processes(); }
  machine::Bus& bus() override { return other_.bus(); }
  machine::Registry& registry() override { return native_.registry(); }
  machine::Mounts& mounts() override { return other_.mounts(); }

 private:
  machine::Machine& other_;
  machine::WindowsMachine native_;
};

void write_value(const ScratchKey& root, const std::string& key, const std::string& name,
                 const machine::RegistryValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return root.write(key, name, *text);
  if (const auto* number = std::get_if<std::int64_t>(&value))
    return root.write(key, name, static_cast<std::uint32_t>(*number));
  root.write(key, name, REG_BINARY, std::get<Bytes>(value));
}

void write_registry(const machine::fake::Contents& contents, const ScratchRoots& roots) {
  for (const auto& [key, kept] : contents.registry) {
    const std::size_t root_end = key.find('\\');
    const ScratchKey& root = key.starts_with("hkey_users") ? roots.users : roots.machine;
    for (const auto& [name, value] : kept.values) write_value(root, key.substr(root_end + 1), name, value);
  }
}

TEST_CASE("a recorded registry that is written into the real one gives the same facts") {
  const Judge judge;
  const machine::fake::Contents contents =
      machine::fake::load_frozen(std::string(DIGUE_SOURCE_DIR) + "/tests/machines/windows-11-cabinet").value();
  const ScratchRoots roots;
  write_registry(contents, roots);
  machine::fake::Computer recorded(contents);
  WithNativeRegistry real(recorded);
  posture::FactTables expected = judge.facts(recorded);
  posture::FactTables found = judge.facts(real);
  for (const std::string table : {"session_locks", "lock_shortcuts", "os_version", "os_support", "readings"}) {
    CAPTURE(table);
    const auto rows = found.connection().query("SELECT * FROM " + table).value();
    CHECK_FALSE(rows.empty());
    CHECK(rows == expected.connection().query("SELECT * FROM " + table).value());
  }
}

TEST_CASE("this computer holds the rule with a secure screen saver, and breaks it without") {
  const Judge judge;
  ScratchWindows windows;
  CHECK(judge.lock(windows.machine) == Verdict::broken);
  windows.set_screen_saver();
  CHECK(judge.lock(windows.machine) == Verdict::held);
  windows.set(desktop, "ScreenSaverIsSecure", "0");
  CHECK(judge.lock(windows.machine) == Verdict::broken);
}

TEST_CASE("on this computer, a policy wins over what a person chose") {
  const Judge judge;
  ScratchWindows windows;
  windows.set_screen_saver();
  windows.set(desktop_policy, "ScreenSaveTimeOut", "3600");
  CHECK(judge.lock(windows.machine) == Verdict::broken);
  windows.roots.machine.write(machine_policies, "InactivityTimeoutSecs", 600U);
  CHECK(judge.lock(windows.machine) == Verdict::held);
  windows.roots.machine.write(machine_policies, "InactivityTimeoutSecs", 0U);
  CHECK(judge.lock(windows.machine) == Verdict::broken);
}

TEST_CASE("on this computer, a value of the wrong type is nothing to rely on") {
  const Judge judge;
  ScratchWindows windows;
  windows.set_screen_saver();
  for (const std::string& sid : windows.sids) windows.roots.users.write(sid + desktop, "ScreenSaveTimeOut", 300U);
  CHECK(judge.lock(windows.machine) == Verdict::unknown);
}

TEST_CASE("on this computer, the hive of somebody who is not logged in is unknown") {
  const Judge judge;
  ScratchWindows windows;
  windows.set_screen_saver();
  windows.roots.machine.write(profile_list + R"(\S-1-5-21-7-7-7-1105)", "ProfileImagePath", R"(C:\Users\absente)");
  CHECK(judge.lock(windows.machine) == Verdict::unknown);
}

TEST_CASE("what cannot be asked of this computer yet is unknown") {
  const Judge judge;
  ScratchWindows windows;
  for (const std::string rule : {"mises-a-jour", "wifi-chiffre", "disque-chiffre"}) {
    CAPTURE(rule);
    CHECK(judge.verdict(windows.machine, rule) == Verdict::unknown);
  }
}

TEST_CASE("the real registry of this computer is asked to the end") {
  const Judge judge;
  machine::WindowsMachine machine;
  posture::FactTables facts = judge.facts(machine);
  CHECK_FALSE(facts.connection().query("SELECT * FROM session_locks WHERE desktop = 'windows'").value().empty());
  CHECK(facts.connection().query("SELECT build FROM os_version").value().size() == 1);
}

}  // namespace
}  // namespace digue
