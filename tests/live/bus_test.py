"""The real program asks a private system bus, on which mocks of NetworkManager and logind stand, and answers right. nmcli reads
the same bus beside it: what it calls a network is not our word for it."""

import json
import os
import shutil
import tempfile
import unittest
from pathlib import Path

import dbus

from stage import DIGUE, PrivateBus, Stage, why_not

NM = "org.freedesktop.NetworkManager"
LOGIN = "org.freedesktop.login1"
ACTIVATED, DISCONNECTED, UNMANAGED = 100, 30, 10

# Each kind of network: its flags (NM80211ApFlags, then NM80211ApSecurityFlags for WPA and RSN), our word, nmcli's words.
NETWORKS = {
    "open": (0x0, 0x0, 0x0, "open", ""),
    "WEP": (0x1, 0x0, 0x0, "wep", "WEP"),
    "WPA": (0x1, 0x144, 0x0, "wpa", "WPA1"),
    "WPA and WPA2": (0x1, 0x144, 0x188, "wpa_wpa2", "WPA1 WPA2"),
    "WPA2": (0x1, 0x0, 0x188, "wpa2", "WPA2"),
    "WPA2 and WPA3": (0x1, 0x0, 0x588, "wpa2_wpa3", "WPA2 WPA3"),
    "WPA3": (0x1, 0x0, 0x488, "wpa3", "WPA3"),
    "802.1X": (0x1, 0x0, 0x288, "enterprise", "WPA2 802.1X"),
    "OWE": (0x0, 0x0, 0x888, "owe", "OWE"),
}


