#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <initializer_list>

#include "base/text.h"
#include "json/parse.h"
#include "machine/fake/frozen_json.h"

namespace digue::machine::fake {

namespace {

using json::Value;

/// A value of the text and the place where it stands, for the errors.
class Part {
 public:
  Part(const Value& value, std::string place) : value_(value), place_(std::move(place)) {}

  std::unexpected<Error> wrong(std::string_view what) const {
    return failure(ErrorCode::invalid_input, fmt::format("{}: {}", place_.empty() ? "machine" : place_, what));
  }

  const Value& value() const { return value_; }
  bool has(std::string_view name) const { return value_.find(name) != nullptr; }

  /// The member of that name, which is there.
  Part member(std::string_view name) const {
    return Part(*value_.find(name), place_.empty() ? std::string(name) : fmt::format("{}.{}", place_, name));
  }

  /// Refuses what is no object, and any member but these.
  Result<void> allow(std::initializer_list<std::string_view> names) const {
    if (value_.as_object() == nullptr) return wrong("not an object");
    for (const auto& [name, value] : *value_.as_object()) {
      if (std::ranges::find(names, name) == names.end()) return wrong(fmt::format("\"{}\" is not known", name));
    }
    return {};
  }

  Result<std::vector<Part>> items() const {
    if (value_.as_array() == nullptr) return wrong("not a list");
    std::vector<Part> parts;
    for (const Value& item : *value_.as_array()) parts.emplace_back(item, fmt::format("{}[{}]", place_, parts.size()));
    return parts;
  }

  Result<std::vector<std::pair<std::string, Part>>> members() const {
    if (value_.as_object() == nullptr) return wrong("not an object");
    std::vector<std::pair<std::string, Part>> parts;
    for (const auto& [name, value] : *value_.as_object()) {
      parts.emplace_back(name, Part(value, fmt::format("{}[\"{}\"]", place_, name)));
    }
    return parts;
  }

  Result<std::string> as_text() const {
    if (value_.as_text() == nullptr) return wrong("not a text");
    return *value_.as_text();
  }

  Result<std::string> text(std::string_view name) const {
    if (!has(name)) return wrong(fmt::format("\"{}\" is missing", name));
    return member(name).as_text();
  }
  Result<std::string> text_or_empty(std::string_view name) const { return has(name) ? text(name) : std::string(); }

  /// The bytes of a text, or those that "hex" holds in its place.
  Result<std::string> bytes(std::string_view name) const {
    if (!has("hex")) return text_or_empty(name);
    if (has(name)) return wrong(fmt::format("either \"{}\" or \"hex\"", name));
    const Result<Bytes> bytes = from_hex(TRY(text("hex")));
    if (!bytes) return member("hex").wrong(bytes.error().detail);
    return std::string(text_of(*bytes));
  }

  Result<std::vector<std::string>> texts(std::string_view name) const {
    if (!has(name)) return wrong(fmt::format("\"{}\" is missing", name));
    std::vector<std::string> texts;
    for (const Part& item : TRY(member(name).items())) texts.push_back(TRY(item.as_text()));
    return texts;
  }

  Result<Instant> instant(std::string_view name) const {
    const Result<Instant> instant = parse_rfc3339(TRY(text(name)));
    if (!instant) return member(name).wrong(instant.error().detail);
    return *instant;
  }

  Result<std::int64_t> integer(std::string_view name, std::int64_t lowest, std::int64_t highest) const {
    const std::int64_t* number = has(name) ? value_.find(name)->as_integer() : nullptr;
    if (number == nullptr) return wrong(fmt::format("\"{}\" is missing or not a whole number", name));
    if (*number < lowest || *number > highest) return member(name).wrong("out of range");
    return *number;
  }

  Result<ErrorCode> as_error() const {
    const std::string name = TRY(as_text());
    for (int i = 0; i <= static_cast<int>(ErrorCode::bug); ++i) {
      if (name_of(static_cast<ErrorCode>(i)) == name) return static_cast<ErrorCode>(i);
    }
    return wrong(fmt::format("no error is called \"{}\"", name));
  }
  Result<std::optional<ErrorCode>> error(std::string_view name = "error") const {
    if (!has(name)) return std::nullopt;
    return TRY(member(name).as_error());
  }

