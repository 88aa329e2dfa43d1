"""A name planted wherever a practice has names comes out nowhere: not in the journal's chain, not in an export, not in
doctor, not in a frozen machine, not in any answer that did not ask for names."""

import base64
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
CANARY = "zqcanarix"

COMMANDS = [
    ["rules", "check"], ["status"], ["status", "--json"], ["rules", "list"], ["rules", "list", "--json"], ["facts"],
    ["facts", "--json"], ["sql", "SELECT * FROM session_locks"], ["sql", "SELECT * FROM disk_encryption", "--json"],
    ["journal", "show"], ["journal", "export"], ["journal", "verify"], ["doctor"], ["doctor", "--json"],
]


def planted(value, key=""):
    """The machine with the canary in every account, home, path of a person, host, network and volume."""
    if isinstance(value, dict):
        return {planted(name): planted(content, name) for name, content in value.items()}
    if isinstance(value, list):
        return [planted(item, key) for item in value]
    if isinstance(value, str):
        for name in ("camille", "sacha", "dominique"):
            value = value.replace(name, f"{name}{CANARY}").replace(name.capitalize(), f"{name.capitalize()}{CANARY}")
        return value
    return value


def forms(name: str) -> list[bytes]:
    """How the name could be written down."""
    return [name.encode(), name.upper().encode(), name.encode().hex().encode(), name.encode("utf-16-le"),
            base64.b64encode(name.encode()).rstrip(b"=")[:-1]]