@unittest.skipIf(why_not(), why_not())
class OnABus(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = Path(scratch.name)
        os.chmod(self.folder, 0o755)
        self.bus = PrivateBus(self.folder)
        self.addCleanup(self.bus.close)
        self.stage = Stage(self.folder)

    def run_on_stage(self, *words) -> str:
        result = self.stage.run([*words], {"DBUS_SYSTEM_BUS_ADDRESS": self.bus.address, "LANG": "C.UTF-8"})
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        return result.stdout

    def table(self, name: str) -> tuple[list[dict], str | None]:
        """Its rows, and why it could not be read whole."""
        question = f"SELECT *, (SELECT reason FROM readings WHERE table_name = '{name}') AS reason FROM {name}"
        answer = json.loads(self.run_on_stage(DIGUE, "sql", question, "--names", "--json"))
        rows = [dict(zip(answer["columns"], row)) for row in answer["rows"]]
        return rows, {row.pop("reason") for row in rows}.pop()


class WiFi(OnABus):
    def setUp(self):
        super().setUp()
        self.stage.put("/sys/class/net", {"wlan0/wireless/note": "", "lo/address": "", "eth0/address": ""})
        self.bus.mock(NM, "--template", "networkmanager")
        self.manager = self.bus.object(NM, "/org/freedesktop/NetworkManager")
        self.device = self.manager.AddWiFiDevice("card", "wlan0", DISCONNECTED)

    def connect(self):
        """To a network of WPA2, of which nobody said that it hides its name."""
        self.access_point = self.manager.AddAccessPoint(self.device, "ap", "Exemple", "00:00:5e:00:53:01", 2, 2437, 54, 80,
                                                        0x100)
        settings = self.bus.object(NM, "/org/freedesktop/NetworkManager/Settings", f"{NM}.Settings")
        self.connection = settings.AddConnection({"connection": {"type": "802-11-wireless", "id": "Exemple"},
                                                  "802-11-wireless": {"ssid": dbus.ByteArray(b"Exemple")}})
        self.manager.AddActiveConnection([self.device], self.connection, self.access_point, "active", 2)
        self.bus.set(NM, self.device, f"{NM}.Device", {"State": dbus.UInt32(ACTIVATED)})
        self.bus.set(NM, self.device, f"{NM}.Device.Wireless", {"ActiveAccessPoint": dbus.ObjectPath(self.access_point)})
        self.radiate(0x1, 0x0, 0x188)

    def radiate(self, flags: int, wpa: int, rsn: int):
        self.bus.set(NM, self.access_point, f"{NM}.AccessPoint",
                     {"Flags": dbus.UInt32(flags), "WpaFlags": dbus.UInt32(wpa), "RsnFlags": dbus.UInt32(rsn)})

    def row(self, security, hidden, connected=1):
        return {"interface": "wlan0", "connected": connected, "security_type": security, "hidden": hidden}

    def test_each_kind_of_network_is_known(self):
        self.connect()
        for name, (flags, wpa, rsn, ours, _) in NETWORKS.items():
            with self.subTest(name):
                self.radiate(flags, wpa, rsn)
                self.assertEqual(self.table("wifi_status"), ([self.row(ours, 0)], None))

    @unittest.skipIf(shutil.which("nmcli") is None, "nmcli is not installed")
    def test_nmcli_knows_the_same_networks_by_the_same_flags(self):
        self.connect()
        for name, (flags, wpa, rsn, _, theirs) in NETWORKS.items():
            with self.subTest(name):
                self.radiate(flags, wpa, rsn)
                listed = self.run_on_stage("nmcli", "-t", "-f", "IN-USE,SECURITY", "device", "wifi", "list", "--rescan", "no")
                self.assertEqual(listed.strip(), f"*:{theirs}")

    def test_a_hidden_network_is_known_by_what_a_person_told_of_it(self):
        self.connect()
        for hidden in (True, False):
            with self.subTest(hidden=hidden):
                self.bus.object(NM, self.connection, f"{NM}.Settings.Connection").Update(
                    {"connection": {"id": "Exemple"}, "802-11-wireless": {"hidden": hidden}})
                self.assertEqual(self.table("wifi_status"), ([self.row("wpa2", int(hidden))], None))

    def test_a_card_without_a_network_has_none(self):
        self.assertEqual(self.table("wifi_status"), ([self.row(None, None, connected=0)], None))

    def test_a_card_that_another_program_manages_is_not_known(self):
        self.bus.set(NM, self.device, f"{NM}.Device", {"State": dbus.UInt32(UNMANAGED)})
        self.assertEqual(self.table("wifi_status"), ([self.row(None, None, connected=None)], "unsupported"))

    def test_a_network_whose_access_point_has_gone_is_not_known(self):
        self.connect()
        self.bus.set(NM, self.device, f"{NM}.Device.Wireless", {"ActiveAccessPoint": dbus.ObjectPath("/")})
        self.assertEqual(self.table("wifi_status"), ([self.row(None, 0)], "not_found"))

    def test_a_property_of_another_type_is_damaged(self):
        self.connect()
        self.manager.RemoveAccessPoint(self.device, self.access_point)
        self.bus.object(NM, "/org/freedesktop/NetworkManager").AddObject(
            self.access_point, f"{NM}.AccessPoint",
            {"Flags": "1", "WpaFlags": dbus.UInt32(0), "RsnFlags": dbus.UInt32(0x188)}, dbus.Array([], "(ssss)"))
        self.assertEqual(self.table("wifi_status"), ([self.row(None, 0)], "damaged"))


class Sessions(OnABus):
    PERSON = 4242

    def setUp(self):
        super().setUp()
        self.stage.put("/etc/passwd", "root:x:0:0::/root:/bin/bash\n"
                       f"exemple:x:{self.PERSON}:{self.PERSON}::{self.folder}:/bin/bash\n")
        self.bus.mock(LOGIN, "--template", "logind")
        self.login = self.bus.object(LOGIN, "/org/freedesktop/login1")

    def session(self, name: str, user: int, kind: str, desktop: str):
        path = self.login.AddSession(name, "seat0", user, "exemple", True)
        self.bus.set(LOGIN, path, f"{LOGIN}.Session", {"Type": kind, "Desktop": desktop})

    def desktop(self) -> str | None:
        rows, _ = self.table("session_locks")
        self.assertEqual([row["user"] for row in rows], ["exemple"])
        return rows[0]["desktop"]

    def test_the_desktop_of_the_open_graphical_session_is_the_persons(self):
        self.session("1", self.PERSON, "wayland", "gnome")
        self.assertEqual(self.desktop(), "gnome")

    def test_a_session_of_x11_counts_as_one_of_wayland(self):
        self.session("1", self.PERSON, "x11", "plasma")
        self.assertEqual(self.desktop(), "kde")

    def test_neither_a_console_nor_somebody_elses_session_tells_the_desktop(self):
        self.session("1", self.PERSON, "tty", "gnome")
        self.session("2", 4243, "wayland", "gnome")
        self.assertIsNone(self.desktop())

    def test_two_desktops_at_once_tell_nothing(self):
        self.session("1", self.PERSON, "wayland", "gnome")
        self.session("2", self.PERSON, "x11", "plasma")
        self.assertIsNone(self.desktop())


if __name__ == "__main__":
    unittest.main()
