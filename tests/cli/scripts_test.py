"""Runs the scripts of tests/cli: what is typed, and what must be answered, on one page each.

    # What the script shows, as a sentence.
    machine: debian-12-gnome          the frozen machine of tests/machines that is asked
    $ digue rules check               typed with that machine and a fresh state
    …                                 what stands on the screen, standard error included
    [4]                               the exit code, when it is not 0
    now: 2026-11-25T12:00:00Z         from here on the machine's clock says this

UPDATE_GOLDEN=1 writes down what is answered; read the difference before you keep it.
"""

import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = sorted(Path(__file__).parent.glob("*/*.txt"))
DIGUE = Path(os.environ.get("DIGUE", ROOT / "build/release/digue"))


class Session:
    """One frozen machine and one state, for the length of a script."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.machine: Path | None = None

    def freeze(self, name: str) -> None:
        self.machine = self.folder / "machine"
        shutil.copytree(ROOT / "tests/machines" / name, self.machine)

    def set_clock(self, now: str) -> None:
        path = self.machine / "machine.json"
        content = json.loads(path.read_text(encoding="utf-8"))
        content["now"] = now
        path.write_text(json.dumps(content), encoding="utf-8")

    def run(self, line: str) -> str:
        words = shlex.split(line)[2:]
        if self.machine:
            words += ["--machine", str(self.machine), "--state", str(self.folder / "state")]
        environment = {"PATH": os.environ["PATH"], "LANG": "fr_FR.UTF-8", "HOME": str(self.folder),
                       **{name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")}}
        result = subprocess.run([DIGUE, *words], env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, text=True, timeout=60, check=False)
        return result.stdout + (f"[{result.returncode}]\n" if result.returncode else "")


def play(script: Path) -> str:
    """The script as it would be with what is answered now."""
    played = []
    with tempfile.TemporaryDirectory() as folder:
        session = Session(Path(folder))
        for line in script.read_text(encoding="utf-8").splitlines():
            if line.startswith("#"):
                played.append(line + "\n")
            elif line.startswith("machine: "):
                session.freeze(line.split(": ")[1])
                played.append(line + "\n")
            elif line.startswith("now: "):
                session.set_clock(line.split(": ")[1])
                played.append("\n" + line + "\n")
            elif line.startswith("$ digue"):
                played.append(f"\n{line}\n{session.run(line)}")
    return "".join(played)


class Scripts(unittest.TestCase):
    maxDiff = None


def add(script: Path) -> None:
    def test(self: unittest.TestCase) -> None:
        played = play(script)
        if os.environ.get("UPDATE_GOLDEN"):
            script.write_text(played, encoding="utf-8")
        self.assertIn("$ digue", played)
        self.assertEqual(script.read_text(encoding="utf-8"), played)

    setattr(Scripts, f"test_{script.parent.name}_{script.stem}".replace("-", "_"), test)


for path in SCRIPTS:
    add(path)

if __name__ == "__main__":
    if not SCRIPTS:
        sys.exit("no script was found")
    unittest.main()
