#include "machine/fake/scrub.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "machine/fake/scrub_text.h"

namespace digue::machine::fake {

namespace {

/// Words of D-Bus interfaces that probes need to see as they are.
constexpr std::array bus_words = {"wpa-psk",
                                  "sae",
                                  "owe",
                                  "none",
                                  "ieee8021x",
                                  "wpa-eap",
                                  "wpa-none",
                                  "wpa-eap-suite-b-192",
                                  "infrastructure",
                                  "adhoc",
                                  "mesh",
                                  "x11",
                                  "wayland",
                                  "tty",
                                  "mir",
                                  "gnome",
                                  "KDE",
                                  "user",
                                  "greeter",
                                  "lock-screen",
                                  "seat0",
                                  "active",
                                  "online",
                                  "802-11-wireless",
                                  "802-11-wireless-security"};

/// Where file systems are mounted on everybody's computer.
constexpr std::array common_mounts = {"/",    "/home", "/boot", "/boot/efi", "/efi", "/var",
                                      "/usr", "/srv",  "/opt",  "/tmp",      "/root"};

class Scrubber {
 public:
  explicit Scrubber(const Contents& contents) {
    for (const Account& account : contents.people.value) words_.add(account);
  }

  Contents scrubbed(const Contents& from) {
    Contents to = from;
    to.people.value.clear();
    for (const Account& account : from.people.value) to.people.value.push_back(words_.stand_in_for(account));
    to.files = files(from.files);
    to.files_of.clear();
    for (const auto& [id, kept] : from.files_of) to.files_of[words_.text(id)] = files(kept);
    to.files_of_errors.clear();
    for (const auto& [id, error] : from.files_of_errors) to.files_of_errors[words_.text(id)] = error;
    to.commands = commands(from.commands);
    to.properties = answers(from.properties);
    to.calls = answers(from.calls);
    to.registry = registry(from.registry);
    for (Mount& mount : to.mounts.value) mount = scrubbed(mount);
    return to;
  }

 private:
  using FileMap = std::map<std::string, File>;
  using BusMapOfAnswers = std::map<BusKey, Kept<BusValue>>;

  FileMap files(const FileMap& from) {
    FileMap to;
    for (const auto& [path, file] : from) {
      File& kept = to[words_.text(path)];
      kept = file;
      kept.content = words_.text(file.content);
      kept.link_to = words_.text(file.link_to);
    }
    return to;
  }

  std::map<CommandKey, Kept<Output>> commands(const std::map<CommandKey, Kept<Output>>& from) {
    std::map<CommandKey, Kept<Output>> to;
    for (const auto& [key, output] : from) {
      CommandKey scrubbed_key{{}, words_.text(key.as)};
      for (const std::string& word : key.words) scrubbed_key.words.push_back(words_.text(word));
      Kept<Output>& kept = to[scrubbed_key];
      kept = output;
      kept.value.text = words_.text(output.value.text);
    }
    return to;
  }

  BusMapOfAnswers answers(const BusMapOfAnswers& from) {
    BusMapOfAnswers to;
    for (const auto& [key, answer] : from) {
      BusKey scrubbed_key = key;
      scrubbed_key.address.object = words_.text(key.address.object);
      const std::string* text = answer.value.as_text();
      const bool is_card = key.name == "Interface" && text != nullptr && is_setting_name(*text);
      to[scrubbed_key] = {is_card ? BusValue(words_.text(*text)) : scrubbed(answer.value), answer.error};
    }
    return to;
  }

  BusValue scrubbed(const BusValue& value) {
    if (const std::string* text = value.as_text()) return BusValue(bus_text(*text));
    if (const BusList* list = value.as_list()) {
      BusList items;
      for (const BusValue& item : *list) items.push_back(scrubbed(item));
      return BusValue(std::move(items));
    }
    if (const BusMap* map = value.as_map()) {
      BusMap entries;
      for (const auto& [key, entry] : *map) entries.emplace(is_setting_name(key) ? key : stand_in(), scrubbed(entry));
      return BusValue(std::move(entries));
    }
    return value;
  }

  /// Names of settings are written by the system: lower case, digits and dashes.
  static bool is_setting_name(std::string_view name) {
    return name.size() <= 40 &&
           std::ranges::all_of(name, [](char c) { return is_digit(c) || c == '-' || (c >= 'a' && c <= 'z'); });
  }

  std::string bus_text(const std::string& text) {
    if (text.empty() || std::ranges::find(bus_words, text) != bus_words.end()) return text;
    if (text.starts_with("/org/freedesktop/")) return words_.text(text);
    return stand_in();
  }

  std::map<std::string, RegistryKey> registry(const std::map<std::string, RegistryKey>& from) {
    std::map<std::string, RegistryKey> to;
    for (const auto& [key, content] : from) {
      RegistryKey& kept = to[lower_ascii(words_.text(key))];
      kept.error = content.error;
      for (const auto& [name, value] : content.values) {
        const std::string* text = std::get_if<std::string>(&value);
        kept.values[name] = text == nullptr ? (std::holds_alternative<Bytes>(value) ? RegistryValue(Bytes()) : value)
                                            : RegistryValue(registry_text(key, *text));
      }
    }
    return to;
  }

  /// The machine's own part describes Windows; in a person's part only numbers and Windows' own files are kept.
  std::string registry_text(std::string_view key, const std::string& text) {
    const std::string lower = lower_ascii(text);
    const bool is_of_windows = lower.starts_with(R"(c:\windows\)") || lower.starts_with("%systemroot%");
    const bool is_version = key.starts_with(R"(hkey_local_machine\software\microsoft\windows nt\currentversion)");
    if (text.empty() || parse_integer(text) || is_of_windows || is_version) return words_.text(text);
    return stand_in();
  }

  Mount scrubbed(const Mount& mount) {
    Mount kept = mount;
    if (std::ranges::find(common_mounts, mount.path) == common_mounts.end()) kept.path = words_.path(mount.path);
    return kept;
  }

  std::string stand_in() { return fmt::format("text-{}", ++texts_); }

  ScrubText words_;
  int texts_ = 0;
};

}  // namespace

Contents scrub(const Contents& contents) { return Scrubber(contents).scrubbed(contents); }

}  // namespace digue::machine::fake