class Canary(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory()
        self.folder = Path(self.scratch.name)
        self.machines = []
        for source in sorted(path.parent for path in (ROOT / "tests/machines").glob("*/machine.json")):
            machine = self.folder / f"machine-{len(self.machines)}"
            shutil.copytree(source, machine)
            path = machine / "machine.json"
            content = planted(json.loads(path.read_text(encoding="utf-8")))
            path.write_text(json.dumps(content), encoding="utf-8")
            self.machines.append((source.name, machine, CANARY in path.read_text(encoding="utf-8")))

    def tearDown(self):
        self.scratch.cleanup()

    def digue(self, machine: Path, state: Path, *words: str) -> bytes:
        environment = {"PATH": os.environ["PATH"], "LANG": "fr_FR.UTF-8",
                       **{name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")}}
        result = subprocess.run([DIGUE, *words, "--machine", machine, "--state", state], env=environment,
                                capture_output=True, timeout=120, check=False)
        return result.stdout + result.stderr

    def assert_silent(self, where: str, output: bytes):
        for form in forms(CANARY):
            self.assertNotIn(form, output, where)

    def test_no_answer_and_no_line_of_the_journal_tells_a_name(self):
        self.assertTrue(any(planted for _, _, planted in self.machines), "the canary was planted")
        for name, machine, _ in self.machines:
            state = self.folder / f"state-{name}"
            for words in COMMANDS:
                self.assert_silent(f"{name}: digue {' '.join(words)}", self.digue(machine, state, *words))
            for rule in ("verrouillage-automatique", "disque-chiffre", "wifi-chiffre"):
                self.assert_silent(f"{name}: {rule}", self.digue(machine, state, "rules", "show", rule))
            for file in state.iterdir():
                self.assert_silent(f"{name}: {file.name}", file.read_bytes())

    def test_a_frozen_machine_tells_no_name(self):
        for name, machine, _ in self.machines:
            target = self.folder / f"frozen-{name}"
            self.digue(machine, self.folder / "state", "freeze", str(target))
            files = [file for file in target.rglob("*") if file.is_file()]
            self.assertTrue(files, f"{name}: something was frozen")
            for file in files:
                self.assert_silent(f"{name}: {file.name}", file.read_bytes())
                self.assertNotIn(CANARY, str(file.relative_to(target)))

    def practice_folder(self) -> Path:
        """A folder of the practice, itself, its folder, file, link, attribute and content with the canary."""
        practice = self.folder / f"cabinet-{CANARY}"
        (practice / f"dossier {CANARY}").mkdir(parents=True)
        (practice / f"dossier {CANARY}" / f"lettre {CANARY}.txt").write_text(f"Madame {CANARY}", encoding="utf-8")
        (practice / "lien").symlink_to(CANARY)
        return practice

    def test_no_proof_of_a_restore_tells_the_name_of_a_file(self):
        _, machine, _ = self.machines[0]
        practice = self.practice_folder()
        state = self.folder / "state"
        self.assertIn(b"identique", self.digue(machine, state, "prove", str(practice)))
        for words in (["prove", str(practice)], ["prove", str(practice), "--json"], ["rules", "check"],
                      ["prove", "--demonstration", str(practice)], ["rules", "show", "sauvegarde-recente"],
                      ["rules", "show", "restauration-prouvee", "--json"], *COMMANDS):
            self.assert_silent(" ".join(words).replace(CANARY, ""), self.digue(machine, state, *words))
        for file in state.rglob("*"):
            self.assertNotIn(CANARY, str(file.relative_to(state)))
            if file.is_file():
                self.assert_silent(str(file), file.read_bytes())

    def test_no_failed_proof_tells_the_name_of_a_file_to_who_did_not_ask(self):
        _, machine, _ = self.machines[0]
        practice = self.practice_folder()
        state = self.folder / "state"
        self.digue(machine, state, "prove", str(practice))
        for pack in (state / "repository/data").rglob("*"):
            if pack.is_file():
                pack.chmod(0o600)
                pack.write_bytes(bytes(pack.stat().st_size))
        # What is new is saved whole; what was saved before comes back no more.
        os.utime(practice, ns=(1, 1))
        failed = self.digue(machine, state, "prove", str(practice))
        self.assertNotIn(b"identique.", failed)
        self.assert_silent("a failed proof", failed)
        for words in (["prove", str(practice), "--json"], ["journal", "export"], ["journal", "show"], ["doctor"]):
            self.assert_silent(words[0], self.digue(machine, state, *words))

    def test_a_name_that_is_asked_for_is_shown_and_forgotten(self):
        shown = 0
        for name, machine, is_planted in self.machines:
            state = self.folder / f"state-{name}"
            self.digue(machine, state, "rules", "check")
            shown += CANARY.encode() in self.digue(machine, state, "facts", "session_locks", "--names")
            for file in state.iterdir():
                self.assert_silent(f"{name}: {file.name}", file.read_bytes())
        self.assertGreater(shown, 0, "the canary can be seen where it is asked for")

    def test_the_words_of_a_person_are_in_the_side_table_alone_and_can_be_erased(self):
        _, machine, _ = self.machines[0]
        state = self.folder / "state"
        self.digue(machine, state, "confirm", "locaux-fermes", "--by", f"Dr {CANARY}")
        self.digue(machine, state, "set-aside", "disque-chiffre", "--by", f"Dr {CANARY}", "--why", f"à cause de {CANARY}",
                   "--until", "2026-12-31")
        self.assertIn(CANARY.encode(), self.digue(machine, state, "journal", "show"))
        for words in (["journal", "export"], ["doctor"], ["status", "--json"], ["rules", "list", "--json"]):
            self.assert_silent(" ".join(words), self.digue(machine, state, *words))
        with sqlite3.connect(state / "journal.sqlite") as connection:
            self.assert_silent("the chain", repr(connection.execute("SELECT * FROM entries").fetchall()).encode())
        self.digue(machine, state, "journal", "erase", f"Dr {CANARY}")
        self.digue(machine, state, "journal", "erase", f"à cause de {CANARY}")
        for file in state.iterdir():
            self.assert_silent(f"after erasing: {file.name}", file.read_bytes())
        self.assertIn("intact".encode(), self.digue(machine, state, "journal", "verify"))


if __name__ == "__main__":
    unittest.main()
