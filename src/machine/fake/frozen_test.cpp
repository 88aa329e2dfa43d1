#include "machine/fake/frozen.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "machine/fake/computer.h"
#include "machine/fake/frozen_json.h"

namespace digue::machine::fake {
namespace {

/// A folder of this test, gone with it.
class Folder {
 public:
  explicit Folder(const std::string& name)
      : path_(std::filesystem::temp_directory_path() /
              ("digue-frozen-" + name + "-" + std::to_string(std::random_device()()))) {}
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string path() const { return path_.string(); }
  void write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories(path_);
    std::ofstream(path_ / name, std::ios::binary) << text;
  }

 private:
  std::filesystem::path path_;
};

const Deadline soon = Deadline::in(std::chrono::seconds(5));

/// Something in every place.
Contents full_contents() {
  Contents contents;
  contents.system = System::windows;
  contents.now = parse_rfc3339("2026-11-24T08:02:00Z").value();
  contents.ahead_of_utc = std::chrono::minutes(60);
  contents.people.value = {{"1000", "berenice", "Bérénice", "/home/berenice"}, {"1001", "luc", "", ""}};
  contents.files["/etc/os-release"] = {.content = "", .link_to = "../usr/lib/os-release"};
  contents.files["/usr/lib/os-release"] = {.content = "ID=debian\n", .modified_at = contents.now};
  contents.files["/etc/raw"] = {.content = std::string("\xff\0x", 3)};
  contents.files["/etc/shut"] = {.error = ErrorCode::denied};
  contents.files["/etc/shadow"] = {.read_error = ErrorCode::denied};
  contents.files["/etc/none"] = {.kind = FileKind::folder};
  contents.files["/run/pipe"] = {.kind = FileKind::other};
  contents.files_of["1000"]["/home/berenice/.config/x"] = {.content = "a\tb\x01"};
  contents.files_of_errors["1001"] = ErrorCode::denied;
  contents.commands[{{"gsettings", "get", "é"}, "1000"}].value = {1, "uint32 300\n"};
  contents.commands[{{"raw"}, ""}].value = {0, "\xfe"};
  contents.commands[{{"slow"}, ""}].error = ErrorCode::unavailable;
  const BusAddress address{"org.x", "/org/x", "org.x.Y"};
  contents.properties[{address, "Everything"}].value = BusValue(
      BusList{BusValue(true), BusValue(std::int64_t{-1}), BusValue(1.0), BusValue(std::string("t")),
              BusValue(std::string("\xff")), BusValue(BusList{}), BusValue(BusMap{}),
              BusValue(BusMap{{"hex", BusValue(std::string("00"))}}), BusValue(BusMap{{"map", BusValue(BusMap{})}}),
              BusValue(BusMap{{"number", BusValue(0.1)}, {"k", BusValue(false)}})});
  contents.properties[{address, "Gone"}].error = ErrorCode::not_found;
  contents.calls[{address, "Ask"}].value = BusValue(std::string("answer"));
  contents.bus_error = ErrorCode::unavailable;
  contents.registry["hkey_users\\s-1-5-21-1"].error = ErrorCode::denied;
  contents.registry["hkey_local_machine\\software"].values = {{"v", "é"}, {"n", std::int64_t{3}}};
  contents.mounts.value = {{"/", "ext4", "dm-0"}, {"/proc", "proc", ""}};
  contents.block_devices["dm-0"].value = {"dm-0", "luks2", {"sda2"}, false};
  contents.block_devices["sda2"].error = ErrorCode::denied;
  return contents;
}

TEST_CASE("a frozen machine comes back as it was") {
  const Folder folder("round");
  const Contents contents = full_contents();
  REQUIRE(save_frozen(contents, folder.path()).has_value());
  CHECK(load_frozen(folder.path()).value() == contents);
  REQUIRE(save_frozen(Contents(), folder.path()).has_value());
  CHECK(load_frozen(folder.path()).value() == Contents());
}

TEST_CASE("the same contents always give the same text") {
  CHECK(machine_json(full_contents()) == machine_json(full_contents()));
  CHECK(machine_json(Contents()) == R"({
  "system": "linux",
  "now": "1970-01-01T00:00:00.000Z",
  "ahead_of_utc": 0,
  "people": [],
  "mounts": []
}
)");
}

