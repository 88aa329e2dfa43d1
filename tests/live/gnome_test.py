"""The real program reads the lock of a GNOME session through the real gsettings, dconf and schemas: defaults, what the person
chose, what the administrator proposes, and what the administrator imposes. Each case says first what gsettings itself answers,
so that it is GNOME's own word that ours is held against."""

import json
import os
import tempfile
import unittest
from pathlib import Path

from stage import DIGUE, PrivateBus, Stage, why_not

PERSON = 4242
LOGIN = "org.freedesktop.login1"
IDLE = ("org.gnome.desktop.session", "idle-delay")
ENABLED = ("org.gnome.desktop.screensaver", "lock-enabled")
DELAY = ("org.gnome.desktop.screensaver", "lock-delay")
LOCKDOWN = ("org.gnome.desktop.lockdown", "disable-lock-screen")
SHORTCUT = ("org.gnome.settings-daemon.plugins.media-keys", "screensaver")


def keyfile(settings: dict[tuple[str, str], str]) -> str:
    return "".join(f"[{schema.replace('.', '/')}]\n{key}={value}\n" for (schema, key), value in settings.items())


def path_of(setting: tuple[str, str]) -> str:
    return f"/{setting[0].replace('.', '/')}/{setting[1]}"


@unittest.skipIf(why_not(), why_not())
@unittest.skipIf(os.geteuid() != 0, "only root can become another account")
class Gnome(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = Path(scratch.name)
        os.chmod(self.folder, 0o755)
        self.home = self.folder / "home"
        self.home.mkdir()
        self.bus = PrivateBus(self.folder)
        self.addCleanup(self.bus.close)
        self.bus.mock(LOGIN, "--template", "logind")
        session = self.bus.object(LOGIN, "/org/freedesktop/login1").AddSession("1", "seat0", PERSON, "exemple", True)
        self.bus.set(LOGIN, session, f"{LOGIN}.Session", {"Type": "wayland", "Desktop": "gnome"})
        manager = "org.gnome.DisplayManager"
        self.bus.mock(manager, manager, "/org/gnome/DisplayManager/Manager", f"{manager}.Manager")
        self.bus.set(manager, "/org/gnome/DisplayManager/Manager", f"{manager}.Manager", {"Version": "43"})
        self.stage = Stage(self.folder)
        self.stage.put("/etc/passwd", f"root:x:0:0::/root:/bin/bash\nexemple:x:{PERSON}:{PERSON}::{self.home}:/bin/bash\n")
        self.stage.put("/etc/group", f"root:x:0:\nexemple:x:{PERSON}:\n")
        self.dconf = self.stage.put("/etc/dconf", {"profile/user": "user-db:user\nsystem-db:cabinet\n",
                                                   "db/cabinet.d/00-exemple": ""})
        self.administrator_sets({})

    def run_on_stage(self, *words) -> str:
        result = self.stage.run([*words], {"DBUS_SYSTEM_BUS_ADDRESS": self.bus.address, "LANG": "C.UTF-8"})
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        return result.stdout

    def person_sets(self, settings: dict):
        chosen = self.folder / "chosen"
        chosen.mkdir(exist_ok=True)
        (chosen / "settings").write_text(keyfile(settings), encoding="utf-8")
        (self.home / ".config/dconf").mkdir(parents=True, exist_ok=True)
        self.run_on_stage("dconf", "compile", self.home / ".config/dconf/user", chosen)
        for path in (self.home, *self.home.rglob("*")):
            os.chown(path, PERSON, PERSON)

    def administrator_sets(self, settings: dict, imposed: tuple = ()):
        locks = self.dconf / "db/cabinet.d/locks"
        locks.mkdir(exist_ok=True)
        (locks / "imposed").write_text("".join(path_of(setting) + "\n" for setting in imposed), encoding="utf-8")
        (self.dconf / "db/cabinet.d/00-exemple").write_text(keyfile(settings), encoding="utf-8")
        self.run_on_stage("dconf", "update")

    def gsettings(self, verb: str, setting: tuple[str, str]) -> str:
        """What GNOME answers to the person."""
        return self.run_on_stage("setpriv", f"--reuid={PERSON}", f"--regid={PERSON}", "--clear-groups", "env",
                                 f"HOME={self.home}", "gsettings", verb, *setting).strip()

    def facts(self, table: str) -> dict:
        question = f"SELECT *, (SELECT reason FROM readings WHERE table_name = '{table}') AS reason FROM {table}"
        answer = json.loads(self.run_on_stage(DIGUE, "sql", question, "--names", "--json"))
        self.assertEqual(len(answer["rows"]), 1)
        return dict(zip(answer["columns"], answer["rows"][0]))

    def assert_lock(self, said: dict, locks_itself: int, after: int | None, asks_password: int, set_by: str | None = None):
        for setting, value in said.items():
            self.assertEqual(self.gsettings("get", setting), value, setting)
        self.assertEqual(self.gsettings("writable", IDLE), "false" if set_by else "true")
        self.assertEqual(self.facts("session_locks"),
                         {"user": "exemple", "desktop": "gnome", "locks_itself": locks_itself, "lock_after_seconds": after,
                          "asks_password": asks_password, "set_by": set_by, "reason": None})

    def test_a_person_who_never_chose_has_the_defaults_of_gnome(self):
        self.assert_lock({IDLE: "uint32 300", ENABLED: "true", DELAY: "uint32 0", LOCKDOWN: "false"}, 1, 300, 1)

    def test_a_delay_of_zero_is_never(self):
        self.person_sets({IDLE: "uint32 0"})
        self.assert_lock({IDLE: "uint32 0", ENABLED: "true"}, 0, None, 1)

    def test_the_two_delays_add_up(self):
        self.person_sets({IDLE: "uint32 900", DELAY: "uint32 3600"})
        self.assert_lock({IDLE: "uint32 900", DELAY: "uint32 3600"}, 1, 4500, 1)

    def test_a_screen_that_only_goes_dark_asks_for_no_password(self):
        self.person_sets({ENABLED: "false"})
        self.assert_lock({IDLE: "uint32 300", ENABLED: "false"}, 0, None, 0)

    def test_a_lock_screen_that_is_forbidden_never_comes(self):
        self.person_sets({LOCKDOWN: "true"})
        self.assert_lock({ENABLED: "true", LOCKDOWN: "true"}, 0, None, 0)
        self.assertEqual(self.facts("lock_shortcuts")["works"], 0)

    def test_what_the_administrator_proposes_counts_until_the_person_chooses(self):
        self.administrator_sets({IDLE: "uint32 240"})
        self.assert_lock({IDLE: "uint32 240"}, 1, 240, 1)
        self.person_sets({IDLE: "uint32 0"})
        self.assert_lock({IDLE: "uint32 0"}, 0, None, 1)

    def test_what_the_administrator_imposes_counts_whatever_the_person_chose(self):
        self.person_sets({IDLE: "uint32 0", ENABLED: "false"})
        self.administrator_sets({IDLE: "uint32 240", ENABLED: "true"}, imposed=(IDLE, ENABLED))
        self.assert_lock({IDLE: "uint32 240", ENABLED: "true"}, 1, 240, 1, "policy")

    def test_a_policy_that_never_locks_is_a_policy_that_never_locks(self):
        self.person_sets({IDLE: "uint32 60"})
        self.administrator_sets({IDLE: "uint32 0"}, imposed=(IDLE,))
        self.assert_lock({IDLE: "uint32 0"}, 0, None, 1, "policy")

    def test_the_shortcut_is_gnomes_or_the_persons_or_none(self):
        for chosen, said, works, keys in (({}, "['<Super>l']", 1, "Super+L"),
                                          ({SHORTCUT: "['<Control><Alt>l']"}, "['<Control><Alt>l']", 1, "Control+Alt+L"),
                                          ({SHORTCUT: "@as []"}, "@as []", 0, None),
                                          ({SHORTCUT: "['']"}, "['']", 0, None)):
            with self.subTest(said):
                self.person_sets(chosen)
                self.assertEqual(self.gsettings("get", SHORTCUT), said)
                self.assertEqual(self.facts("lock_shortcuts"), {"user": "exemple", "desktop": "gnome", "works": works,
                                                                "keys": keys, "reason": None})

    def test_settings_that_are_broken_or_may_not_be_read_are_not_known(self):
        self.person_sets({IDLE: "uint32 0"})
        (self.home / ".config/dconf/user").write_bytes(b"GVariant" + b"\xff" * 4000)
        answer = self.facts("session_locks")
        # dconf takes a broken file for an empty one, and so does the person's session: the answer is what GNOME does.
        self.assertEqual((answer["locks_itself"], answer["lock_after_seconds"]), (1, 300))
        self.assertEqual(self.gsettings("get", IDLE), "uint32 300")
        self.home.chmod(0o000)
        os.chown(self.home, 0, 0)
        answer = self.facts("session_locks")
        self.assertIsNone(answer["locks_itself"], answer)
        self.assertIsNotNone(answer["reason"], answer)


if __name__ == "__main__":
    unittest.main()
