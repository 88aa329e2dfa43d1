#include <fmt/core.h>

#include <cmath>

#include "base/text.h"
#include "json/write.h"
#include "machine/fake/frozen_json.h"

namespace digue::machine::fake {

namespace {

using json::Array;
using json::Object;
using json::Value;

Value error_name(ErrorCode code) { return {name_of(code)}; }

/// As "text", or as "hex" where JSON could not hold the bytes.
void set_text(Value& object, const std::string& name, const std::string& text) {
  if (is_utf8(text)) {
    object.set(name, text);
  } else {
    object.set("hex", to_hex(bytes_of(text)));
  }
}

std::string_view name_of_kind(FileKind kind) {
  switch (kind) {
    case FileKind::file: return "file";
    case FileKind::folder: return "folder";
    case FileKind::link: return "link";
    case FileKind::other: return "other";
  }
  return "other";
}

Value file_value(const File& file) {
  Value value = Object();
  if (file.kind != FileKind::file) value.set("kind", name_of_kind(file.kind));
  if (!file.link_to.empty()) value.set("link_to", file.link_to);
  if (file.error) value.set("error", error_name(*file.error));
  if (file.read_error) value.set("read_error", error_name(*file.read_error));
  if (!file.content.empty()) set_text(value, "text", file.content);
  if (file.modified_at != Instant()) value.set("modified", to_rfc3339(file.modified_at));
  return value;
}

Value files_value(const std::map<std::string, File>& files) {
  Value value = Object();
  for (const auto& [path, file] : files) value.set(path, file_value(file));
  return value;
}

Value bus_value(const BusValue& value);

struct BusWriter {
  Value operator()(bool truth) const { return truth; }
  Value operator()(std::int64_t number) const { return number; }
  Value operator()(double number) const { return Object{{"number", fmt::format("{}", number)}}; }
  Value operator()(const std::string& text) const {
    if (is_utf8(text)) return text;
    return Object{{"hex", to_hex(bytes_of(text))}};
  }
  Value operator()(const BusList& items) const {
    Array array;
    for (const BusValue& item : items) array.push_back(bus_value(item));
    return array;
  }
  Value operator()(const BusMap& map) const {
    Value object = Object();
    for (const auto& [name, value] : map) object.set(name, bus_value(value));
    // A dictionary that looks like one of the forms above is written inside another one.
    const bool is_a_form = map.size() == 1 && (map.contains("hex") || map.contains("number") || map.contains("map"));
    return is_a_form ? Value(Object{{"map", object}}) : object;
  }
};

Value bus_value(const BusValue& value) { return std::visit(BusWriter(), value.content()); }

Value bus_answers(const std::map<BusKey, Kept<BusValue>>& answers) {
  Array array;
  for (const auto& [key, kept] : answers) {
    Value answer = Object{{"service", key.address.service},
                          {"object", key.address.object},
                          {"interface", key.address.interface},
                          {"name", key.name}};
    if (kept.error) {
      answer.set("error", error_name(*kept.error));
    } else {
      answer.set("value", bus_value(kept.value));
    }
    array.push_back(std::move(answer));
  }
  return array;
}

Value people_value(const Contents& contents) {
  if (contents.people.error) return Object{{"error", error_name(*contents.people.error)}};
  Array people;
  for (const Account& account : contents.people.value) {
    people.push_back(
        Object{{"id", account.id}, {"name", account.name}, {"real_name", account.real_name}, {"home", account.home}});
  }
  return people;
}

Value files_of_value(const Contents& contents) {
  Value value = Object();
  for (const auto& [account, files] : contents.files_of) value.set(account, files_value(files));
  for (const auto& [account, error] : contents.files_of_errors)
    value.set(account, Object{{"error", error_name(error)}});
  return value;
}

Value commands_value(const Contents& contents) {
  Array commands;
  for (const auto& [key, kept] : contents.commands) {
    Array words;
    for (const std::string& word : key.words) words.emplace_back(word);
    Value command = Object{{"words", std::move(words)}};
    if (!key.as.empty()) command.set("as", key.as);
    if (kept.error) {
      command.set("error", error_name(*kept.error));
    } else {
      command.set("exit", kept.value.exit_code);
      set_text(command, "output", kept.value.text);
    }
    commands.push_back(std::move(command));
  }
  return commands;
}

Value mounts_value(const Contents& contents) {
  if (contents.mounts.error) return Object{{"error", error_name(*contents.mounts.error)}};
  Array mounts;
  for (const Mount& mount : contents.mounts.value) {
    mounts.push_back(Object{{"path", mount.path}, {"file_system", mount.file_system}, {"device", mount.device}});
  }
  return mounts;
}

Value block_devices_value(const Contents& contents) {
  Value devices = Object();
  for (const auto& [name, kept] : contents.block_devices) {
    Value device = Object();
    if (kept.error) {
      device.set("error", error_name(*kept.error));
    } else {
      Array made_of;
      for (const std::string& below : kept.value.made_of) made_of.emplace_back(below);
      device.set("encryption", kept.value.encryption);
      device.set("made_of", std::move(made_of));
      device.set("is_removable", kept.value.is_removable);
    }
    devices.set(name, std::move(device));
  }
  return devices;
}

Value bus_part(const Contents& contents) {
  Value bus = Object();
  if (contents.bus_error) bus.set("error", error_name(*contents.bus_error));
  if (!contents.properties.empty()) bus.set("properties", bus_answers(contents.properties));
  if (!contents.calls.empty()) bus.set("calls", bus_answers(contents.calls));
  return bus;
}

/// Sets a part that says something; what is left out is empty.
void set_part(Value& machine, std::string name, Value part) {
  if (part != Value(Object()) && part != Value(Array())) machine.set(std::move(name), std::move(part));
}

}  // namespace

std::string machine_json(const Contents& contents) {
  Value machine = Object{{"system", machine::name_of(contents.system)},
                         {"now", to_rfc3339(contents.now)},
                         {"ahead_of_utc", std::int64_t{contents.ahead_of_utc.count()}},
                         {"people", people_value(contents)}};
  set_part(machine, "files", files_value(contents.files));
  set_part(machine, "files_of", files_of_value(contents));
  set_part(machine, "commands", commands_value(contents));
  set_part(machine, "bus", bus_part(contents));
  machine.set("mounts", mounts_value(contents));
  set_part(machine, "block_devices", block_devices_value(contents));
  Value registry_errors = Object();
  for (const auto& [key, kept] : contents.registry) {
    if (kept.error) registry_errors.set(key, error_name(*kept.error));
  }
  set_part(machine, "registry_errors", std::move(registry_errors));
  return json::to_pretty(machine);
}

}  // namespace digue::machine::fake