TEST_CASE("what a frozen machine cannot hold is refused, not changed") {
  const Folder folder("odd");
  Contents contents;
  contents.files["/home/\xff"].content = "x";
  CHECK(save_frozen(contents, folder.path()).error().code == ErrorCode::invalid_input);
  CHECK(load_frozen(folder.path()).error().code == ErrorCode::not_found);
}

TEST_CASE("registry exports may be dropped beside machine.json") {
  const Folder folder("drop");
  folder.write("machine.json", R"({"system": "windows", "now": "2026-11-24T08:02:00Z",
      "registry_errors": {"HKEY_USERS\\S-1-5-21-2": "denied"}})");
  folder.write("a.reg", "Windows Registry Editor Version 5.00\r\n[HKEY_USERS\\S-1-5-21-1\\X]\r\n\"v\"=\"1\"\r\n");
  folder.write("b.reg", "Windows Registry Editor Version 5.00\r\n[HKEY_USERS\\S-1-5-21-1\\X]\r\n\"v\"=\"2\"\r\n");
  Computer computer(load_frozen(folder.path()).value());
  CHECK(computer.registry().value("HKEY_USERS\\S-1-5-21-1\\x", "V").value() == RegistryValue("2"));
  CHECK(computer.registry().value("HKEY_USERS\\S-1-5-21-2\\X", "v").error().code == ErrorCode::denied);
  CHECK(save_frozen(Contents(), folder.path()).error().code == ErrorCode::already_exists);
}

TEST_CASE("a list that was not written is not an empty list") {
  Computer computer(read_machine_json(R"({"system": "linux", "now": "2026-11-24T08:02:00Z"})").value());
  CHECK(computer.accounts().people(soon).error().code == ErrorCode::not_found);
  CHECK(computer.mounts().mounts(soon).error().code == ErrorCode::not_found);
}

TEST_CASE("wrong content is refused with its file and its place") {
  const auto refusal = [](const std::string& rest) {
    const Result<Contents> contents = read_machine_json(R"({"system":"linux","now":"2026-11-24T08:02:00Z",)" + rest);
    return contents ? "read" : contents.error().detail;
  };
  CHECK(refusal(R"("poeple":[]})") == "machine: \"poeple\" is not known");
  CHECK(refusal(R"("files":{"/x":{"txt":"a"}}})") == "files[\"/x\"]: \"txt\" is not known");
  CHECK(refusal(R"("files":{"/x":{"text":"a","hex":"00"}}})") == "files[\"/x\"]: either \"text\" or \"hex\"");
  CHECK(refusal(R"("files":{"/x":{"modified":"hier"}}})") == "files[\"/x\"].modified: not a date: hier");
  CHECK(refusal(R"("people":[{"id":"1"}]})") == "people[0]: \"name\" is missing");
  CHECK(refusal(R"("mounts":{"error":"broken"}})") == "mounts.error: no error is called \"broken\"");
  CHECK(refusal(R"("commands":[{"words":["a"]},{"words":["a"]}]})") == "commands[1]: is there twice");
  CHECK(refusal(R"("ahead_of_utc":"1"})") == "machine: \"ahead_of_utc\" is missing or not a whole number");
  CHECK(refusal(R"("bus":{"calls":[{"service":"s","object":"o","interface":"i","name":"n"}]}})") ==
        "bus.calls[0]: \"value\" is missing");
  CHECK(refusal(R"("bus":{"calls":[{"service":"s","object":"o","interface":"i","name":"n","value":1.5}]}})")
            .find("bus.calls[0].value: not a value of the bus") == 0);
  const Folder folder("wrong");
  folder.write("machine.json", R"({"system": "dos", "now": "2026-11-24T08:02:00Z"})");
  CHECK(load_frozen(folder.path()).error().detail.ends_with("machine.json: system: no system is called \"dos\""));
  folder.write("machine.json", R"({"system": "windows", "now": "2026-11-24T08:02:00Z"})");
  folder.write("x.reg", "hello");
  CHECK(load_frozen(folder.path()).error().detail.find("x.reg: line 1: ") != std::string::npos);
}

}  // namespace
}  // namespace digue::machine::fake
