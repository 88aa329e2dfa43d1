"""The programs that tools/peers brought (or that this system has), and a repository of restic driven through one of them."""

import json
import os
import re
import shutil
import subprocess
import unittest
from pathlib import Path

BIN = Path(__file__).resolve().parents[2] / "build" / "peers" / "bin"


class Missing(unittest.SkipTest):
    """The wanted program is not at hand; the text says how to have it. A test that meets it is reported as skipped."""


def order(version: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", version)]


def versions(name: str) -> dict[str, Path]:
    """Version → program, the oldest first."""
    found = {}
    for path in BIN.glob(f"{name}-[0-9]*"):
        if path.exists():
            found[path.name.removeprefix(name + "-")] = path
    if system := shutil.which(name):
        said = subprocess.run([system, "version" if name == "restic" else "--version"], capture_output=True, text=True)
        if version := re.search(r"\d+(\.\d+)+", said.stdout):
            found.setdefault(version.group(), Path(system))
    return dict(sorted(found.items(), key=lambda pair: order(pair[0])))


def find(name: str, version: str = "") -> tuple[str, Path]:
    """The newest one whose version begins with `version`; raises Missing."""
    fitting = [pair for pair in versions(name).items() if (pair[0] + ".").startswith(version + "." if version else "")]
    if not fitting:
        raise Missing(f"{name} {version or 'of any version'} is not at hand: tools/peers brings it")
    return fitting[-1]


class Restic:
    """One restic with a cache, a password file and a repository of its own below `scratch`."""

    def __init__(self, scratch: Path, version: str = "", repository: Path | str | None = None,
                 password: str = "mot de passe fictif"):
        self.version, self.program = find("restic", version)
        self.repository = repository or scratch / "repository"
        self.password_file = scratch / "password"
        if not self.password_file.exists():
            self.password_file.write_text(password + "\n", encoding="utf-8")
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(scratch), "TZ": os.environ.get("TZ", "UTC"),
                            "RESTIC_CACHE_DIR": str(scratch / f"cache-{self.version}"), "LC_ALL": "C.UTF-8"}

    def try_to(self, *words, **options) -> subprocess.CompletedProcess:
        """Runs a command, whatever its exit code."""
        command = [self.program, "-r", self.repository, "--password-file", self.password_file, *words]
        return subprocess.run([str(word) for word in command], env=self.environment, capture_output=True, text=True,
                              **options)

    def run(self, *words, **options) -> str:
        """Runs a command that must succeed; answers what it printed."""
        done = self.try_to(*words, **options)
        if done.returncode:
            raise AssertionError(f"restic {self.version} {' '.join(map(str, words))}: {done.returncode}\n{done.stderr}")
        return done.stdout

    def json(self, *words):
        """What a command says with --json: one value, or the list of its lines."""
        text = self.run(*words, "--json")
        try:
            return json.loads(text)
        except json.JSONDecodeError:
            return [json.loads(line) for line in text.splitlines() if line.strip()]

    def init(self) -> None:
        self.run("init")

    def backup(self, *paths) -> dict:
        """Backs up and answers the snapshot that came of it."""
        self.run("backup", *paths)
        return self.snapshots()[-1]

    def snapshots(self) -> list[dict]:
        return sorted(self.json("snapshots") or [], key=lambda snapshot: snapshot["time"])

    def restore(self, snapshot: str, target: Path) -> None:
        self.run("restore", snapshot, "--target", target)

    def check(self) -> str:
        """Reads everything; fails when anything is wrong."""
        return self.run("check", "--read-data")


def restics(scratch: Path) -> list[Restic]:
    """Every restic at hand, the oldest first, each with a folder of its own; raises Missing when there is none."""
    found = versions("restic")
    if not found:
        raise Missing("no restic is at hand: tools/peers brings it")
    made = []
    for version in found:
        folder = scratch / f"restic-{version}"
        folder.mkdir(parents=True, exist_ok=True)
        made.append(Restic(folder, version))
    return made