 private:
  const Value& value_;
  std::string place_;
};

Result<System> read_system(const Part& machine) {
  const std::string name = TRY(machine.text("system"));
  for (const System system : {System::linux, System::macos, System::windows}) {
    if (machine::name_of(system) == name) return system;
  }
  return machine.member("system").wrong(fmt::format("no system is called \"{}\"", name));
}

Result<FileKind> read_kind(const Part& file) {
  const std::string kind = TRY(file.text_or_empty("kind"));
  if (kind.empty()) return FileKind::file;
  if (kind == "folder") return FileKind::folder;
  if (kind == "other") return FileKind::other;
  return file.member("kind").wrong("neither \"folder\" nor \"other\"");
}

Result<File> read_file(const Part& part) {
  TRY(part.allow({"text", "hex", "modified", "link_to", "error", "read_error", "kind"}));
  File file;
  file.content = TRY(part.bytes("text"));
  if (part.has("modified")) file.modified_at = TRY(part.instant("modified"));
  file.link_to = TRY(part.text_or_empty("link_to"));
  file.error = TRY(part.error());
  file.read_error = TRY(part.error("read_error"));
  file.kind = TRY(read_kind(part));
  return file;
}

Result<std::map<std::string, File>> read_files(const Part& part) {
  std::map<std::string, File> files;
  for (const auto& [path, file] : TRY(part.members())) files[path] = TRY(read_file(file));
  return files;
}

Result<void> read_files_of(const Part& part, Contents& contents) {
  for (const auto& [account, files] : TRY(part.members())) {
    if (files.has("error")) {
      TRY(files.allow({"error"}));
      contents.files_of_errors[account] = *TRY(files.error());
    } else {
      contents.files_of[account] = TRY(read_files(files));
    }
  }
  return {};
}

Result<Kept<std::vector<Account>>> read_people(const Part& part) {
  Kept<std::vector<Account>> people;
  if (part.value().as_object() != nullptr) {
    TRY(part.allow({"error"}));
    people.error = TRY(part.error());
    return people;
  }
  for (const Part& item : TRY(part.items())) {
    TRY(item.allow({"id", "name", "real_name", "home"}));
    Account& person = people.value.emplace_back();
    person.id = TRY(item.text("id"));
    person.name = TRY(item.text("name"));
    person.real_name = TRY(item.text_or_empty("real_name"));
    person.home = TRY(item.text_or_empty("home"));
  }
  return people;
}

Result<Kept<std::vector<Mount>>> read_mounts(const Part& part) {
  Kept<std::vector<Mount>> mounts;
  if (part.value().as_object() != nullptr) {
    TRY(part.allow({"error"}));
    mounts.error = TRY(part.error());
    return mounts;
  }
  for (const Part& item : TRY(part.items())) {
    TRY(item.allow({"path", "file_system", "device"}));
    Mount& mount = mounts.value.emplace_back();
    mount.path = TRY(item.text("path"));
    mount.file_system = TRY(item.text("file_system"));
    mount.device = TRY(item.text_or_empty("device"));
  }
  return mounts;
}

Result<Kept<BlockDevice>> read_block_device(const std::string& name, const Part& part) {
  TRY(part.allow({"encryption", "made_of", "is_removable", "error"}));
  Kept<BlockDevice> device;
  device.error = TRY(part.error());
  if (device.error) return device;
  device.value.name = name;
  device.value.encryption = TRY(part.text_or_empty("encryption"));
  if (part.has("made_of")) device.value.made_of = TRY(part.texts("made_of"));
  if (part.has("is_removable")) {
    const bool* is_removable = part.value().find("is_removable")->as_bool();
    if (is_removable == nullptr) return part.member("is_removable").wrong("neither true nor false");
    device.value.is_removable = *is_removable;
  }
  return device;
}

Result<void> read_commands(const Part& part, Contents& contents) {
  for (const Part& item : TRY(part.items())) {
    TRY(item.allow({"words", "as", "exit", "output", "hex", "error"}));
    Kept<Output> kept;
    kept.error = TRY(item.error());
    if (!kept.error) {
      if (item.has("exit")) kept.value.exit_code = static_cast<int>(TRY(item.integer("exit", INT32_MIN, INT32_MAX)));
      kept.value.text = TRY(item.bytes("output"));
    }
    CommandKey key;
    key.words = TRY(item.texts("words"));
    key.as = TRY(item.text_or_empty("as"));
    if (!contents.commands.emplace(std::move(key), std::move(kept)).second) return item.wrong("is there twice");
  }
  return {};
}

Result<BusValue> read_bus_value(const Part& part);

Result<BusValue> read_bus_map(const Part& part) {
  BusMap map;
  for (const auto& [name, value] : TRY(part.members())) map[name] = TRY(read_bus_value(value));
  return BusValue(std::move(map));
}

Result<BusValue> read_bus_number(const Part& part) {
  const std::string text = TRY(part.as_text());
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return part.wrong("not a number");
  return BusValue(number);
}

Result<BusValue> read_bus_value(const Part& part) {
  const Value& value = part.value();
  if (const bool* truth = value.as_bool()) return BusValue(*truth);
  if (const std::int64_t* number = value.as_integer()) return BusValue(*number);
  if (const std::string* text = value.as_text()) return BusValue(*text);
  if (value.as_array() != nullptr) {
    BusList list;
    for (const Part& item : TRY(part.items())) list.push_back(TRY(read_bus_value(item)));
    return BusValue(std::move(list));
  }
  if (value.as_object() == nullptr) {
    return part.wrong("not a value of the bus (a number with a point is {\"number\": \"1.5\"})");
  }
  if (value.as_object()->size() == 1) {
    if (part.has("hex")) return BusValue(TRY(part.bytes("")));
    if (part.has("number")) return read_bus_number(part.member("number"));
    if (part.has("map")) return read_bus_map(part.member("map"));
  }
  return read_bus_map(part);
}

Result<std::map<BusKey, Kept<BusValue>>> read_bus_answers(const Part& part) {
  std::map<BusKey, Kept<BusValue>> answers;
  for (const Part& item : TRY(part.items())) {
    TRY(item.allow({"service", "object", "interface", "name", "value", "error"}));
    BusKey key;
    key.address.service = TRY(item.text("service"));
    key.address.object = TRY(item.text("object"));
    key.address.interface = TRY(item.text("interface"));
    key.name = TRY(item.text("name"));
    Kept<BusValue> kept;
    kept.error = TRY(item.error());
    if (kept.error && item.has("value")) return item.wrong("either \"value\" or \"error\"");
    if (!kept.error && !item.has("value")) return item.wrong("\"value\" is missing");
    if (!kept.error) kept.value = TRY(read_bus_value(item.member("value")));
    if (!answers.emplace(std::move(key), std::move(kept)).second) return item.wrong("is there twice");
  }
  return answers;
}

Result<void> read_bus(const Part& part, Contents& contents) {
  TRY(part.allow({"error", "properties", "calls"}));
  contents.bus_error = TRY(part.error());
  if (part.has("properties")) contents.properties = TRY(read_bus_answers(part.member("properties")));
  if (part.has("calls")) contents.calls = TRY(read_bus_answers(part.member("calls")));
  return {};
}

Result<void> read_registry_errors(const Part& part, Contents& contents) {
  for (const auto& [key, error] : TRY(part.members())) {
    contents.registry[lower_ascii(key)].error = TRY(error.as_error());
  }
  return {};
}

Result<Contents> read_machine(const Part& machine) {
  TRY(machine.allow({"system", "now", "ahead_of_utc", "people", "files", "files_of", "commands", "bus", "mounts",
                     "block_devices", "registry_errors"}));
  Contents contents;
  contents.system = TRY(read_system(machine));
  contents.now = TRY(machine.instant("now"));
  constexpr std::int64_t day_in_minutes = 24 * 60;
  if (machine.has("ahead_of_utc")) {
    contents.ahead_of_utc = std::chrono::minutes(TRY(machine.integer("ahead_of_utc", -day_in_minutes, day_in_minutes)));
  }
  contents.people.error = contents.mounts.error = ErrorCode::not_found;
  if (machine.has("people")) contents.people = TRY(read_people(machine.member("people")));
  if (machine.has("files")) contents.files = TRY(read_files(machine.member("files")));
  if (machine.has("files_of")) TRY(read_files_of(machine.member("files_of"), contents));
  if (machine.has("commands")) TRY(read_commands(machine.member("commands"), contents));
  if (machine.has("bus")) TRY(read_bus(machine.member("bus"), contents));
  if (machine.has("mounts")) contents.mounts = TRY(read_mounts(machine.member("mounts")));
  if (machine.has("block_devices")) {
    for (const auto& [name, device] : TRY(machine.member("block_devices").members())) {
      contents.block_devices[name] = TRY(read_block_device(name, device));
    }
  }
  if (machine.has("registry_errors")) TRY(read_registry_errors(machine.member("registry_errors"), contents));
  return contents;
}

}  // namespace

Result<Contents> read_machine_json(std::string_view text) {
  const Value value = TRY(json::parse(text, {.bytes = 64 * 1024 * 1024, .depth = 48}));
  return read_machine(Part(value, ""));
}

}  // namespace digue::machine::fake
