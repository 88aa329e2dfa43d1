#include "machine/fake/scrub.h"

#include <doctest/doctest.h>

#include "machine/fake/computer.h"
#include "machine/fake/frozen.h"
#include "machine/fake/recorder.h"
#include "support/temporary_folder.h"

namespace digue::machine::fake {
namespace {

const std::string canary = "Zqcanarix";
const Deadline soon = Deadline::in(std::chrono::seconds(5));

/// The name of the practice in every place that a computer has for one.
Contents with_canary_everywhere() {
  Contents contents;
  contents.people.value = {{"1000", canary, "Camille " + canary, "/home/" + canary},
                           {"S-1-5-21-11-22-33-1001", "sacha", "", R"(C:\Users\)" + canary}};
  contents.files["/home/" + canary + "/.config/x"] = {.content = "Wallpaper=file:///srv/" + canary + "/a.png\n",
                                                      .link_to = "/mnt/" + canary};
  contents.files_of["1000"]["/home/" + canary + "/y"] = {.content = canary + " " + "zqCANARIX"};
  contents.commands[{{"ask", canary, "/media/" + canary}, "1000"}].value = {0, "said " + canary};
  const BusAddress address{"org.x", "/org/freedesktop/" + canary, "org.x"};
  contents.properties[{address, "Ssid"}].value = BusValue(canary);
  contents.calls[{address, "GetSettings"}].value =
      BusValue(BusMap{{canary, BusValue(canary)}, {"id", BusValue(BusList{BusValue("Wi-Fi " + canary)})}});
  contents.registry["hkey_users\\s-1-5-21-11-22-33-1001"].values = {{"wallpaper", R"(C:\Users\x\)" + canary + ".jpg"},
                                                                    {"raw", Bytes(4)}};
  contents.mounts.value = {{"/media/" + canary, "ext4", "sdb1"}, {"/home", "ext4", "sda1"}};
  return contents;
}

TEST_CASE("no name of the practice is left in a machine that is given away") {
  const test::TemporaryFolder folder;
  REQUIRE(save_frozen(scrub(with_canary_everywhere()), folder.path_of("frozen")).has_value());
  std::string bytes;
  for (const auto& file : std::filesystem::directory_iterator(folder.path_of("frozen"))) {
    std::ifstream stream(file.path(), std::ios::binary);
    bytes.append(std::istreambuf_iterator<char>(stream), {});
  }
  REQUIRE(bytes.find("user-1") != std::string::npos);
  for (const char* form : {"Zqcanarix", "zqcanarix", "ZQCANARIX", "zqCANARIX", "5a7163616e61726978"}) {
    CHECK(bytes.find(form) == std::string::npos);
  }
}

TEST_CASE("identifiers of things are replaced, words of the system are kept") {
  Contents contents;
  contents.files["/etc/x"] = {.content =
                                  "a 0f2c1d3e-11aa-22bb-33cc-445566778899 b 00:11:22:33:44:55 c wlx001122334455 12:30"};
  contents.properties[{{"s", "/o", "i"}, "KeyMgmt"}].value = BusValue(std::string("wpa-psk"));
  const Contents scrubbed = scrub(contents);
  CHECK(scrubbed.files.at("/etc/x").content == "a identifier b identifier c wlx000000000000 12:30");
  CHECK(*scrubbed.properties.begin()->second.value.as_text() == "wpa-psk");
}

TEST_CASE("a recorded machine answers as the one that was asked, and knows nothing that was not asked") {
  Contents contents = with_canary_everywhere();
  contents.files["/etc/shadow"] = {.read_error = ErrorCode::denied};
  contents.files["/var/lib/apt/lists/a"] = {.content = "1"};
  Computer computer(contents);
  Recorder recorder(computer);
  CHECK(recorder.files().read("/etc/shadow", 10, soon).error().code == ErrorCode::denied);
  CHECK(recorder.files().list("/var/lib/apt/lists", 10, soon).value() == std::vector<std::string>{"a"});
  CHECK(recorder.files().read("/nothing", 10, soon).error().code == ErrorCode::not_found);
  CHECK(recorder.accounts().people(soon).value().size() == 2);

  Computer again(recorder.contents());
  CHECK(again.files().read("/etc/shadow", 10, soon).error().code == ErrorCode::denied);
  CHECK(again.files().list("/var/lib/apt/lists", 10, soon).value() == std::vector<std::string>{"a"});
  CHECK(again.files().read("/nothing", 10, soon).error().code == ErrorCode::not_found);
  CHECK(recorder.contents().commands.empty());
  CHECK(recorder.contents().registry.empty());
}

}  // namespace
}  // namespace digue::machine::fake
