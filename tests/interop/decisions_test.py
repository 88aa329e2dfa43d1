"""What Digue leaves out of a backup and what it forgets is what restic leaves out and forgets, on the same tree and the
same snapshots. Needs restic (Debian's, and any that tools/peers has brought).
"""

import datetime
import functools
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DECIDE = os.environ["DECIDE"]
ZONE = "Europe/Paris"

FILES = """a.tmp A.TMP note.odt photo.JPG photo.jpg sub/a.tmp sub/deep/er/x.dcm sub/deep/x.dcm radios/2026/1.dcm radios/1.dcm
cache/index cache/keep/index été.odt ÉTÉ.odt [x] x \\x a*b foo/bar/baz foo/x/bar/baz foo/x/y/bar/baz foo/bar/x/baz
node_modules/m/index.js app/node_modules/m/index.js app/src/index.js .hidden .config/x nb\u00a0sp/x A/B/c a/b/C""".split()

# {T} is the tree's own path.
PATTERN_SETS = [
    ["*.tmp"], ["*.TMP"], ["sub"], ["/sub"], ["{T}/sub"], ["{T}/sub/"], ["sub/*"], ["sub/**"], ["sub/**/*.dcm"],
    ["**/node_modules/**"], ["node_modules"], ["{T}/**/node_modules"], ["{T}/**/foo/**/baz"], ["{T}/foo/**/bar/**/baz"],
    ["foo/**/bar/**/baz"], ["foo/**/**/baz"], ["{T}/foo/**/x/**"], ["{T}/**/**/**/baz"], ["foo/*/bar"], ["*"], ["**"], ["/"], ["/**"], ["[x]"], ["\\[x]"],
    ["?"], ["[a-z]"], ["[^a-z]*"], ["\\\\x"], ["a\\*b"], ["a*b"], ["é*"], ["[é-ë]t*"], ["{T}/*", "!*.odt"],
    ["cache/*", "!cache/keep"], ["*.dcm", "!radios/**"], ["!*.tmp", "*.tmp"], ["*.tmp", "!a.tmp", "sub/a.tmp"],
    [".*"], ["nb\u00a0sp"], ["{T}/./sub/../radios"], ["{T}//radios//"], ["foo/../sub"], ["a/b"], ["A/*/c"],
]

POLICIES = [
    {"last": "3"}, {"hourly": "4"}, {"daily": "5"}, {"weekly": "3"}, {"monthly": "4"}, {"yearly": "9"},
    {"daily": "3", "weekly": "2", "monthly": "2", "yearly": "1"}, {"within": "10d"}, {"within": "1m14d"},
    {"within-daily": "2m3d3h"}, {"within-weekly": "1y"}, {"within-hourly": "1d", "last": "1"}, {"within-monthly": "1y2m"},
    {"within-yearly": "3y"}, {"daily": "unlimited"}, {"last": "1", "tag": "red"}, {"last": "2", "tag": "red,blue"},
    {"within": "99y"},
]


def restics() -> list[str]:
    """The oldest and the newest at hand."""
    found = sorted(str(path) for path in (ROOT / "build/peers/bin").glob("restic-[0-9]*"))
    return sorted({*found[:1], *found[-1:]}) or [path for path in [shutil.which("restic")] if path]


def decide(lines: list[list[str]]) -> list[list[str]]:
    text = "".join("\t".join(line) + "\n" for line in lines)
    answer = subprocess.run([DECIDE], input=text.encode(), capture_output=True, check=True).stdout.decode()
    return [line.split("\t") for line in answer.splitlines()]


class Repository:
    """An empty repository of one restic; its words are run with it."""

    def __init__(self, program: str, folder: Path):
        self.program = program
        password = folder / "password"
        password.write_text("sample password")
        self.environment = {**os.environ, "RESTIC_REPOSITORY": str(folder / "repository"), "TZ": ZONE,
                            "RESTIC_PASSWORD_FILE": str(password), "RESTIC_CACHE_DIR": str(folder / "cache")}
        self.run("init")

    def run(self, *words: str) -> str:
        result = subprocess.run([self.program, *words], env=self.environment, capture_output=True, text=True)
        if result.returncode:
            raise AssertionError(f"restic {' '.join(words)}: {result.stderr}")
        return result.stdout

    @functools.cached_property
    def is_old(self) -> bool:
        """Before 0.16 the oldest snapshot was not kept to make the history longer, and nothing was unlimited."""
        version = re.match(r"restic 0\.(\d+)", self.run("version"))
        return version is not None and int(version.group(1)) < 16


