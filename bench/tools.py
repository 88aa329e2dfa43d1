"""The programs that are compared: how each is asked for the same work, with its own default settings."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests" / "interop"))
import peers  # noqa: E402

PASSWORD = "mot de passe fictif\n"

# A word of a command in braces is filled in: {repository}, {password_file}, {source}, {target}, {round}.
RESTIC_LIKE = ["-r", "{repository}", "--password-file", "{password_file}"]


@dataclass
class Tool:
    name: str
    version: str
    init: list[str]
    backup: list[str]
    restore: list[str]
    check: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    restores_in: bool = False  # in its working folder, instead of where it is told

    @property
    def label(self) -> str:
        return f"{self.name} {self.version}"


def digue(program: Path) -> Tool:
    if not program.exists():
        raise peers.Missing(f"{program} is not built: cmake --build --preset release")
    said = subprocess.run([program, "--version"], capture_output=True, text=True).stdout.split()
    run = str(program)

    def command(*words: str) -> list[str]:
        """Empty when this digue has no such command: it would answer with its first page, and quickly."""
        page = lambda *asked: subprocess.run([program, *asked, "--help"], capture_output=True, text=True).stdout
        name = [word for word in words if not word.startswith("-")][:2 if words[0] == "repo" else 1]
        return [run, *words] if page(*name) != page() else []

    if not command("repo", "init"):
        raise peers.Missing(f"{program} has no command that makes a repository")
    return Tool("digue", said[-1] if said else "?", command("repo", "init", *RESTIC_LIKE),
                command("backup", *RESTIC_LIKE, "{source}"),
                command("restore", *RESTIC_LIKE, "latest", "--target", "{target}"),
                command("check", *RESTIC_LIKE, "--read-data"))


def restic(version: str = "") -> Tool:
    found, program = peers.find("restic", version)
    run = [str(program), *RESTIC_LIKE]
    return Tool("restic", found, [*run, "init"], [*run, "backup", "{source}"],
                [*run, "restore", "latest", "--target", "{target}"], [*run, "check", "--read-data"],
                {"RESTIC_CACHE_DIR": "{scratch}/restic-cache"})


def borg(version: str = "") -> Tool:
    """With zstd at its default level, as the others have; it does not read back what it wrote."""
    found, program = peers.find("borg", version)
    run = str(program)
    return Tool("borg", found, [run, "init", "-e", "repokey-blake2", "{repository}"],
                [run, "create", "-C", "zstd,3", "{repository}::{round}", "{source}"],
                [run, "extract", "{repository}::{first}"], [run, "check", "--verify-data", "{repository}"],
                {"BORG_BASE_DIR": "{scratch}/borg", "BORG_PASSCOMMAND": "cat {password_file}"}, restores_in=True)


def at_hand(digue_program: Path) -> tuple[list[Tool], list[str]]:
    """Those that can run here, and why the others cannot."""
    tools, missing = [], []
    for make in (lambda: digue(digue_program), restic, borg):
        try:
            tools.append(make())
        except peers.Missing as reason:
            missing.append(str(reason))
    return tools, missing


def filled(words: list[str], values: dict[str, str]) -> list[str]:
    return [re.sub(r"\{(\w+)\}", lambda found: values[found.group(1)], word) for word in words]


def environment_of(tool: Tool, scratch: Path, values: dict[str, str]) -> dict[str, str]:
    """Nothing of the person who runs the bench: no configuration, no cache, no language."""
    own = dict(zip(tool.environment, filled(list(tool.environment.values()), values)))
    return {"PATH": os.environ["PATH"], "HOME": str(scratch), "TMPDIR": str(scratch), "LC_ALL": "C.UTF-8",
            "XDG_STATE_HOME": str(scratch / "state"), **own}
