// False verdicts that the best-known tools of this field give, each as what must be true here. The numbers are those of
// our list of them. The rules of content/ judge, so that the whole line is held, not only the probe.

#include <doctest/doctest.h>

#include "machine/fake/computer.h"
#include "machine/fake/frozen.h"
#include "posture/finding.h"
#include "posture/probe.h"
#include "texts/content.h"

namespace digue::posture {
namespace {

using machine::fake::Computer;
using machine::fake::Contents;

const std::string windows_user = R"(hkey_users\s-1-5-21-1004336348-1177238915-682003330-1001)";
const std::string windows_policies = R"(hkey_local_machine\software\microsoft\windows\currentversion\policies\system)";
const std::string device_lock = R"(hkey_local_machine\software\microsoft\policymanager\current\device\devicelock)";

Contents frozen(const std::string& name) {
  return machine::fake::load_frozen(std::string(DIGUE_SOURCE_DIR) + "/tests/machines/" + name).value();
}

/// The Windows machine with its one person whose policy locks.
Contents windows() {
  Contents contents = frozen("windows-11-cabinet");
  contents.people.value.pop_back();
  return contents;
}

void set_windows_lock(Contents& contents, machine::fake::RegistryKey desktop) {
  contents.registry.erase(windows_user + R"(\software\policies\microsoft\windows\control panel\desktop)");
  contents.registry[windows_user + R"(\control panel\desktop)"] = std::move(desktop);
}

/// What gsettings answers for one key.
void set_gnome(Contents& contents, const std::string& key, const std::string& answer) {
  for (auto& [command, output] : contents.commands) {
    if (command.words.size() > 3 && command.words[3] == "get" && command.words.back() == key)
      output.value.text = answer;
  }
}

Verdict verdict(Contents contents, const std::string& rule) {
  Computer computer(std::move(contents));
  const json::Value content = texts::embedded_content().value();
  const std::vector<Rule> rules = load_rules(content).value();
  FactTables facts = collect(computer, content, Names::stand_ins).value();
  return find(facts, *find_rule(rules, rule)).value().verdict;
}

const std::string lock = "verrouillage-automatique";
const std::string disk = "disque-chiffre";

TEST_CASE("the frozen machines that lock are held, so that what follows can fail") {
  CHECK(verdict(windows(), lock) == Verdict::held);
  CHECK(verdict(frozen("debian-12-gnome"), lock) == Verdict::held);
}

TEST_CASE("a machine limit of zero seconds never locks") {  // 1
  Contents contents = windows();
  set_windows_lock(contents, {.values = {{"screensaveactive", "1"}}});
  contents.registry[windows_policies].values["inactivitytimeoutsecs"] = std::int64_t{0};
  CHECK(verdict(contents, lock) == Verdict::broken);
  contents.registry[windows_policies].values["inactivitytimeoutsecs"] = std::int64_t{600};
  CHECK(verdict(contents, lock) == Verdict::held);
  contents.registry[windows_policies].values["inactivitytimeoutsecs"] = std::int64_t{601};
  CHECK(verdict(contents, lock) == Verdict::broken);
}

TEST_CASE("an idle delay of zero is never") {  // 2
  Contents contents = frozen("debian-12-gnome");
  set_gnome(contents, "idle-delay", "uint32 0\n");
  CHECK(verdict(contents, lock) == Verdict::broken);
}

TEST_CASE("a setting that is missing is not read as zero seconds") {  // 3, 17
  Contents contents = windows();
  set_windows_lock(contents, {});
  CHECK(verdict(contents, lock) != Verdict::held);
  CHECK(verdict(Contents(), lock) == Verdict::unknown);
  CHECK(verdict(Contents(), disk) == Verdict::unknown);
}

TEST_CASE("a settings file that merely exists proves nothing, and what a person chose counts") {  // 4, 5
  Contents contents = frozen("debian-12-gnome");
  contents.files["/etc/dconf/db/local.d/00-lock"] = {.content = "[org/gnome/desktop/session]\nidle-delay=uint32 300\n"};
  set_gnome(contents, "lock-enabled", "false\n");
  CHECK(verdict(contents, lock) == Verdict::broken);
  set_gnome(contents, "lock-enabled", "true\n");
  CHECK(verdict(contents, lock) == Verdict::held);
}

TEST_CASE("on KDE it is Autolock that locks, not LockOnResume") {  // 6
  const auto with = [](const std::string& daemon) {
    Contents contents = frozen("debian-12-kde");
    contents.people.value.pop_back();
    contents.files_of["1000"]["/home/camille/.config/kscreenlockerrc"].content = "[Daemon]\n" + daemon;
    return verdict(contents, lock);
  };
  CHECK(with("") == Verdict::held);  // the documented defaults
  CHECK(with("Autolock=false\nLockOnResume=true\n") == Verdict::broken);
  CHECK(with("LockOnResume=false\n") == Verdict::held);
  CHECK(with("Timeout=0\n") == Verdict::broken);
  CHECK(with("Timeout=60\n") == Verdict::broken);  // minutes
  CHECK(with("Timeout=rien\n") != Verdict::held);
}

TEST_CASE("a password on waking up is no lock while nobody knows that the machine ever sleeps") {  // 7
  Contents contents = windows();
  set_windows_lock(contents, {.values = {{"delaylockinterval", std::int64_t{0}}}});
  CHECK(verdict(contents, lock) != Verdict::held);
}

TEST_CASE("an active screen saver proves nothing without a program, a time and a password") {
  const machine::fake::RegistryKey whole = {.values = {{"screensaveactive", "1"},
                                                       {"screensaverissecure", "1"},
                                                       {"screensavetimeout", "300"},
                                                       {"scrnsave.exe", R"(C:\Windows\system32\scrnsave.scr)"}}};
  const auto with = [](const machine::fake::RegistryKey& desktop) {
    Contents contents = windows();
    set_windows_lock(contents, desktop);
    return verdict(contents, lock);
  };
  CHECK(with(whole) == Verdict::held);
  for (const auto& [name, value] : whole.values) {
    CAPTURE(name);
    for (const machine::RegistryValue& wrong :
         std::vector<machine::RegistryValue>{"", "0", "-1", "x", "99999999999999999999", std::int64_t{1}, Bytes{}}) {
      if (name == "scrnsave.exe" && wrong == machine::RegistryValue("0")) continue;  // a name like any other
      if (name == "scrnsave.exe" && std::holds_alternative<std::string>(wrong) && wrong != machine::RegistryValue(""))
        continue;
      machine::fake::RegistryKey changed = whole;
      changed.values[name] = wrong;
      CHECK(with(changed) != Verdict::held);
    }
    machine::fake::RegistryKey removed = whole;
    removed.values.erase(name);
    CHECK(with(removed) != Verdict::held);
  }
}

TEST_CASE("a hive that is not loaded or may not be read is unknown, never absent settings") {
  Contents not_loaded = windows();
  std::erase_if(not_loaded.registry, [](const auto& key) { return key.first.starts_with("hkey_users"); });
  CHECK(verdict(not_loaded, lock) == Verdict::unknown);
  CHECK(verdict(not_loaded, "raccourci-verrouillage") == Verdict::unknown);
  Contents denied = windows();
  denied.registry[windows_user].error = ErrorCode::denied;
  CHECK(verdict(denied, lock) == Verdict::unknown);
}

TEST_CASE("a limit that a management imposes counts in minutes, and zero is off") {
  Contents contents = windows();
  set_windows_lock(contents, {.values = {{"screensaveactive", "1"}}});
  contents.registry[device_lock].values = {{"maxinactivitytimedevicelock", std::int64_t{0}},
                                           {"devicepasswordenabled", std::int64_t{0}}};
  CHECK(verdict(contents, lock) == Verdict::broken);
  contents.registry[device_lock].values["maxinactivitytimedevicelock"] = std::int64_t{10};
  CHECK(verdict(contents, lock) == Verdict::held);
}

TEST_CASE("a shortcut that is forbidden for the person or for the machine does not work") {
  Contents contents = windows();
  CHECK(verdict(contents, "raccourci-verrouillage") == Verdict::held);
  contents.registry[windows_policies].values["disablelockworkstation"] = std::int64_t{1};
  CHECK(verdict(contents, "raccourci-verrouillage") == Verdict::broken);
}

TEST_CASE("an encrypted stick or swap does not make the computer encrypted") {  // 9
  Contents contents = frozen("debian-12-kde");
  CHECK(verdict(contents, disk) == Verdict::broken);
  contents = frozen("debian-12-gnome");
  CHECK(verdict(contents, disk) == Verdict::held);
  contents.block_devices["nvme0n1p3"].error = ErrorCode::denied;  // below the layer that encrypts: it does not matter
  CHECK(verdict(contents, disk) == Verdict::held);
  contents.block_devices["dm-0"].value.encryption = "";
  CHECK(verdict(contents, disk) != Verdict::held);
}

TEST_CASE("a disk that is encrypted in part, or not known, is not held") {  // 12
  Contents contents = frozen("debian-12-gnome");
  contents.mounts.value.push_back({"/srv/imagerie", "ext4", "sdb1"});
  contents.block_devices["sdb1"].value = {.name = "sdb1"};
  CHECK(verdict(contents, disk) == Verdict::broken);
  contents.block_devices["sdb1"].error = ErrorCode::unavailable;
  CHECK(verdict(contents, disk) == Verdict::unknown);
}

TEST_CASE("what cannot be read on a system is unknown, neither safe nor without object") {  // 8, 10, 11, 15
  for (const std::string rule : {"mises-a-jour", "wifi-chiffre", "disque-chiffre"}) {
    CHECK(verdict(windows(), rule) == Verdict::unknown);
  }
}

TEST_CASE("Windows 11 is known by its build, whatever its product name says") {  // 16
  const std::string current = R"(hkey_local_machine\software\microsoft\windows nt\currentversion)";
  const auto with = [&](const std::string& build, const std::string& edition) {
    Contents contents = windows();
    contents.registry[current].values["currentbuildnumber"] = build;
    contents.registry[current].values["editionid"] = edition;
    return verdict(contents, "systeme-suivi");
  };
  CHECK(with("26200", "Professional") == Verdict::held);
  CHECK(with("26100", "Professional") == Verdict::broken);  // 24H2 ended for Home and Pro on 2026-10-13
  CHECK(with("26100", "Enterprise") == Verdict::held);
  CHECK(with("19045", "Professional") == Verdict::broken);
  CHECK(with("99999", "Professional") == Verdict::unknown);  // newer than the list
  CHECK(with("26200", "SomethingNew") == Verdict::unknown);
  CHECK(with("", "Professional") == Verdict::unknown);
}

TEST_CASE("an old list of supported systems no longer reassures") {
  Contents contents = frozen("debian-12-gnome");
  CHECK(verdict(contents, "systeme-suivi") == Verdict::held);
  contents.now += std::chrono::days(181);
  CHECK(verdict(contents, "systeme-suivi") == Verdict::unknown);
  contents.now -= std::chrono::days(181 + 30);  // a clock that went back: the list is from the future
  CHECK(verdict(contents, "systeme-suivi") == Verdict::unknown);
}

TEST_CASE("a time in the future is not a fresh search for updates") {
  Contents contents = frozen("debian-12-gnome");
  CHECK(verdict(contents, "mises-a-jour") == Verdict::held);
  for (auto& [path, file] : contents.files) {
    if (path.ends_with("InRelease")) file.modified_at = contents.now + std::chrono::days(2);
  }
  CHECK(verdict(contents, "mises-a-jour") != Verdict::held);
}

TEST_CASE("neither many accounts nor a long setting makes more evidence than can be written down") {
  Contents contents = frozen("debian-12-gnome");
  for (auto& [key, answer] : contents.commands) {
    if (answer.value.text.contains("<Super>l")) answer.value.text = "['<Super>" + std::string(60'000, 'l') + "']";
  }
  for (int i = 0; i < 2'000; ++i) {
    machine::Account account = contents.people.value.front();
    account.name = "exemple" + std::to_string(i);
    account.id = std::to_string(5'000 + i);
    contents.people.value.push_back(std::move(account));
  }
  Computer computer(std::move(contents));
  const json::Value content = texts::embedded_content().value();
  const std::vector<Rule> rules = load_rules(content).value();
  FactTables facts = collect(computer, content, Names::stand_ins).value();
  for (const std::string& rule : {lock, std::string("raccourci-verrouillage")}) {
    const Finding finding = find(facts, *find_rule(rules, rule)).value();
    CHECK(finding.verdict != Verdict::held);
    REQUIRE(finding.evidence.rows.size() == 101);
    CHECK(finding.evidence.rows.back().front() == database::Value("…"));
    for (const database::Value& value : finding.evidence.rows.front()) {
      const auto* text = std::get_if<std::string>(&value);
      CHECK((text == nullptr || text->size() <= 203));
    }
  }
}

TEST_CASE("only WPA2 and better are a good Wi-Fi, and every bit is looked at") {
  const auto with = [](std::int64_t flags, std::int64_t wpa, std::int64_t rsn) {
    Contents contents = frozen("ubuntu-24.04-laptop");
    for (auto& [key, answer] : contents.properties) {
      if (key.name == "Flags") answer.value = machine::BusValue(flags);
      if (key.name == "WpaFlags") answer.value = machine::BusValue(wpa);
      if (key.name == "RsnFlags") answer.value = machine::BusValue(rsn);
    }
    return verdict(contents, "wifi-chiffre");
  };
  CHECK(with(0, 0, 0) == Verdict::broken);          // open
  CHECK(with(1, 0, 0) == Verdict::broken);          // WEP
  CHECK(with(1, 0x144, 0) == Verdict::broken);      // WPA
  CHECK(with(1, 0x144, 0x188) == Verdict::broken);  // WPA and WPA2
  CHECK(with(1, 0, 0x188) == Verdict::held);        // WPA2
  CHECK(with(1, 0, 0x588) == Verdict::held);        // WPA2 and WPA3
  CHECK(with(1, 0, 0x488) == Verdict::held);        // WPA3
  CHECK(with(1, 0, 0x288) == Verdict::held);        // 802.1X
  CHECK(with(0, 0, 0x888) == Verdict::broken);      // OWE
}

}  // namespace
}  // namespace digue::posture
