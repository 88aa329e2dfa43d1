"""What is installed beside the program: a unit that systemd understands and that gives away little, an action that polkit would
read, an entry that desktops start."""

import configparser
import re
import shutil
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree as xml
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "packaging"
# systemd-analyze's own scale: 0 is safe, 10 is not. What holds it up is said in the unit: root that reads everything, disks
# that are mounted where others see them, the network.
MOST_EXPOSURE = 52


@unittest.skipUnless(shutil.which("systemd-analyze"), "systemd-analyze is not installed")
class Unit(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.unit = Path(scratch.name) / "digue.service"
        # The program need not be installed where this runs.
        text = (PACKAGING / "digue.service").read_text("utf-8").replace("/usr/bin/digue", shutil.which("true"))
        self.unit.write_text(text, encoding="utf-8")

    def analyze(self, *words) -> subprocess.CompletedProcess:
        return subprocess.run(["systemd-analyze", *words, self.unit], capture_output=True, text=True, timeout=120, check=False)

    def test_systemd_finds_no_fault_in_it(self):
        # Man pages of other units are nobody's fault here; a fault of ours would name our file.
        done = self.analyze("verify", "--man=no", "--recursive-errors=no")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn("digue.service", done.stderr)

    def test_systemd_finds_a_planted_fault(self):
        self.unit.write_text(self.unit.read_text("utf-8").replace("Nice=10", "Nice=often"), encoding="utf-8")
        self.assertIn("digue.service", self.analyze("verify", "--man=no").stderr)

    def test_it_gives_away_no_more_than_was_decided(self):
        done = self.analyze("security", "--offline=true", "--no-pager", f"--threshold={MOST_EXPOSURE}")
        self.assertEqual(done.returncode, 0, done.stdout[-400:])


class Polkit(unittest.TestCase):
    def test_each_action_that_is_asked_for_is_declared_and_none_is_open_to_everybody(self):
        actions = {action.get("id"): action for action in xml.parse(PACKAGING / "local.digue.policy").iter("action")}
        asked = set(re.findall(r'"(local\.digue\.[a-z-]+)"', (ROOT / "src/api/roles.h").read_text("utf-8")))
        self.assertEqual(set(actions), asked)
        for action in actions.values():
            self.assertEqual({default.text for default in action.find("defaults")}, {"auth_admin"})
            self.assertTrue(action.findall("message[@{http://www.w3.org/XML/1998/namespace}lang='fr']"))


class Desktop(unittest.TestCase):
    def test_sessions_start_what_shows_notices(self):
        parser = configparser.ConfigParser(interpolation=None)
        parser.optionxform = str
        parser.read(PACKAGING / "digue-watch.desktop", encoding="utf-8")
        self.assertEqual(parser["Desktop Entry"]["Exec"], "/usr/bin/digue watch")


if __name__ == "__main__":
    unittest.main()