class Decisions(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory(prefix="digue-interop-")))

    def repositories(self):
        for program in restics():
            with self.subTest(restic=Path(program).name):
                place = self.folder / Path(program).name
                place.mkdir()
                yield Repository(program, place)

    def test_the_same_entries_are_left_out(self):
        tree = self.folder / "tree"
        for file in FILES:
            path = tree / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("")
        paths = sorted(str(path) for path in tree.rglob("*"))
        for repository in self.repositories():
            newest = repository.program == restics()[-1]
            for option, sets in (("exclude", PATTERN_SETS if newest else PATTERN_SETS[::3]), ("iexclude", PATTERN_SETS[1::4])):
                for patterns in sets:
                    patterns = [pattern.replace("{T}", str(tree)) for pattern in patterns]
                    words = [word for pattern in patterns for word in (f"--{option}", pattern)]
                    with self.subTest(option=option, patterns=patterns):
                        listed = repository.run("backup", "--dry-run", "-vv", "--json", *words, str(tree))
                        items = [json.loads(line) for line in listed.splitlines()]
                        theirs = {item["item"].rstrip("/") for item in items if item.get("action") in ("new", "unchanged")}
                        answers = decide([[option, p] for p in patterns] + [["path", path] for path in paths])
                        ours = {path for what, path in answers if what == "saved"}
                        self.assertEqual(ours, theirs & set(paths))

    def test_the_same_snapshots_are_kept_for_the_same_reasons(self):
        file = self.folder / "file"
        file.write_text("")
        dice = random.Random(20261124)
        newest = datetime.datetime(2026, 10, 27, 9, 30)
        for repository in self.repositories():
            for _ in range(40):
                age = datetime.timedelta(hours=int(dice.choice([50, 1000, 30000]) * dice.random()), minutes=dice.randrange(60))
                tag = dice.choice(["", "red", "blue", "red,blue"])
                tags = ["--tag", tag] if tag else []
                host = dice.choice(["cabinet", "accueil"])
                repository.run("backup", "--force", "--quiet", "--host", host, *tags, "--time",
                               (newest - age).strftime("%Y-%m-%d %H:%M:%S"), str(file))
            snapshots = json.loads(repository.run("snapshots", "--json"))
            lines = [["now", str(int(datetime.datetime.now().timestamp() * 1000))]]
            for snapshot in snapshots:
                time = datetime.datetime.fromisoformat(snapshot["time"].replace("Z", "+00:00"))
                lines.append(["snapshot", snapshot["id"], str(int(time.timestamp() * 1000)),
                              str(int(time.utcoffset().total_seconds())), snapshot["hostname"],
                              ",".join(snapshot["paths"]), ",".join(snapshot.get("tags") or [])])
            for policy in POLICIES:
                if repository.is_old and "unlimited" in policy.values():
                    continue
                with self.subTest(policy=policy):
                    words = [word for rule, value in policy.items() for word in (f"--keep-{rule}", value)]
                    groups = json.loads(repository.run("forget", "--dry-run", "--json", *words))
                    theirs = {}
                    for group in groups:
                        for kept, reason in zip(group["keep"] or [], group["reasons"] or []):
                            theirs[kept["id"]] = reason["matches"]
                    rules = [["keep-tag", v] if r == "tag" else ["keep", r, v] for r, v in policy.items()]
                    answers = decide(rules + lines + [["plan"]])
                    ours = {words[1]: words[2].split("|") for words in answers if words[0] == "keep"}
                    if repository.is_old:
                        ours = {id_: [r for r in reasons if not r.startswith("oldest")] for id_, reasons in ours.items()}
                        ours = {id_: reasons for id_, reasons in ours.items() if reasons}
                    self.assertEqual(ours, theirs)
                    self.assertFalse([words for words in answers if words[0] in ("aside", "refused")])


if __name__ == "__main__":
    if not restics():
        print("SKIPPED: no restic is installed (tools/peers brings some)")
        sys.exit(77)
    unittest.main()
