"""Somebody who can write the journal's file, and lacks its key, edits it. The real program names what was done, and its answer is
never better for it: what the journal says up to the last fault does not count."""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DIGUE = Path(os.environ.get("DIGUE", ROOT / "build/release/digue"))
ALL_KNOWN = ROOT / "tests/machines/debian-12-gnome"
NOTHING_KNOWN = ROOT / "tests/machines/debian-12-hostile"


def hash_of(number: int, at: int, kind: str, body: str, previous: bytes) -> bytes:
    """docs/formats/journal.md"""
    integer = lambda value: value.to_bytes(8, "big", signed=True)
    text = lambda value: integer(len(value.encode())) + value.encode()
    return hashlib.sha256(b"digue journal entry 1" + previous + integer(number) + integer(at) + text(kind) +
                          text(body)).digest()


class Tampering(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.state = Path(scratch.name, "state")
        self.journal = self.state / "journal.sqlite"

    def digue(self, *words, machine=ALL_KNOWN):
        environment = {"PATH": os.environ["PATH"], "LANG": "fr_FR.UTF-8",
                       **{name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")}}
        return subprocess.run([DIGUE, *words, "--machine", machine, "--state", self.state], env=environment,
                              capture_output=True, text=True, timeout=60, check=False)

    def check(self, machine=ALL_KNOWN):
        self.assertEqual(self.digue("rules", "check", machine=machine).returncode, 0)

    def edit(self, *statements):
        with sqlite3.connect(self.journal, isolation_level=None) as connection:
            for trigger in ("entries_never_change", "entries_never_go", "entries_come_in_order"):
                connection.execute(f"DROP TRIGGER IF EXISTS {trigger}")
            for statement in statements:
                connection.execute(*statement) if isinstance(statement, tuple) else connection.execute(statement)
        connection.close()

    def rows(self, question: str) -> list:
        connection = sqlite3.connect(self.journal)
        try:
            return connection.execute(question).fetchall()
        finally:
            connection.close()

    def faults(self) -> list[str]:
        result = self.digue("journal", "verify", "--json")
        lines = [json.loads(line) for line in result.stdout.splitlines()]
        found = [f"{line['kind']} {line['number']}" for line in lines if line["message_type"] == "fault"]
        self.assertEqual(result.returncode, 7 if found else 0, result.stdout + result.stderr)
        return found

    def states(self) -> dict[str, str]:
        result = self.digue("status", "--json")
        self.assertIn(result.returncode, (0, 4), result.stderr)
        lines = [json.loads(line) for line in result.stdout.splitlines()]
        return {line["rule"]: line["state"] for line in lines if line["message_type"] == "rule"}

    def held(self) -> set[str]:
        return {rule for rule, state in self.states().items() if state == "held"}

    def test_a_finding_that_was_changed_to_held_is_not_believed(self):
        self.check(NOTHING_KNOWN)
        before = self.held()
        self.edit("UPDATE entries SET body = replace(body, '\"unknown\"', '\"held\"')")
        self.assertEqual(self.faults(), ["changed 1"])
        self.assertLessEqual(self.held(), before)
        self.assertIn("a été modifié", self.digue("status").stdout)

    def test_a_check_that_was_forged_behind_the_head_is_no_interruption_and_not_believed(self):
        self.check(ALL_KNOWN)
        (at, kind, good), = self.rows("SELECT at, kind, body FROM entries")
        shutil.rmtree(self.state)
        self.check(NOTHING_KNOWN)
        previous = self.rows("SELECT hash FROM entries")[0][0]
        forged = (2, at, kind, good, previous, hash_of(2, at, kind, good, previous))
        self.edit(("INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?)", forged))
        self.assertEqual(self.faults(), ["head_forged 2"])
        self.assertEqual(self.held(), set())
        # Nor later, when an act of ours follows it.
        self.assertEqual(self.digue("confirm", "locaux-fermes", "--by", "Dr Exemple").returncode, 0)
        self.assertEqual(self.faults(), ["head_forged 2", "head_forged 3"])
        self.assertEqual(self.held(), {"locaux-fermes"})

    def test_a_bad_check_that_was_cut_off_does_not_bring_the_good_one_before_it_back(self):
        self.check(ALL_KNOWN)
        good = self.held()
        self.check(NOTHING_KNOWN)
        self.edit("DELETE FROM entries WHERE number = 2")
        self.assertEqual(self.faults(), ["truncated 2"])
        self.assertEqual(self.held(), set())
        self.check(ALL_KNOWN)
        self.assertEqual(self.held(), good, "what is measured after it counts")
        self.assertIn("head_forged 3", self.faults(), "and the trace stays")

    def test_without_a_sealed_head_nothing_is_believed(self):
        self.check()
        for statement in ("UPDATE head SET number = 0", "DELETE FROM head"):
            with self.subTest(statement):
                self.edit(statement)
                self.assertTrue(self.faults())
                self.assertEqual(self.held(), set())

    def test_a_confirmation_before_a_fault_must_be_given_again(self):
        self.digue("confirm", "locaux-fermes", "--by", "Dr Exemple")
        self.assertEqual(self.states()["locaux-fermes"], "held")
        self.check()
        self.edit("UPDATE entries SET at = at + 1 WHERE number = 2")
        self.assertEqual(self.states()["locaux-fermes"], "to_confirm")

    def test_an_entry_that_cannot_be_read_keeps_nobody_from_the_next_check(self):
        self.check()
        self.edit("UPDATE entries SET body = 'no JSON', kind = char(27) || '[2J'")
        self.assertEqual(self.faults(), ["changed 1"])
        self.assertEqual(self.held(), set())
        self.check()
        self.assertTrue(self.held())

    def test_a_name_that_was_changed_is_said_and_shown_to_nobody(self):
        self.digue("confirm", "locaux-fermes", "--by", "Dr Exemple")
        self.edit("UPDATE personal SET words = char(27) || '[31mDr Autre'")
        self.assertEqual(self.faults(), ["personal 1"])
        for words in (["status"], ["journal", "show"], ["rules", "show", "locaux-fermes"]):
            result = self.digue(*words)
            self.assertNotIn("Autre", result.stdout + result.stderr, words)
            self.assertNotIn("\x1b", result.stdout + result.stderr, words)
        self.assertIn("changé après coup", self.digue("journal", "show").stdout)

    def test_a_gap_of_a_thousand_is_one_sentence(self):
        self.check()
        self.edit("UPDATE entries SET number = 5000")
        said = self.digue("journal", "verify").stdout
        self.assertLess(said.count("\n"), 10, said)
        self.assertIn("Lignes 1 à 1000", said)

    def test_what_stands_in_the_place_of_the_file_is_damaged_and_nobody_waits_for_it(self):
        self.check()
        os.rename(self.journal, self.state / "elsewhere")
        for name, put in (("FIFO", os.mkfifo), ("folder", os.mkdir),
                          ("link", lambda path: os.symlink(self.state / "elsewhere", path))):
            with self.subTest(name):
                put(self.journal)
                for words in (["status"], ["journal", "verify"], ["rules", "check"]):
                    self.assertEqual(self.digue(*words).returncode, 7, words)
                self.journal.rmdir() if name == "folder" else self.journal.unlink()

    def test_an_older_copy_is_not_seen_and_this_is_said_in_the_threats(self):
        self.check()
        copy = self.journal.read_bytes()
        self.check()
        self.journal.write_bytes(copy)
        self.assertEqual(self.faults(), [])
        self.assertIn("older", (ROOT / "docs/threats.md").read_text(encoding="utf-8"))


if __name__ == "__main__":
    unittest.main()
