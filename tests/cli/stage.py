"""A practice, a repository and a state below one scratch folder, on a frozen machine whose clock the test sets."""

import json
import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DIGUE = Path(os.environ.get("DIGUE", ROOT / "build/release/digue"))


class Stage(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.place = Path(scratch.name)
        self.repository = self.place / "disque"
        self.state = self.place / "etat"
        self.machine = self.place / "poste"
        shutil.copytree(ROOT / "tests/machines/debian-12-gnome", self.machine)
        self.password = self.put("mot", "un mot de passe fictif\n")
        self.practice = self.place / "cabinet"
        (self.practice / "radios").mkdir(parents=True)
        (self.practice / "agenda.db").write_bytes(b"agenda" * 5_000)
        (self.practice / "radios/1.dcm").write_bytes(os.urandom(50_000))
        (self.practice / "radios/2.dcm").write_bytes(b"DICM" * 20_000)

    def change_machine(self, change) -> None:
        path = self.machine / "machine.json"
        content = json.loads(path.read_text("utf-8"))
        change(content)
        path.write_text(json.dumps(content), encoding="utf-8")

    def set_clock(self, now: str) -> None:
        self.change_machine(lambda content: content.update(now=now))

    def put(self, name: str, text: str) -> Path:
        """A small file that the person names in words: on the frozen machine, and on this one for others to read."""
        path = self.place / name
        path.write_bytes(text.encode())
        self.change_machine(lambda content: content["files"].update({str(path): {"text": text}}))
        return path

    def digue(self, *words, state: Path | None = None, password: Path | None = None, repository: Path | None = None,
              **options) -> subprocess.CompletedProcess:
        command = [DIGUE, *words, "-r", repository or self.repository, "-p", password or self.password,
                   "--machine", self.machine, "--state", state or self.state]
        environment = {"PATH": os.environ["PATH"], "LANG": "fr_FR.UTF-8", "HOME": str(self.place), "TZ": "UTC",
                       **{name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")}}
        options = {"stdin": subprocess.DEVNULL} | options
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False,
                              errors="surrogateescape", **options)

    def run_digue(self, *words, code: int = 0, **options) -> str:
        """What it says when it ends with that code."""
        done = self.digue(*words, **options)
        self.assertEqual(done.returncode, code, f"{words}\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def lines(self, *words, code: int = 0, **options) -> list:
        return [json.loads(line) for line in self.run_digue(*words, "--json", code=code, **options).splitlines()]

    def init(self) -> None:
        self.run_digue("repo", "init")

    def backup(self, *words, **options) -> str:
        """Answers the snapshot's id."""
        return self.lines("backup", *(words or (self.practice,)), **options)[-1]["snapshot_id"]

    def snapshots(self, *words, **options) -> list[str]:
        return [snapshot["id"] for snapshot in self.lines("snapshots", *words, **options)[0]]

    def make_state(self) -> None:
        """A journal is made by whoever writes the first act down."""
        words = [DIGUE, "rules", "check", "--machine", self.machine, "--state", self.state]
        subprocess.run(words, capture_output=True, timeout=120, check=False)

    def entries(self, kind: str) -> list[dict]:
        words = [DIGUE, "journal", "export", "--machine", self.machine, "--state", self.state]
        said = subprocess.run(words, capture_output=True, text=True, timeout=120, check=True).stdout
        return [entry for entry in map(json.loads, said.splitlines()) if entry["kind"] == kind]

    def refusal(self, *words, **options) -> tuple[int, str]:
        """The code and the key of what it refuses; nothing else is said."""
        done = self.digue(*words, "--json", **options)
        self.assertEqual(done.stdout, "", words)
        said = json.loads(done.stderr.splitlines()[-1])
        self.assertEqual((said["message_type"], said["code"]), ("exit_error", done.returncode))
        in_words = self.digue(*words, **options)
        self.assertEqual((in_words.returncode, in_words.stdout), (done.returncode, ""), words)
        self.assertEqual(in_words.stderr.splitlines()[-1], said["message"])
        return said["code"], said["key"]


def listing(folder: Path) -> dict[str, tuple[int, int]]:
    """Every file below it, with its size and time."""
    return {str(path.relative_to(folder)): (path.stat().st_size, path.stat().st_mtime_ns)
            for path in sorted(folder.rglob("*"))}
