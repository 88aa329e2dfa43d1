"""A broken state, a full disk, a second process, a kill in the middle: a sentence, a documented code, nothing lost."""

import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DIGUE = Path(os.environ.get("DIGUE", ROOT / "build/release/digue"))
MACHINE = ROOT / "tests/machines/debian-12-gnome"
NOBODY = 65534


class HardTimes(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory()
        os.chmod(self.scratch.name, 0o755)
        self.state = Path(self.scratch.name, "state")

    def tearDown(self):
        self.scratch.cleanup()

    def digue(self, *words, **options):
        environment = {"PATH": os.environ["PATH"], "LANG": "fr_FR.UTF-8",
                       **{name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")}}
        return subprocess.run([DIGUE, *words, "--machine", MACHINE, "--state", self.state], env=environment,
                              capture_output=True, text=True, timeout=120, check=False, **options)

    def entries(self) -> int:
        with sqlite3.connect(self.state / "journal.sqlite") as connection:
            return connection.execute("SELECT count(*) FROM entries").fetchone()[0]

    def assert_refused(self, result, code: int, sentence: str):
        self.assertEqual(result.returncode, code, result.stdout + result.stderr)
        self.assertIn(sentence, result.stderr)
        self.assertEqual(result.stderr.count("\n"), 1, "one sentence, no trace")

    def test_a_damaged_journal_is_said_and_left_as_it_is(self):
        self.digue("rules", "check")
        journal = self.state / "journal.sqlite"
        for garbage in (b"not a database" * 100, journal.read_bytes()[:100] + b"\xff" * 9000):
            journal.write_bytes(garbage)
            for leftover in self.state.glob("journal.sqlite-*"):
                leftover.unlink()
            self.assert_refused(self.digue("status"), 7, "abîmé")
            self.assertEqual(journal.read_bytes(), garbage)

    def test_a_journal_from_a_newer_program_is_not_touched(self):
        self.digue("rules", "check")
        with sqlite3.connect(self.state / "journal.sqlite") as connection:
            connection.execute("PRAGMA user_version = 9999")
        self.assert_refused(self.digue("rules", "check"), 1, "plus récente")

    @unittest.skipIf(os.geteuid() != 0, "only root can become another account")
    def test_a_state_that_cannot_be_written_is_said(self):
        self.state.mkdir(mode=0o700)
        self.assert_refused(self.digue("rules", "check", user=NOBODY), 5, "droit")

    @unittest.skipIf(os.geteuid() != 0, "the owner of / is needed to tell a foreign folder")
    def test_a_state_that_others_may_write_is_not_trusted(self):
        self.state.mkdir()
        os.chmod(self.state, 0o777)
        self.assert_refused(self.digue("rules", "check"), 5, "droit")

    READERS = (["status"], ["rules", "list"], ["rules", "show", "disque-chiffre"], ["facts"], ["doctor"],
               ["journal", "show"], ["journal", "verify"], ["journal", "export"])

    def test_reading_makes_no_state(self):
        for words in self.READERS:
            result = self.digue(*words)
            expected = 1 if words[0] == "journal" else 4 if words[0] == "status" else 0
            self.assertEqual(result.returncode, expected, (words, result.stderr))
            self.assertFalse(self.state.exists(), words)
        self.assert_refused(self.digue("journal", "verify"), 1, "pas encore de journal")

    @unittest.skipIf(os.geteuid() != 0, "only root can become another account")
    def test_who_may_not_write_can_still_read(self):
        self.state.mkdir(mode=0o700)
        os.chown(self.state, NOBODY, NOBODY)
        self.assertEqual(self.digue("rules", "check", user=NOBODY).returncode, 0)
        for file in self.state.iterdir():
            file.chmod(0o400)
        self.state.chmod(0o500)
        for words in self.READERS:
            result = self.digue(*words, user=NOBODY)
            self.assertEqual(result.returncode, 4 if words == ["status"] else 0, (words, result.stderr))
        self.assert_refused(self.digue("rules", "check", user=NOBODY), 5, "droit")
        self.assertEqual(self.entries(), 1)

    def test_a_journal_that_was_emptied_or_taken_away_is_said_and_not_made_anew(self):
        self.digue("rules", "check")
        journal = self.state / "journal.sqlite"
        journal.write_bytes(b"")
        for _ in range(2):
            for words in (*self.READERS, ["rules", "check"], ["confirm", "locaux-fermes", "--by", "Dr Exemple"]):
                if words != ["doctor"]:
                    self.assert_refused(self.digue(*words), 7, "vidé ou enlevé")
            self.assertIn("damaged", self.digue("doctor").stdout)
            journal.unlink(missing_ok=True)
        self.assertFalse(journal.exists())

    def test_a_transaction_that_died_is_cleared_up_by_whoever_reads_next(self):
        self.digue("rules", "check")
        died = Path(self.scratch.name, "died")
        with sqlite3.connect(self.state / "journal.sqlite", isolation_level=None) as writer:
            writer.execute("PRAGMA cache_size = 2")
            writer.execute("BEGIN IMMEDIATE")
            for number in range(2, 200):  # so many that pages go to the file before the end
                writer.execute("INSERT INTO entries VALUES (?, 0, 'x', ?, x'00', x'00')", (number, "x" * 1000))
            shutil.copytree(self.state, died)
            writer.execute("ROLLBACK")
        self.assertTrue((died / "journal.sqlite-journal").exists())
        self.state = died
        self.assertEqual(self.digue("journal", "verify").returncode, 0)
        self.assertEqual(self.entries(), 1)

    def test_a_second_process_is_asked_to_come_back(self):
        self.digue("rules", "check")
        holder = sqlite3.connect(self.state / "journal.sqlite", isolation_level=None)
        holder.execute("BEGIN EXCLUSIVE")
        try:
            self.assert_refused(self.digue("rules", "check"), 11, "déjà")
        finally:
            holder.execute("ROLLBACK")
            holder.close()
        self.assertEqual(self.digue("rules", "check").returncode, 0)
        self.assertEqual(self.entries(), 2)

    def test_a_full_disk_loses_nothing(self):
        self.digue("rules", "check")
        before = self.entries()

        def no_room():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

        result = self.digue("rules", "check", preexec_fn=no_room, restore_signals=False)
        self.assert_refused(result, 8, "plein")
        self.assertEqual(self.entries(), before)
        self.assertEqual(self.digue("journal", "verify").returncode, 0)
        self.assertEqual(self.digue("rules", "check").returncode, 0)

    def test_a_closed_screen_is_not_a_success(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            environment = {"PATH": os.environ["PATH"], "LANG": "fr_FR.UTF-8"}
            result = subprocess.run([DIGUE, "--help"], stdout=full, env=environment, check=False)
        self.assertNotEqual(result.returncode, 0)

    def test_killed_at_any_moment_the_journal_stays_sound(self):
        self.digue("rules", "check")
        for attempt in range(12):
            before = self.entries()
            child = subprocess.Popen([DIGUE, "rules", "check", "--machine", MACHINE, "--state", self.state],
                                     stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(attempt * 0.01)
            child.kill()
            child.wait()
            self.assertEqual(self.digue("journal", "verify").returncode, 0)
            self.assertIn(self.entries(), (before, before + 1))

    def test_a_broken_frozen_machine_is_named(self):
        broken = Path(self.scratch.name, "machine")
        shutil.copytree(MACHINE, broken)
        (broken / "machine.json").write_text('{"system": "linux"', encoding="utf-8")
        result = subprocess.run([DIGUE, "status", "--machine", broken, "--state", self.state], capture_output=True,
                                text=True, env={"LANG": "fr"}, check=False)
        self.assertEqual(result.returncode, 2)
        self.assertIn("machine.json", result.stderr)


if __name__ == "__main__":
    unittest.main()
