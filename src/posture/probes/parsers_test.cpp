#include <doctest/doctest.h>

#include "posture/probes/apt.h"
#include "posture/probes/gvariant.h"
#include "posture/probes/ini.h"
#include "posture/probes/wifi_security.h"

namespace digue::posture {
namespace {

bool is_good(const AccessPointFlags& flags) {
  const auto security = wifi_security(flags);
  return security == "wpa2" || security == "wpa2_wpa3" || security == "wpa3" || security == "enterprise";
}

TEST_CASE("no single bit of a weak network makes it a good one") {
  // open, WEP, WPA alone, OWE: only a whole WPA2 or WPA3 pattern beside it could.
  for (const AccessPointFlags weak : {AccessPointFlags{0, 0, 0}, AccessPointFlags{1, 0, 0},
                                      AccessPointFlags{1, 0x144, 0}, AccessPointFlags{0, 0, 0x888}}) {
    CHECK_FALSE(is_good(weak));
    for (int bit = 0; bit < 32; ++bit) {
      CAPTURE(bit);
      CHECK_FALSE(is_good({weak.flags ^ (std::int64_t{1} << bit), weak.wpa_flags, weak.rsn_flags}));
      CHECK_FALSE(is_good({weak.flags, weak.wpa_flags ^ (std::int64_t{1} << bit), weak.rsn_flags}));
    }
  }
}

TEST_CASE("WPA beside WPA2 is as weak as WPA") {
  CHECK(is_good({1, 0, 0x188}));
  CHECK_FALSE(is_good({1, 0x144, 0x188}));
  CHECK_FALSE(is_good({1, 0x100, 0x188}));
}

TEST_CASE("apt's simulation is counted by archive, and another form is not guessed at") {
  const auto counted = parse_apt_simulation(
      "Reading package lists...\n"
      "Inst openssl [3.0.15-1] (3.0.20-1 Debian-Security:12/oldstable-security [amd64])\n"
      "Inst bash [5.2-1] (5.2-2 Debian:12.12/oldstable [amd64])\n"
      "Conf openssl (3.0.20-1 Debian-Security:12/oldstable-security [amd64])\n");
  REQUIRE(counted.has_value());
  CHECK(counted->pending == 2);
  CHECK(counted->security == 1);
  CHECK(parse_apt_simulation("Reading package lists...\n").value().pending == 0);
  CHECK_FALSE(parse_apt_simulation("Inst openssl\n").has_value());
}

TEST_CASE("gsettings answers in one form, and another type is damaged") {
  CHECK(parse_gvariant_uint32("uint32 300\n").value() == 300);
  CHECK(parse_gvariant_bool("true\n").value());
  CHECK(parse_gvariant_texts("['<Super>l', '']\n").value() == std::vector<std::string>{"<Super>l", ""});
  CHECK(parse_gvariant_texts("@as []\n").value().empty());
  for (const char* wrong :
       {"", "300", "uint32", "uint32 -1", "uint32 99999999999999999999", "int32 300", "uint32 3 0"}) {
    CAPTURE(wrong);
    CHECK(parse_gvariant_uint32(wrong).error().code == ErrorCode::damaged);
  }
  for (const char* wrong : {"", "1", "TRUE", "'true'"}) CHECK_FALSE(parse_gvariant_bool(wrong).has_value());
  for (const char* wrong : {"", "[", "['a", "['a',", "'a'"}) CHECK_FALSE(parse_gvariant_texts(wrong).has_value());
}

TEST_CASE("a settings file keeps its groups apart") {
  const Ini ini = parse_ini("[Other]\nTimeout=1\n[Daemon]\n# Timeout=2\nTimeout = 7\nAutolock[$i]=true\n");
  REQUIRE(ini.find("Daemon", "Timeout") != nullptr);
  CHECK(ini.find("Daemon", "Timeout")->value == "7");
  CHECK(ini.find("Daemon", "Autolock")->is_immutable);
  CHECK(ini.find("Daemon", "Lock") == nullptr);
}

}  // namespace
}  // namespace digue::posture
