"""What stands in the way of forget and prune, and how a person clears it: junk among indexes and snapshots, locks that nobody
can read, locks that a crash left. On a disk, and on a server. A restore is never held up."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "interop"))
import nasty_tree
from digue import Digue
from rest_place import FOLDERS, RestPlace

PRUNE = ("forget", "--keep-last", "1", "--prune")
JUNK = b"depose par un inconnu"


class Mend(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="digue-test-")
        self.addCleanup(folder.cleanup)
        self.scratch = Path(folder.name)
        self.password_file = self.scratch / "password"
        self.password_file.write_text("mot de passe fictif\n")
        self.practice = self.scratch / "practice"
        self.practice.mkdir()
        self.place = self.scratch / "place"
        self.use(self.place)

    def use(self, location):
        self.digue = Digue(self.scratch, location, self.password_file)
        self.digue.environment["LC_ALL"] = "fr_FR.UTF-8"

    def save_some_days(self):
        self.digue.init()
        for day in range(2):
            (self.practice / "agenda").write_text(f"PATIENT TEST {day}")
            (self.practice / f"radio {day}").write_bytes(os.urandom(50_000))
            self.digue.backup("practice", cwd=self.scratch)
        self.wanted = nasty_tree.describe(self.practice)

    def drop(self, folder: str, content: bytes = JUNK) -> str:
        name = hashlib.sha256(content).hexdigest()
        (self.place / folder / name).write_bytes(content)
        return f"{folder}/{name}"

    def assert_code(self, code: int, *words, **options) -> subprocess.CompletedProcess:
        done = self.digue.try_to(*words, **options)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def check_restored(self, code: int = 0):
        target = self.scratch / "restored"
        shutil.rmtree(target, ignore_errors=True)
        self.assert_code(code, "restore", "latest", "--target", target)
        self.assertEqual(nasty_tree.differences(self.wanted, nasty_tree.describe(target / "practice")), [])

    def locks(self) -> list[str]:
        """A program that is killed while it writes one leaves a temporary file, which is none."""
        return [path.name for path in (self.place / "locks").iterdir() if len(path.name) == 64]

    def kept(self) -> dict:
        return {path.name: path.read_bytes() for path in self.digue.state.rglob("set-aside/*/*")}

    def check_junk_is_set_aside(self):
        self.save_some_days()
        names = [self.drop("index"), self.drop("snapshots")]
        self.check_restored(code=3)
        self.assertIn("digue repo set-aside", self.assert_code(1, *PRUNE).stderr)
        self.assertIn("digue repo set-aside", self.assert_code(1, "prune").stderr)

        shown = self.assert_code(3, "repo", "set-aside")
        for name in names:
            self.assertIn(name, shown.stdout)
            self.assertTrue((self.place / name).exists(), "only shown")
        self.assertIn("--confirm", shown.stdout)
        self.assertEqual(self.kept(), {})

        done = self.assert_code(0, "repo", "set-aside", "--confirm")
        for name in names:
            self.assertFalse((self.place / name).exists())
        self.assertEqual(self.kept(), {name.replace("/", "-"): JUNK for name in names})
        self.assertIn("set-aside", done.stdout)
        self.assertIn("Tout se lit", self.assert_code(0, "repo", "set-aside", "--confirm").stdout)
        self.assert_code(0, *PRUNE)
        self.assert_code(0, "check", "--read-data")
        self.check_restored()

    def test_junk_is_set_aside_on_a_disk(self):
        self.check_junk_is_set_aside()

    def test_junk_is_set_aside_on_a_server(self):
        server = self.enterContext(RestPlace(self.place))
        self.use(server.location)
        self.check_junk_is_set_aside()

    def test_a_server_that_refuses_to_delete_keeps_its_junk_and_we_keep_a_copy(self):
        server = self.enterContext(RestPlace(self.place))
        self.use(server.location)
        self.save_some_days()
        name = self.drop("index")
        server.refuses_to_delete = ("index", "snapshots", "data", "keys")
        self.assertIn("pas le droit", self.assert_code(5, "repo", "set-aside", "--confirm").stderr)
        self.assertTrue((self.place / name).exists())
        self.check_restored(code=3)

    def test_an_index_of_ours_that_broke_is_made_anew(self):
        self.save_some_days()
        for path in (self.place / "index").iterdir():
            content = bytearray(path.read_bytes())
            content[40] ^= 1
            path.chmod(0o600)
            path.write_bytes(content)
        self.check_restored(code=3)
        self.assert_code(1, *PRUNE)
        self.assert_code(0, "repo", "set-aside", "--confirm")
        self.assert_code(0, "check", "--read-data")
        self.assert_code(0, *PRUNE)
        self.assert_code(0, "check", "--read-data")
        self.check_restored()

    def test_without_junk_there_is_nothing_to_do(self):
        self.save_some_days()
        before = sorted(path.name for folder in FOLDERS for path in (self.place / folder).rglob("*"))
        self.assertIn("Tout se lit", self.assert_code(0, "repo", "set-aside").stdout)
        self.assertIn("Tout se lit", self.assert_code(0, "repo", "set-aside", "--confirm").stdout)
        self.assertEqual(before, sorted(path.name for folder in FOLDERS for path in (self.place / folder).rglob("*")))

    def test_an_unreadable_lock_stops_only_who_deletes_and_is_named_with_what_clears_it(self):
        self.save_some_days()
        name = self.drop("locks")
        self.check_restored()
        self.assert_code(0, "check")
        self.assert_code(0, "backup", "practice", cwd=self.scratch)
        for words in (PRUNE, ("prune",), ("repo", "set-aside", "--confirm")):
            if words[0] == "repo":
                self.drop("index")
            refused = self.assert_code(11, *words)
            self.assertIn(name, refused.stderr)
            self.assertIn("digue repo unlock", refused.stderr)
        self.assertIn("1 verrou enlevé", self.assert_code(0, "repo", "unlock").stdout)
        self.assert_code(0, "repo", "set-aside", "--confirm")
        self.assert_code(0, *PRUNE)

    def test_what_a_killed_program_left_never_stops_the_next_one(self):
        self.save_some_days()
        (self.practice / "radio").write_bytes(os.urandom(30_000_000))
        killed = subprocess.Popen(self.digue.command("backup", "practice"), env=self.digue.environment, cwd=self.scratch,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while not self.locks():
            self.assertIsNone(killed.poll(), "it has ended before it could be killed")
            time.sleep(0.001)
        killed.kill()
        killed.wait()
        self.assertNotEqual(self.locks(), [])
        self.assert_code(0, *PRUNE)
        self.assertEqual(self.locks(), [])


if __name__ == "__main__":
    unittest.main()
