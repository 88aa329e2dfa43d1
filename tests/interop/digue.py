"""The program under test, with a repository, as tests of whole runs drive it."""

import json
import os
import subprocess
from pathlib import Path

PROGRAM = Path(os.environ["DIGUE"])


class Digue:
    """Reads and writes the repository of a `peers.Restic`, with its password and time zone, or one of its own."""

    def __init__(self, scratch: Path, repository: Path | str, password_file: Path, zone: str = "UTC"):
        self.repository = repository
        self.password_file = password_file
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(scratch), "TZ": zone, "LC_ALL": "C.UTF-8",
                            "DIGUE_STATE": str(scratch / "state")}
        self.state = scratch / "state"
        self.prefix: list[str] = []  # what the program is started by

    def command(self, *words) -> list[str]:
        return [*self.prefix, str(PROGRAM), *map(os.fspath, map(_as_word, words)), "-r", str(self.repository),
                "--password-file", str(self.password_file), "--state", str(self.state)]

    def try_to(self, *words, **options) -> subprocess.CompletedProcess:
        """Runs a command, whatever its exit code."""
        options = {"timeout": 600} | options
        return subprocess.run(self.command(*words), env=self.environment, capture_output=True, text=True,
                              errors="surrogateescape", **options)

    def run(self, *words, **options) -> str:
        """Runs a command that must succeed; answers what it printed."""
        done = self.try_to(*words, **options)
        if done.returncode:
            raise AssertionError(f"digue {' '.join(map(str, words))}: {done.returncode}\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def init(self) -> None:
        self.run("repo", "init")

    def backup(self, *paths, **options) -> dict:
        """Backs up; answers the summary."""
        return summary_of(self.run("backup", "--json", *paths, **options))

    def restore(self, snapshot: str, target: Path, *words) -> None:
        self.run("restore", snapshot, "--target", target, *words)

    def snapshots(self) -> list[dict]:
        return json.loads(self.run("snapshots", "--json"))


def _as_word(word):
    return word if isinstance(word, (str, bytes, os.PathLike)) else str(word)


def summary_of(text: str) -> dict:
    for line in text.splitlines():
        said = json.loads(line)
        if said.get("message_type") == "summary":
            return said
    raise AssertionError(f"no summary in {text}")
